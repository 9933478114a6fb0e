using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Tables;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Docs;

/// <summary>docs/tables.md says what is true: its program is the one below.</summary>
[NonParallelizable] // the console belongs to the process
public class TableDocumentTests
{
    [Test]
    public void The_program_is_the_one_that_runs_here() =>
        Snippet.AssertCompiled("docs/tables.md", 0, "Tests/Docs/TableDocumentTests.cs", "// Which penguin it is");

    [Test]
    public void A_second_program_knows_the_species_of_a_row()
    {
        TextWriter console = Console.Out;
        using var printed = new StringWriter();
        using var folder = new TemporaryFolder();
        Console.SetOut(printed);
        try
        {
            Learn(folder.File("penguins.safetensors"));
        }
        finally
        {
            Console.SetOut(console);
        }
        string[] lines = printed.ToString().Trim().Split('\n');
        Assert.That(lines[0], Is.GreaterThan("0.9"));
        Assert.That(lines[1], Does.Match("^Gentoo (0\\.9|1\\.0)"));
    }

    private static void Learn(string file)
    {
        // Which penguin it is.
        var source = new TableSource("penguins", new TableOptions());
        Dataset rows = source.OpenTraining(), test = source.OpenTest(rows.Classes);
        (Dataset training, Dataset held) = rows.Split(40, new RandomStream(Seed: 1));
        var domain = (TableDomain)rows.Domain;
        var network = new Network(
            domain.Features, new Dense(domain.Features, 32, Initialisers.HeNormal), new Relu(),
            new Dense(32, rows.Classes));
        network.Initialise(new RandomStream(Seed: 1));
        var model = new Model(
            network, new SoftmaxCrossEntropy(), new Adam(network.Parameters), new ConstantSchedule(3e-3f),
                Metric.Accuracy);
        var stopping = new EarlyStopping("val_loss") { Patience = 10, RestoreBestWeights = true };
        model.Fit(training, new FitOptions { BatchSize = 16, Epochs = 100, Validation = held, Callbacks = [stopping] });
        Console.WriteLine($"{model.Evaluate(test)["accuracy"]:0.000}");
        new TableModel(domain.Schema, network).Save(file);

        // In a second program.
        TableModel loaded = TableModel.Load(file);
        string[] penguin = ["Biscoe", "46.1", "13.2", "211", "4500", "FEMALE"];
        Console.WriteLine($"{loaded.PredictClass(penguin)} {loaded.PredictProbabilities(penguin).ToArray().Max():0.000}");

        // The end.
    }
}
