using System.Diagnostics;
using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Domains.Tables;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Layers;
using Scratch.Tests.Adversarial.Runs;
using Scratch.Tests.Cli;

namespace Scratch.Tests.Adversarial.Files;

/// <summary>Input files that are pipes, as the shell's <c>&lt;(cat file)</c> makes them: read once, like files.</summary>
[Platform("Linux")]
public class PipeTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void A_model_is_read_from_a_pipe()
    {
        Network network = Toys.Classifier(30);
        ModelFile.Write(_folder.File("model"), network);
        float[] values = network.Parameters.Values.ToArray();
        Assert.That(ModelFile.Read(Pipe("model")).Parameters.Values.ToArray(), Is.EqualTo(values));
        Assert.That(ModelFile.Read(Pipe("model"), () => new Relu()).Parameters.Values.ToArray(), Is.EqualTo(values));
        Network other = Toys.Classifier(30, seed: 9);
        Pretrained.Load(Pipe("model"), other);
        Assert.That(other.Parameters.Values.ToArray(), Is.EqualTo(values));
    }

    [Test]
    public void Prompts_a_table_and_a_configuration_are_read_from_a_pipe()
    {
        PromptBank prompts = Toys.Prompts(Toys.Images(9), latent: 2);
        PromptFile.Write(_folder.File("p.npz"), prompts);
        Assert.That(PromptFile.Read(Pipe("p.npz")).Means.Span.ToArray(), Is.EqualTo(prompts.Means.Span.ToArray()));
        File.WriteAllText(_folder.File("t.csv"), "a,b,class\n1,2,x\n3,4,y\n5,6,x\n");
        Assert.That(Table.Read(Pipe("t.csv"), new TableOptions { Label = "class" }).Count, Is.EqualTo(3));
        File.WriteAllText(_folder.File("c.json"), """{"preset":"clean","batchSize":7}""");
        Assert.That(ConfigurationFile.Read(Pipe("c.json"), null).Configuration.BatchSize, Is.EqualTo(7));
    }

    [Test]
    public void Images_are_read_from_pipes()
    {
        Dataset expected = SmallRun.WriteData(_folder).OpenTraining();
        using TemporaryFolder pipes = new();
        foreach (string name in _folder.Names().Where(name => name.StartsWith("train", StringComparison.Ordinal)))
        {
            Pipe(name, pipes.File(name));
        }
        Dataset actual = ImageSource.Parse(pipes.Path).OpenTraining();
        Assert.That(actual.Inputs.Span.ToArray(), Is.EqualTo(expected.Inputs.Span.ToArray()));
        Assert.That(actual.Labels.ToArray(), Is.EqualTo(expected.Labels.ToArray()));
    }

    [Test]
    public void What_is_cut_off_in_a_pipe_or_is_a_folder_is_refused_in_one_line()
    {
        ModelFile.Write(_folder.File("model"), Toys.Classifier(784, classes: 10));
        File.WriteAllBytes(_folder.File("cut"), File.ReadAllBytes(_folder.File("model"))[..^9]);
        foreach (string path in new[] { Pipe("cut"), _folder.Path })
        {
            (int exitCode, _, string error) = CommandLine.Run("attack", "--model", path, "--attack", "fgsm");
            Assert.That(exitCode, Is.EqualTo(1));
            Assert.That(error.TrimEnd(), Does.StartWith("scratch: ").And.Contain(path).And.Not.Contain("\n"));
        }
        Assert.That(CommandLine.Run("attack", "--model", Pipe("model"), "--attack", "fgsm", "--count", "5").ExitCode,
            Is.Zero);
    }

    /// <summary>A named pipe into which somebody is about to write a file.</summary>
    private string Pipe(string name, string? at = null)
    {
        string pipe = at ?? _folder.File($"pipe-{Guid.NewGuid():N}{Path.GetExtension(name)}");
        using (var made = Process.Start("mkfifo", pipe))
        {
            made.WaitForExit();
        }
        byte[] content = File.ReadAllBytes(_folder.File(name));
        _ = Task.Run(() =>
        {
            using FileStream stream = new(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            stream.Write(content);
        });
        return pipe;
    }
}
