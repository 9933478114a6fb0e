using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Generative;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Adversarial.Runs;

/// <summary>What a run can show: generated samples, and adversarial ones beside their originals, all from the validation part.</summary>
public sealed class Gallery
{
    private const int SampleCount = 100;
    private const int Pairs = 12;

    private Gallery(int height, int width) => (Height, Width) = (height, width);

    /// <summary>Rows of pixels in each picture.</summary>
    public int Height { get; }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>(100, pixels): samples of new prompts.</summary>
    public required Matrix Samples { get; init; }

    /// <summary>(12, pixels): examples.</summary>
    public required Matrix Originals { get; init; }

    /// <summary>(12, pixels): the examples moved in pixel space.</summary>
    public required Matrix PixelAdversarial { get; init; }

    /// <summary>(12, pixels): what the generator makes of the examples' prompts.</summary>
    public required Matrix Reconstructions { get; init; }

    /// <summary>(12, pixels): what it makes of their adversarial prompts.</summary>
    public required Matrix PromptAdversarial { get; init; }

    /// <summary>The true classes of the examples.</summary>
    public required IReadOnlyList<int> Labels { get; init; }

    /// <summary>What the classifier, and the one trained on real examples alone, take the moved examples for.</summary>
    public required IReadOnlyList<(int Classifier, int Baseline)> PixelPredictions { get; init; }

    /// <summary>What the classifier takes the samples of adversarial prompts for.</summary>
    public required IReadOnlyList<int> PromptPredictions { get; init; }

    /// <summary>New samples of a generator. (count, pixels). Allocates.</summary>
    public static Matrix Sample(Network generator, PromptPrior prior, int count, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(prior);
        Matrix prompts = Matrix.Allocate(count, generator.Inputs);
        prior.Draw(random, prompts);
        return generator.Predict(prompts);
    }

    internal static Gallery Of(Stages stages, TrainedModels models, Dataset validation, RunConfiguration configuration)
    {
        RandomStream random = stages.GalleryRandom;
        Dataset shown = validation.Take(Math.Min(Pairs, validation.Count));
        int[] rows = [.. Enumerable.Range(0, shown.Count)];

        // The attack on pixels is made against the baseline, to show what it falls for; both classifiers are then asked.
        Matrix moved = Matrix.Allocate(shown.Count, shown.Inputs.Columns);
        new ProjectedGradient(new ClassifierTarget(models.Baseline, shown.Count), configuration.Attack)
            .Perturb(new AttackBatch(shown.Inputs, shown.Labels, rows, random.Fork(0)), moved);

        Matrix prompts = PromptBank.Encode(models.Encoder, shown).Means;
        Matrix movedPrompts = Matrix.Allocate(prompts.Rows, prompts.Columns);
        new ProjectedGradient(new GeneratorTarget(models.Generator, models.Classifier, shown.Count), configuration.Classifier.Mixture.PromptAttack)
            .Perturb(new AttackBatch(prompts, shown.Labels, rows, random.Fork(1)), movedPrompts);
        Matrix promptAdversarial = models.Generator.Predict(movedPrompts);

        return new Gallery(shown.Height, shown.Width)
        {
            Samples = Sample(models.Generator, models.Prior, SampleCount, random.Fork(2)),
            Originals = shown.Inputs,
            PixelAdversarial = moved,
            Reconstructions = models.Generator.Predict(prompts),
            PromptAdversarial = promptAdversarial,
            Labels = shown.Labels.ToArray(),
            PixelPredictions =
                [.. Evaluator.Predict(models.Classifier, moved).Zip(Evaluator.Predict(models.Baseline, moved))],
            PromptPredictions = Evaluator.Predict(models.Classifier, promptAdversarial),
        };
    }
}
