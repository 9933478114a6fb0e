namespace Scratch.Adversarial.Cleaning;

/// <summary>What classifiers see in the examples that they were not trained on.</summary>
/// <remarks>
/// The classifier is pixels → 512 relu → 256 relu → classes, trained by Adam with a cosine schedule on augmented
/// examples, and averaged over its last updates: it then learns what the labels have in common before it learns single
/// ones by heart.
/// </remarks>
internal sealed class CrossValidation(CleaningOptions options)
{
    private const int BatchSize = 128, Hidden = 512, SecondHidden = 256;
    private const float Rate = 2e-3f, WarmUp = 0.05f;
    private const float Averaged = 0.1f; // the share of the updates that the average of the weights goes back over

    private enum Purpose
    {
        Weights = 0,
        Training = 1,
    }

    /// <summary>
    /// The logits that every example gets from the one classifier that hasn't seen it. (N, classes). Allocates.
    /// </summary>
    /// <param name="data">The examples and the labels that they were given.</param>
    /// <param name="progress">Told of the share that is done.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public Matrix Logits(Dataset data, Action<double>? progress = null, CancellationToken cancellation = default)
    {
        int[] parts = ContentFolds.Assign(data, options.Folds);
        Matrix logits = Matrix.Allocate(data.Count, data.Classes);
        for (int fold = 0; fold < options.Folds; fold++)
        {
            int[] seen = RowsWhere(parts, part => part != fold), judged = RowsWhere(parts, part => part == fold);
            if (seen.Length == 0 || judged.Length == 0)
            {
                continue; // all examples are the same, or there are fewer than parts
            }
            Network classifier = Train(data.Subset(seen), fold, progress, cancellation);
            Matrix some = Evaluator.Logits(classifier, data.Subset(judged).Inputs, cancellation);
            for (int i = 0; i < judged.Length; i++)
            {
                some.Row(i).CopyTo(logits.Row(judged[i]));
            }
        }
        return logits;
    }

    private Network Train(Dataset data, int fold, Action<double>? progress, CancellationToken cancellation)
    {
        RandomStream random = new RandomStream(options.Seed).Fork(fold);
        var classifier = new Network(
            data.Inputs.Columns,
            new Dense(data.Inputs.Columns, Hidden, Initialisers.HeNormal),
            new Relu(),
            new Dense(Hidden, SecondHidden, Initialisers.HeNormal),
            new Relu(),
            new Dense(SecondHidden, data.Classes));
        classifier.Initialise(random.Fork((int)Purpose.Weights));
        MixtureOptions mixture =
            new() { Real = 0, Augmented = 1, Augmentation = options.Augmentation ?? data.Domain.SafeAugmentation };
        var learner = new Learner(
            "classifier", classifier, new Adam(classifier.Parameters), new CosineSchedule(Rate, WarmUp));
        var step = new SupervisedStep(
            learner, new MixedBatch(classifier, data, mixture, null, BatchSize))
        { Stage = "labels" };
        float decay = 1 - (1 / MathF.Max(1, Averaged * options.Epochs * data.Count / BatchSize));
        var told = new LambdaCallback
        {
            Epoch = (epoch, _) =>
            progress?.Invoke((fold + ((epoch + 1.0) / options.Epochs)) / options.Folds)
        };
        TrainingLoop.Run(
            step, data.Count, BatchSize, options.Epochs, random.Fork((int)Purpose.Training),
                [new WeightAveraging(decay), told], cancellation);
        return classifier;
    }

    private static int[] RowsWhere(int[] parts, Func<int, bool> isWanted) =>
        [.. Enumerable.Range(0, parts.Length).Where(row => isWanted(parts[row]))];
}
