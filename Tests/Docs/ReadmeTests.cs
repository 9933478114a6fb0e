using System.Text.RegularExpressions;
using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Docs;

/// <summary>The README says what is true: its program is the one below, its commands exist.</summary>
[NonParallelizable] // the console belongs to the process
public partial class ReadmeTests
{
    private const string Start = "// Exclusive or";

    [Test]
    public void TheProgramIsTheOneThatRunsHere()
    {
        string source = Repository.Read("Tests/Docs/ReadmeTests.cs");
        int start = source.LastIndexOf(Start, StringComparison.Ordinal);
        int end = source.LastIndexOf("// The end of the program", StringComparison.Ordinal);
        string compiled = Unindented(source[start..end]);
        Match program = CSharpBlock().Match(Readme());
        string printed = program.Groups[1].Value;
        Assert.That(Unindented(printed[printed.IndexOf(Start, StringComparison.Ordinal)..]), Is.EqualTo(compiled));
    }

    [Test]
    public void TheProgramPrintsWhatTheReadmeSays()
    {
        TextWriter console = Console.Out;
        using var printed = new StringWriter();
        Console.SetOut(printed);
        try
        {
            LearnExclusiveOr();
        }
        finally
        {
            Console.SetOut(console);
        }
        Assert.That(Readme(), Does.Contain($"It prints `{printed.ToString().Trim()}`"));
    }

    [Test]
    public void ItsTwoCommandsStandAloneOnTheirLines()
    {
        string[] lines = Readme().Split('\n');
        Assert.That(lines.Where(line => line.StartsWith("dotnet run ", StringComparison.Ordinal)),
            Is.EqualTo(new[] { "dotnet run -c Release --project Cli -- train" }));
        Assert.That(lines.Where(line => line.StartsWith("dotnet test ", StringComparison.Ordinal)),
            Is.EqualTo(new[] { "dotnet test -c Release" }));
    }

    [Test]
    public void ItsLinksLeadSomewhere()
    {
        foreach (Match link in Link().Matches(Readme()))
        {
            string target = Repository.FullPath(link.Groups[1].Value);
            Assert.That(File.Exists(target) || Directory.Exists(target), link.Value);
        }
    }

    private static void LearnExclusiveOr()
    {
        // Exclusive or: four examples, two inputs, two classes.
        Matrix input = Matrix.FromRows([0, 0], [0, 1], [1, 0], [1, 1]);
        Matrix target = Matrix.FromRows([1, 0], [0, 1], [0, 1], [1, 0]);

        var network = new Network(2, new Dense(2, 16, Initialisers.HeNormal), new Relu(), new Dense(16, 2));
        var random = new RandomStream(Seed: 1);
        network.Initialise(random);
        var workspace = new Workspace(network, capacity: 4);
        var loss = new SoftmaxCrossEntropy();
        var optimizer = new Adam(network.Parameters);

        for (int step = 0; step < 200; step++)
        {
            Matrix logits = network.ForwardToLogits(workspace, input, Mode.Train, random.Fork(step));
            loss.Compute(logits, target, perExample: default, scale: 1f / 4, workspace.DLogits);
            network.BackwardFromLogits(workspace, workspace.DLogits, dInput: default, ParameterGradients.Accumulate);
            optimizer.Step(learningRate: 0.05f);
        }
        Matrix output = network.PredictOutputs(input);
        Console.WriteLine(string.Join(
            " ", Enumerable.Range(0, 4).Select(row => RowOperations.ArgMax(output.Row(row)))));

        // The end of the program.
    }

    private static string Unindented(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Trim())).Trim();

    private static string Readme() => Repository.Read("README.md");

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex(@"\]\(([^)#:]+)\)")]
    private static partial Regex Link();
}
