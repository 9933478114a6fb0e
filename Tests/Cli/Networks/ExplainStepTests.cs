using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Files;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Cli.Networks;

/// <summary>One training step of a network, number by number, on the terminal and as a page.</summary>
public sealed class ExplainStepTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Create() => _folder = new TemporaryFolder();

    [TearDown]
    public void Delete() => _folder.Dispose();

    [Test]
    public void It_prints_the_numbers_of_the_worked_example()
    {
        (int exitCode, string output, string error) = CommandLine.Run("explain", "backprop");
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.Contain("dW1[1,3] = x[1] · da[3] = 0.500000 · (-0.701889) = -0.350945"));
        Assert.That(output, Does.Contain("central difference -0.350945: agrees").And.Not.Contain("DIFFERS"));
        foreach (string number in Repository.Read("docs/backprop.md").Split("```numbers")[2..]
            .SelectMany(part => part.Split("```")[0].Split('\n')).Where(line => line.Contains(" = "))
            .SelectMany(line => line.Split(" = ")[1].Split(' ').Where(word => word != "|")))
        {
            Assert.That(output, Does.Contain($"= {number}\n").Or.Contain($"= {number}  "), number);
        }
    }

    [Test]
    public void A_network_of_a_file_is_explained_with_any_optimizer()
    {
        string file = _folder.File("net.safetensors"), page = _folder.File("step.html");
        var network = new Network(3, new Dense(3, 4), new Tanh(), new Dense(4, 4), new Gelu(), new Dense(4, 2));
        network.Initialise(new RandomStream(5));
        ModelFile.Write(file, network);
        (int exitCode, string output, string error) = CommandLine.Run(
            "explain", file, "--input", "1,-2,0.5", "--target", "1,0", "--optimizer", "adam", "--html", page);
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.Contain("h2 = gelu(a2)").And.Contain("m.W3 ").Or.Contain("m ← β₁ m + (1 − β₁) dW3"));
        Assert.That(File.ReadAllText(page), Does.Contain("dW3 = h2ᵀ · dLogits").And.Not.Contain("<script"));
        using var json = JsonDocument.Parse(CommandLine.Run(
            "explain", file, "--input", "1,-2,0.5", "--target", "1,0", "--loss", "squared", "--json").Output);
        Assert.That(json.RootElement.GetProperty("groups")[0].GetProperty("symbol").GetString(), Is.EqualTo("a1"));
    }

    [TestCase("--target is missing; expected 2 numbers", "--input", "1,2")]
    [TestCase("--input has 3 numbers, but the network takes 2", "--input", "1,2,3", "--target", "0,1")]
    [TestCase("--loss is 'x'; expected softmax, squared, binary", "--loss", "x")]
    [TestCase("TEXT is for a detector", "a text", "--input", "1,2")]
    public void What_does_not_fit_is_refused_in_a_line(string message, params string[] options)
    {
        string file = _folder.File("net.safetensors");
        var network = new Network(2, new Dense(2, 2));
        network.Initialise(new RandomStream(5));
        ModelFile.Write(file, network);
        (int exitCode, _, string error) = CommandLine.Run(["explain", file, .. options]);
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain(message));
    }
}
