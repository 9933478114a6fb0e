using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Classification.SemiSupervised;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Prompts;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Classification.SemiSupervised;

public class SemiSupervisedStepTests
{
    private const int Latent = 3, Pixels = 30;

    private static readonly Dataset All = Toys.Images(60);
    private static readonly Dataset Data = All.KeepLabels([2, 3, 4, 30, 31, 35]);
    private static readonly RandomStream Random = new(8), Order = new(9);
    private static readonly int[] Rows = [31, 4, 0, 17, 22, 9, 38];

    private static readonly MixtureOptions Mixture = new()
    {
        Real = 0.3,
        Augmented = 0.3,
        Generated = 0.2,
        AdversarialPrompts = 0.2,
        Augmentation = new AugmentationOptions { Rotation = 10, Shift = 1 },
        PromptAttack = new() { Norm = "l2", Bounded = false, Epsilon = 1, StepSize = 0.5f, Steps = 3 },
    };

    private static readonly SemiSupervisedOptions Everything = new()
    {
        LabelledBatch = 5,
        PseudoLabelWeight = 0.7f,
        Confidence = 0.5f,
        EntropyWeight = 0.3f,
        BalanceWeight = 0.9f,
        Virtual = new() { Weight = 0.5f, Epsilon = 0.6f },
        Tangent = new() { Weight = 0.4f, Epsilon = 0.8f },
        Normal = new() { Weight = 0.2f, Epsilon = 0.5f },
    };

    [Test]
    public void The_gradient_is_that_of_all_terms_at_the_points_that_they_chose()
    {
        Network classifier = Toys.Classifier(Pixels);
        ReferenceNetwork reference = Numeric.ToLogits(classifier);
        List<(Matrix Inputs, Matrix Targets, double Weight)> parts = Compose(classifier);
        double[][] Say() => [.. Rows.Select(row => Softmax(reference.Output(Numeric.Row(Data.Inputs, row))))];
        double[][] said = Say();
        double[][] guesses =
            [.. said.Select(p =>
            p.Select(share => share == p.Max() && share >= Everything.Confidence ? 1.0 : 0).ToArray())];
        Assert.That(guesses.Select(guess => guess.Sum()), Has.Some.EqualTo(1).And.Some.Zero,
            "some guesses are sure enough, some are not");
        Assert.That(Agreement.Doubles(parts[1].Targets), Is.EqualTo(guesses.SelectMany(guess => guess)));

        double[] Means() => [.. parts.Select(part => Enumerable.Range(0, part.Inputs.Rows).Average(row =>
            Divergence(Numeric.Row(part.Targets, row), Softmax(reference.Output(Numeric.Row(part.Inputs, row))))))];
        double Entropy() => Say().Average(p => p.Sum(share => -share * Math.Log(share)));
        double Imbalance() =>
            Divergence([.. Enumerable.Range(0, Toys.Classes).Select(k => Say().Average(p => p[k]))],
            [.. Enumerable.Repeat(1.0 / Toys.Classes, Toys.Classes)]);
        double Loss() => Means().Zip(parts, (mean, part) => part.Weight * mean).Sum()
            + (Everything.EntropyWeight * Entropy()) + (Everything.BalanceWeight * Imbalance());

        var recording = new RecordingOptimizer(classifier.Parameters);
        float[] metrics = Toys.RunOnce(Step(classifier, recording, Mixture, Everything), Rows, Random);
        double[] means = Means();
        Assert.That((float[])[metrics[0], .. metrics[2..]], Is.EqualTo(
            new[] { means[0], means[1], means[2], means[3], means[4], Entropy(), Imbalance() }).Within(1e-5));
        Numeric.RequireGradients(recording.Gradients, reference, Loss);
    }

    [Test]
    public void Without_terms_it_is_the_cross_entropy_of_the_labelled_rows_alone()
    {
        Network classifier = Toys.Classifier(Pixels);
        ReferenceNetwork reference = Numeric.ToLogits(classifier);
        int[] labelled = Labelled();
        double Loss() => labelled.Average(
            row => -Math.Log(Softmax(reference.Output(Numeric.Row(Data.Inputs, row)))[All.Labels.Span[row]]));
        var recording = new RecordingOptimizer(classifier.Parameters);
        float[] metrics = Toys.RunOnce(
            Step(classifier, recording, MixtureOptions.RealOnly, Everything.LabelledOnly()), Rows, Random);
        Assert.That(metrics, Has.Length.EqualTo(2));
        Assert.That(metrics[0], Is.EqualTo(Loss()).Within(1e-5));
        Numeric.RequireGradients(recording.Gradients, reference, Loss);
    }

    [Test]
    public void Other_labels_of_the_other_examples_give_the_same_bits()
    {
        int[] flipped = [.. All.Labels.ToArray()
            .Select((label, row) => Data.LabelledRows!.Value.Span.Contains(row) ? label : (label + 1) % Toys.Classes)];
        Dataset other = All.WithLabels(flipped).KeepLabels(Data.LabelledRows!.Value.Span);
        Network first = Toys.Classifier(Pixels), second = Toys.Classifier(Pixels);
        Toys.Train(Step(first, new Adam(first.Parameters), Mixture, Everything), 60, 7, epochs: 2);
        Toys.Train(Step(second, new Adam(second.Parameters), Mixture, Everything, other), 60, 7, epochs: 2);
        Assert.That(Agreement.Bits(second.Parameters.ValueBlock),
            Is.EqualTo(Agreement.Bits(first.Parameters.ValueBlock)));
    }

    [Test]
    public void Unlabelled_examples_teach_what_two_labels_do_not()
    {
        // Two clouds on either side of a gap and one label in each, where the label alone points the wrong way.
        int[] labels = [.. Enumerable.Range(0, 80).Select(i => i % 2)];
        Matrix inputs = Matrix.Allocate(80, 2);
        new RandomStream(3).FillUniform(inputs.Span);
        for (int i = 0; i < 80; i++)
        {
            inputs[i, 0] = (0.25f * inputs[i, 0]) + (0.75f * labels[i]);
        }
        (inputs[0, 0], inputs[0, 1], inputs[1, 0], inputs[1, 1]) = (0.2f, 0.05f, 0.8f, 0.95f);
        Dataset few = new Dataset("clouds", inputs, labels, 2, new VectorDomain(2)).KeepLabels([0, 1]);
        double Accuracy(SemiSupervisedOptions options)
        {
            Network classifier = Toys.Classifier(2, classes: 2);
            Toys.Train(Step(classifier, new Adam(classifier.Parameters), MixtureOptions.RealOnly, options, few,
                rate: 1e-2f), 80, 20, epochs: 100);
            return Evaluator.PredictClasses(classifier, inputs).Zip(labels, (seen, label) => seen == label ? 1.0 : 0)
                .Average();
        }
        SemiSupervisedOptions labelled = new() { LabelledBatch = 2, PseudoLabelWeight = 0 };
        double alone = Accuracy(labelled);
        Assert.That(alone, Is.LessThan(0.95));
        Assert.That(Accuracy(labelled with { EntropyWeight = 1, Virtual = new() { Weight = 1, Epsilon = 0.2f } }),
            Is.GreaterThan(alone + 0.04));
    }

    [Test]
    public void What_it_can_not_do_without_is_named()
    {
        Network classifier = Toys.Classifier(Pixels);
        Assert.That(() => Step(classifier, new Adam(classifier.Parameters), Mixture, Everything, All),
            Throws.ArgumentException.With.Message.Contains("known to be labelled"));
        Assert.That(
            () => new SemiSupervisedStep(
                Toys.Learner("classifier", classifier, 1), Toys.Batches(classifier, Data, 8), Everything, Order),
            Throws.ArgumentException.With.Message.Contains("no generator"));
        Assert.That(
            () => Step(classifier, new Adam(classifier.Parameters), Mixture, Everything with { Confidence = 2 }),
                Throws.ArgumentException.With.Message.Contains("confidence"));
    }

    /// <summary>
    /// The parts of the batch, composed here as the step composes them: where its terms get their streams from is a
    /// part of what is tested.
    /// </summary>
    private static List<(Matrix Inputs, Matrix Targets, double Weight)> Compose(Network classifier)
    {
        PromptSampler prompts = Prompts();
        var mixed = new MixedBatch(classifier, Data, Mixture, prompts, 8);
        int[] labelled = Labelled(), labels = [.. labelled.Select(row => All.Labels.Span[row])];
        Matrix inputs = Matrix.Allocate(labelled.Length, Pixels),
            targets = Matrix.Allocate(labelled.Length, Toys.Classes);
        mixed.Compose(labelled, labels, Random.Fork(-3), inputs, progress: 0);
        OneHot.Write(labels, targets);
        var parts = new List<(Matrix Inputs, Matrix Targets, double Weight)> { (inputs, targets, 1) };

        Matrix examples = Data.Subset(Rows).Inputs, probabilities = classifier.PredictOutputs(examples);
        for (int row = 0; row < Rows.Length; row++)
        {
            double[] p = Softmax(Numeric.Row(probabilities, row));
            for (int k = 0; k < p.Length; k++)
            {
                probabilities[row, k] = (float)p[k];
            }
        }
        var batch = new UnlabelledBatch(Rows, examples, probabilities);
        var target = new ClassifierModel(classifier, 8);
        var space = new TangentSpace(prompts.Bank, prompts.Generator, Everything.TangentIterations, 8);
        UnlabelledTerm[] terms =
        [
            new PseudoLabelTerm(mixed, Everything.Confidence, Everything.PseudoLabelWeight, 8),
            new VirtualTerm(Everything.Virtual, target),
            new VirtualTerm(Everything.Tangent, target, space),
            new VirtualTerm(Everything.Normal, target, space, isNormal: true),
        ];
        for (int t = 0; t < terms.Length; t++)
        {
            (Matrix x, Matrix y) = (Matrix.Allocate(Rows.Length, Pixels), Matrix.Allocate(Rows.Length, Toys.Classes));
            terms[t].Compose(batch, Random.Fork(t), x, y);
            parts.Add((x, y, terms[t].Weight));
        }
        return parts;
    }

    private static int[] Labelled() => new LabelledRounds(Data, Everything.LabelledBatch, Order).Deal(0).ToArray();

    private static SemiSupervisedStep Step(
        Network classifier, Optimizer optimizer, MixtureOptions mixture, SemiSupervisedOptions options,
            Dataset? data = null, float rate = 1e-3f) =>
        new(
            Toys.Learner("classifier", classifier, optimizer, rate),
            Toys.Batches(classifier, data ?? Data, 20, mixture, classifier.Inputs == Pixels ? Prompts() : null),
                options, Order);

    private static PromptSampler Prompts() => new(Toys.Prompts(All, Latent), Toys.Generator(Latent, Pixels), 20);

    private static double Divergence(double[] t, double[] p) =>
        t.Zip(p, (a, b) => a == 0 ? 0 : a * Math.Log(a / b)).Sum();

    private static double[] Softmax(double[] x)
    {
        double total = x.Sum(Math.Exp);
        return [.. x.Select(value => Math.Exp(value) / total)];
    }
}
