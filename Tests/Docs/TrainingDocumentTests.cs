using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Docs;

/// <summary>docs/training.md says what is true: its program is the one below.</summary>
public class TrainingDocumentTests
{
    [Test]
    public void The_program_is_the_one_that_runs_here() =>
        Snippet.AssertCompiled("docs/training.md", 0, "Tests/Docs/TrainingDocumentTests.cs", "// Which of the ten digits");

    [Test]
    public void The_program_prints_the_same_figure_twice()
    {
        TextWriter console = Console.Out;
        using var printed = new StringWriter();
        using var folder = new TemporaryFolder();
        Console.SetOut(printed);
        try
        {
            Learn(folder.Path);
        }
        finally
        {
            Console.SetOut(console);
        }
        string[] figures = printed.ToString().Trim().Split(' ');
        Assert.That(figures[1], Is.EqualTo(figures[0]).And.GreaterThan("0.85"));
    }

    private static void Learn(string folder)
    {
        // Which of the ten digits it is.
        Dataset digits = ImageSource.Parse("mnist").OpenTraining().Take(3000);
        (Dataset training, Dataset held) = digits.Split(500, new RandomStream(Seed: 1));

        var network = new Network(784, new Dense(784, 64, Initialisers.HeNormal), new Relu(), new Dense(64, 10));
        network.Initialise(new RandomStream(Seed: 1));
        var model = new Model(
            network, new SoftmaxCrossEntropy(), new Adam(network.Parameters), new ConstantSchedule(1e-3f), Metric.Accuracy);

        var stopping = new EarlyStopping("val_accuracy") { Patience = 2, RestoreBestWeights = true };
        History history = model.Fit(training, new FitOptions
        {
            BatchSize = 50,
            Epochs = 5,
            Validation = held,
            Callbacks = [stopping],
            Checkpoints = new CheckpointFolder(folder, new CheckpointOptions(Minutes: 5)),
        });
        Console.WriteLine($"{history["val_accuracy"].Max():0.000} {model.Evaluate(held)["accuracy"]:0.000}");

        // The end.
    }
}
