using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Training;
using Scratch.Datasets;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Docs;

/// <summary>docs/training.md says what is true: its program is the one below.</summary>
[NonParallelizable] // the console belongs to the process
public class TrainingDocumentTests
{
    [TestCase(0, "// A classifier in a few lines")]
    [TestCase(1, "// Which of the ten digits")]
    public void The_programs_are_those_that_run_here(int index, string start) =>
        Snippet.AssertCompiled("docs/training.md", index, "Tests/Docs/TrainingDocumentTests.cs", start);

    [Test]
    public void The_short_program_learns_saves_and_makes_robust()
    {
        Dataset digits = ImageSource.Parse("mnist").OpenTraining().Take(2000);
        (Dataset training, Dataset held) = digits.Split(300, new RandomStream(Seed: 1));
        using var folder = new TemporaryFolder();
        string file = folder.File("digits.safetensors");

        // A classifier in a few lines.
        Model model = Model.Classifier(inputs: 784, hidden: [64, 32], classes: 10, seed: 1);
        var options = new FitOptions { Epochs = 20, Validation = held, Patience = 2 };
        History history = model.Fit(training, options);
        model.Save(file);

        // In another program.
        Model loaded = Model.Load(file);
        Matrix probabilities = loaded.PredictProbabilities(held.Inputs);
        int[] classes = loaded.PredictClasses(held.Inputs);

        // The same network, trained further under attack: every pixel moved by up to 0.1.
        var attack = new AttackOptions { Epsilon = 0.1f, Steps = 5 };
        History robust = RobustTraining.Fit(
            model.Network, training, attack, RobustTrainer.Trades, new FitOptions { Epochs = 2 });

        // One example at a time, without an allocation.
        var predictor = new Predictor(model.Network);
        int digit = predictor.Class(held.Inputs.Row(0));
        ReadOnlySpan<float> ofEachDigit = predictor.Probabilities(held.Inputs.Row(0));

        // The end.
        Assert.That(history["val_accuracy"].Max(), Is.GreaterThan(0.85));
        Assert.That(Accuracy.CountCorrect(classes, held.Labels.Span), Is.GreaterThan(0.85 * held.Count));
        Assert.That(RowOperations.ArgMax(probabilities.Row(0)), Is.EqualTo(classes[0]));
        Assert.That(robust["robust accuracy"][^1], Is.GreaterThan(robust["robust accuracy"][0]));
        Assert.That(RowOperations.ArgMax(ofEachDigit), Is.EqualTo(digit));
    }

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
        Dataset digits = EmbeddedData.Digits.OpenTraining().Take(3000);
        (Dataset training, Dataset held) = digits.Split(500, new RandomStream(Seed: 1));

        var network = new Network(784, new Dense(784, 64, Initialisers.HeNormal), new Relu(), new Dense(64, 10));
        network.Initialise(new RandomStream(Seed: 1));
        var model = new Model(
            network, new SoftmaxCrossEntropy(), new Adam(network.Parameters), new ConstantSchedule(1e-3f),
                Metric.Accuracy);

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
