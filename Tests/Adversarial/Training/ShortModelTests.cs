using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Training;

/// <summary>What takes one line of a program: the usual choices, early stopping, predictions, saving.</summary>
public class ShortModelTests
{
    private static readonly Dataset Data = Toys.Images(100);

    [Test]
    public void A_patience_ends_it_and_keeps_the_weights_of_the_lowest_loss()
    {
        Model model = Model.Classifier(30, [64, 32], Toys.Classes, seed: 3);
        Dataset held = Toys.Images(20, seed: 9);
        // labels that can't be learned: their loss rises once the others are
        MatrixExamples wrong = new(held.Inputs, Shuffled(held));
        History history = model.Fit(Data, new FitOptions { Epochs = 40, Validation = wrong, Patience = 2 });
        Assert.That(history.Epochs, Has.Count.LessThan(40));
        Assert.That(model.Evaluate(wrong)["loss"], Is.EqualTo(history["val_loss"].Min()));
        Assert.That(() => model.Fit(wrong, new FitOptions { Patience = 2 }),
            Throws.ArgumentException.With.Message.Contains("validation none"));
        Assert.That(() => model.Fit(wrong, new FitOptions { Patience = 0, Validation = wrong }),
            Throws.ArgumentException.With.Message.Contains("patience is 0"));
    }

    [Test]
    public void Predictions_say_what_they_are_and_a_saved_model_repeats_them()
    {
        using var folder = new TemporaryFolder();
        Model model = Model.Classifier(30, [8], Toys.Classes, seed: 1);
        model.Fit(Data, new FitOptions { Epochs = 20 });
        Matrix logits = model.PredictLogits(Data.Inputs), probabilities = model.PredictProbabilities(Data.Inputs);
        double[] z = Numeric.Row(logits, 7);
        Assert.That(Numeric.Row(probabilities, 7),
            Is.EqualTo(z.Select(x => Math.Exp(x) / z.Sum(Math.Exp))).Within(1e-6));
        int[] classes = model.PredictClasses(Data.Inputs);
        Assert.That(classes, Is.EqualTo(Evaluator.Classes(logits)));
        model.Save(folder.File("model.safetensors"));
        Model loaded = Model.Load(folder.File("model.safetensors"));
        Assert.That(loaded.PredictProbabilities(Data.Inputs).Span.ToArray(), Is.EqualTo(probabilities.Span.ToArray()));
        Assert.That(loaded.Evaluate(Data)["accuracy"], Is.EqualTo(model.Evaluate(Data)["accuracy"]));
        Assert.That(() => loaded.Fit(Data, new FitOptions()), Throws.Nothing, "a loaded network has its values");
    }

    [Test]
    public void A_network_that_nobody_initialised_is_not_trained()
    {
        var network = new Network(30, new Dense(30, 8), new Relu(), new Dense(8, Toys.Classes));
        Assert.That(() => new Model(network).Fit(Data, new FitOptions()),
            Throws.InvalidOperationException.With.Message.Contains("Initialise it"));
        Assert.That(network.Parameters.Values.ToArray(), Is.All.Zero, "nothing has moved");
        network.Initialise(new RandomStream(1));
        Assert.That(() => new Model(network).Fit(Data, new FitOptions()), Throws.Nothing);
    }

    private static Matrix Shuffled(Dataset data)
    {
        Matrix targets = Matrix.Allocate(data.Count, data.Classes);
        OneHot.Write([.. data.Labels.ToArray().Select(label => (label + 1) % data.Classes)], targets);
        return targets;
    }
}
