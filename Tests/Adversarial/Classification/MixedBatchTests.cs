using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Classification;

public class MixedBatchTests
{
    private const int Latent = 3;

    private static readonly Dataset Data = Toys.Images(40);
    private static readonly PromptBank Prompts = Toys.Prompts(Data, Latent);
    private static readonly Network Generator = Toys.Generator(Latent, 30);
    private static readonly RandomStream Random = new(8);
    private static readonly int[] Rows = [31, 4, 0, 17, 22, 9, 38];

    private static readonly MixtureOptions Settings = new()
    {
        Real = 0,
        Augmentation = new AugmentationOptions { Rotation = 10, Shift = 1, Noise = 0.05f },
        PixelAttack = new() { Epsilon = 0.1f, StepSize = 0.05f, Steps = 3 },
        PromptAttack = new() { Norm = "l2", Bounded = false, Epsilon = 1, StepSize = 0.5f, Steps = 3 },
    };

    /// <summary>Each form, and the same batch composed here from its parts.</summary>
    private static IEnumerable<TestCaseData<MixtureOptions, Func<Network, Matrix>>> Forms =>
    [
        new TestCaseData<MixtureOptions, Func<Network,
            Matrix>>(Settings with { Real = 1 }, _ => Data.Subset(Rows).Inputs).SetArgDisplayNames("real"),
        new TestCaseData<MixtureOptions, Func<Network,
            Matrix>>(Settings with { Augmented = 1 }, _ => Augment(Random.Fork(1))).SetArgDisplayNames("augmented"),
        new TestCaseData<MixtureOptions, Func<Network,
            Matrix>>(Settings with { Generated = 1 }, _ => Generator.PredictOutputs(Draw(Random.Fork(2))))
            .SetArgDisplayNames("generated"),
        new TestCaseData<MixtureOptions, Func<Network,
            Matrix>>(Settings with { AdversarialPrompts = 1 }, MovePrompts).SetArgDisplayNames("prompts"),
        new TestCaseData<MixtureOptions, Func<Network,
            Matrix>>(Settings with { AdversarialPixels = 1 }, MovePixels).SetArgDisplayNames("pixels"),
    ];

    [TestCaseSource(nameof(Forms))]
    public void A_form_with_the_whole_share_fills_the_batch(MixtureOptions mixture, Func<Network, Matrix> compose)
    {
        Network classifier = Toys.Classifier(30);
        Matrix logits = classifier.PredictOutputs(compose(classifier)), losses = Matrix.Allocate(1, Rows.Length);
        new SoftmaxCrossEntropy().Compute(logits, Target(), losses, 1, default);
        int right = Enumerable.Range(0, Rows.Length)
            .Count(i => RowOperations.ArgMax(logits.Row(i)) == Data.Labels.Span[Rows[i]]);

        float[] metrics = Toys.RunOnce(
            Step(classifier, mixture, new RecordingOptimizer(classifier.Parameters)), Rows, Random);
        Assert.That(metrics[0], Is.EqualTo(losses.Span.ToArray().Average()).Within(1e-6));
        Assert.That(metrics[1], Is.EqualTo((float)right / Rows.Length));
    }

    [Test]
    public void Labels_are_smoothed_and_then_examples_mixed()
    {
        const float Smoothing = 0.3f;
        Network classifier = Toys.Classifier(30);
        Matrix batch = Data.Subset(Rows).Inputs, target = Target(), losses = Matrix.Allocate(1, Rows.Length);
        foreach (ref float t in target.Span)
        {
            t = ((1 - Smoothing) * t) + (Smoothing / Toys.Classes);
        }
        MixUp.Apply(0.4f, Random.Fork(-3), batch, target);
        new SoftmaxCrossEntropy().Compute(classifier.PredictOutputs(batch), target, losses, 1, default);

        var mixture = new MixtureOptions { MixUp = 0.4f, LabelSmoothing = Smoothing };
        float[] metrics = Toys.RunOnce(
            Step(classifier, mixture, new RecordingOptimizer(classifier.Parameters)), Rows, Random);
        Assert.That(metrics[0], Is.EqualTo(losses.Span.ToArray().Average()).Within(1e-6));
    }

    [Test]
    public void The_accuracy_of_mixed_examples_is_that_of_their_own_labels()
    {
        // With α = 1 some partners get more than half of an example, so that the largest target is no longer its own.
        Network classifier = Toys.TrainedClassifier(Data);
        List<float> ofLargest = [], measured = [], expected = [];
        for (int draw = 0; draw < 5; draw++)
        {
            Matrix batch = Data.Subset(Rows).Inputs, target = Target();
            MixUp.Apply(1, Random.Fork(draw).Fork(-3), batch, target);
            int[] seen = Evaluator.PredictClasses(classifier, batch);
            expected.Add(seen.Zip(Labels()).Count(pair => pair.First == pair.Second) / (float)Rows.Length);
            ofLargest.Add(seen.Zip(Evaluator.Classes(target))
                .Count(pair => pair.First == pair.Second) / (float)Rows.Length);
            measured.Add(Toys.RunOnce(
                Step(classifier, new MixtureOptions { MixUp = 1 }, new RecordingOptimizer(classifier.Parameters)), Rows,
                Random.Fork(draw))[1]);
        }
        Assert.That(expected, Is.Not.EqualTo(ofLargest));
        Assert.That(measured, Is.EqualTo(expected));
    }

    [Test]
    public void A_mixture_gives_each_form_its_part_of_the_batch_and_the_mean_of_all_is_learned()
    {
        Network classifier = Toys.Classifier(30);
        var mixture = new MixtureOptions { Real = 3 / 7.0, Generated = 4 / 7.0 };
        Matrix batch = Matrix.Allocate(7, 30);
        Data.Subset(Rows.AsSpan(..3)).Inputs.CopyTo(batch.SliceRows(0, 3));
        Generator.PredictOutputs(Draw(Random.Fork(2))).SliceRows(3, 4).CopyTo(batch.SliceRows(3, 4));

        var workspace = new Workspace(classifier, 7);
        Matrix logits = classifier.ForwardToLogits(workspace, batch), losses = Matrix.Allocate(1, 7);
        new SoftmaxCrossEntropy().Compute(logits, Target(), losses, 1f / 7, workspace.DLogits);
        classifier.BackwardFromLogits(workspace, workspace.DLogits, default, ParameterGradients.Accumulate);
        Matrix[] expected = [.. classifier.Parameters.GradientViews.ToArray().Select(Copy)];
        classifier.Parameters.ZeroGradients();

        var recording = new RecordingOptimizer(classifier.Parameters);
        float[] metrics = Toys.RunOnce(Step(classifier, mixture, recording), Rows, Random);
        Assert.That(metrics[0], Is.EqualTo(losses.Span.ToArray().Average()).Within(1e-6));
        Assert.That(recording.Gradients.Select(Agreement.Bits), Is.EqualTo(expected.Select(Agreement.Bits)));
    }

    [Test]
    public void One_batch_is_learned_by_heart()
    {
        Network classifier = Toys.Classifier(30);
        ITrainingStep step = Step(classifier, MixtureOptions.RealOnly, new Adam(classifier.Parameters), 1e-2f);
        float[] first = Toys.RunOnce(step, Rows, Random), last = first;
        for (int i = 0; i < 150; i++)
        {
            last = Toys.RunOnce(step, Rows, Random);
        }
        Assert.That(first[0], Is.GreaterThan(0.5f));
        Assert.That(last[0], Is.LessThan(0.01f));
        Assert.That(last[1], Is.EqualTo(1));
    }

    [Test]
    public void Attacks_train_neither_the_generator_nor_anything_twice()
    {
        Network classifier = Toys.Classifier(30);
        int[] before = Bits(Generator.Parameters.Values);
        Toys.RunOnce(Step(classifier, Settings with { AdversarialPrompts = 1 }, new Adam(classifier.Parameters)), Rows,
            Random);
        Assert.That(Bits(Generator.Parameters.Values), Is.EqualTo(before));
        Assert.That(Generator.Parameters.Gradients.ToArray(), Is.All.Zero);
        Assert.That(classifier.Parameters.Gradients.ToArray(), Is.All.Zero);
    }

    [Test]
    public void Generated_shares_without_a_generator_are_refused()
    {
        Network classifier = Toys.Classifier(30);
        foreach (MixtureOptions mixture in new[] { Settings with { Generated = 1 },
            Settings with { AdversarialPrompts = 1 } })
        {
            Assert.That(
                () => new SupervisedStep(
                    Toys.Learner("classifier", classifier, 1), new MixedBatch(classifier, Data, mixture, null, 8)),
                Throws.ArgumentException.With.Message.Contains("no generator"));
        }
    }

    private static SupervisedStep Step(
        Network classifier, MixtureOptions mixture, Optimizer optimizer, float rate = 1e-3f) =>
        new(Toys.Learner("classifier", classifier, optimizer, rate),
            Toys.Batches(classifier, Data, 8, mixture, new PromptSampler(Prompts, Generator, 8)));

    private static Matrix Augment(RandomStream random)
    {
        Matrix batch = Matrix.Allocate(Rows.Length, 30);
        Data.Domain.CreateAugmenter(Settings.Augmentation).Augment(Data.Subset(Rows).Inputs, Rows, random, batch);
        return batch;
    }

    private static Matrix Draw(RandomStream random)
    {
        Matrix prompts = Matrix.Allocate(Rows.Length, Latent);
        Prompts.Draw(Rows, random, prompts);
        return prompts;
    }

    private static Matrix MovePrompts(Network classifier) => Generator.PredictOutputs(
        Move(new GeneratorModel(Generator, classifier, 8), Settings.PromptAttack, Draw(Random.Fork(3)),
            Random.Fork(3)));

    private static Matrix MovePixels(Network classifier) =>
        Move(new ClassifierModel(classifier, 8), Settings.PixelAttack, Augment(Random.Fork(4)), Random.Fork(4));

    /// <summary>An attack draws from the fork −1, which is the number of no example.</summary>
    private static Matrix Move(IModel target, AttackOptions options, Matrix originals, RandomStream random)
    {
        Matrix moved = Matrix.Allocate(originals.Rows, originals.Columns);
        new ProjectedGradient(target, options)
            .Perturb(new AttackBatch(originals, Labels(), Rows, random.Fork(-1)), moved);
        return moved;
    }

    private static Matrix Target()
    {
        Matrix target = Matrix.Allocate(Rows.Length, Toys.Classes);
        OneHot.Write(Labels(), target);
        return target;
    }

    private static int[] Labels() => [.. Rows.Select(r => Data.Labels.Span[r])];

    private static Matrix Copy(Matrix matrix)
    {
        Matrix copy = Matrix.Allocate(matrix.Rows, matrix.Columns);
        matrix.CopyTo(copy);
        return copy;
    }

    private static int[] Bits(Span<float> values) => [.. values.ToArray().Select(BitConverter.SingleToInt32Bits)];
}
