namespace Scratch.Adversarial.Runs.Measures;

/// <summary>The parts of a data set that a generator is measured with.</summary>
/// <param name="Training">What it was trained on.</param>
/// <param name="Validation">What the width of Parzen windows is chosen by.</param>
/// <param name="Test">What its samples are compared with.</param>
public sealed record MeasureData(Dataset Training, Dataset Validation, Dataset Test);

/// <summary>
/// Measures a generator by all there is. The result is a function of the networks, the data and the options.
/// </summary>
/// <param name="data">Of the kind that the generator was trained on.</param>
/// <param name="options">How many samples, and which measures.</param>
/// <param name="progress">Told how far it is; null for nobody.</param>
/// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
public sealed class GeneratorEvaluator(
    MeasureData data, MeasureOptions options, IProgress<WorkProgress>? progress = null,
    CancellationToken cancellation = default)
{
    private const int MemorisationExamples = 10_000;
    private const int ParzenValidation = 1000; // as Goodfellow et al. 2014
    private const int KMeansRounds = 10;
    private const double TransferFrom = 0.5; // of the time, as a guess

    private enum Purpose
    {
        Samples = 0,
        Test = 1,
        Training = 2,
        Validation = 3,
        Frechet = 4,
        Kernel = 5,
        Memorisation = 6,
        Centres = 7,
        Labelled = 8,
        Transfer = 9,
    }

    /// <summary>
    /// All measures. Takes half a minute for 10,000 samples, and as long for the transfer accuracy of 60,000.
    /// </summary>
    /// <param name="generator">From prompts to samples.</param>
    /// <param name="prior">Where prompts come from.</param>
    /// <param name="classPrompts">Where the prompts of each class come from; null leaves out what needs samples with
    /// labels.</param>
    /// <param name="encoder">For reconstructions beside the samples with labels; null leaves them out.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="InvalidDataException">
    /// No judge knows the data, the generator makes images of another size or numbers that are not finite, or there are
    /// too few examples.
    /// </exception>
    public GeneratorReport Evaluate(
        Network generator, PromptPrior prior, ClassPrompts? classPrompts = null, PromptEncoder? encoder = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        options.Validate();
        Require(generator);
        ReferenceClassifier judge = ReferenceClassifier.For(data.Validation);
        Begin("samples", 0);
        Matrix samples = Gallery.Sample(generator, prior, options.Samples, Random(Purpose.Samples));
        if (!float.IsFinite(Reductions.Sum<float>(samples.Span)))
        {
            throw new InvalidDataException("The generator's samples have numbers that are not finite.");
        }
        Dataset test = Pick(data.Test, options.Samples, Random(Purpose.Test));
        Dataset training = Pick(data.Training, options.Samples, Random(Purpose.Training));
        Matrix features = judge.Features(test.Inputs);
        Dataset? labelled = classPrompts is null || options.TransferSamples == 0
            ? null
            : LabelledSamples.Draw(
                classPrompts, generator, data.Training, options.TransferSamples, Random(Purpose.Labelled));
        int images = Math.Min(MemorisationExamples, Math.Min(test.Count, training.Count));
        return new GeneratorReport
        {
            Judge = judge.Name,
            JudgeAccuracy = Agreement(judge.PredictClasses(data.Test.Inputs), data.Test),
            TestExamples = test.Count,
            Generated = Compare("samples", 0.05, features, judge.Features(samples)),
            Training = Compare("training examples", 0.15, features, judge.Features(training.Inputs)),
            Modes = ModeCoverage.Compute(judge.PredictClasses(samples), judge.Classes),
            Memorisation = Memorisation.Compute(
                samples, training.Inputs.SliceRows(0, images), test.Inputs.SliceRows(0, images),
                    Random(Purpose.Memorisation), cancellation),
            MemorisationExamples = images,
            Parzen = Likelihoods(samples, training, test),
            ClassAgreement = labelled is null ? null : Agreement(judge.PredictClasses(labelled.Inputs), labelled),
            Transfer = labelled is null ? null : Transfer(labelled, generator, encoder),
        };
    }

    private FeatureReport Compare(string name, double share, Matrix test, Matrix images)
    {
        Begin(name, share);
        PrecisionRecall manifolds = PrecisionRecall.Compute(test, images, options.Neighbours, cancellation);
        DensityCoverage densities = DensityCoverage.Compute(test, images, options.Neighbours, cancellation);
        return new FeatureReport(
            FrechetDistance.Compute(test, images, Random(Purpose.Frechet), cancellation),
            KernelDistance.Compute(test, images, Random(Purpose.Kernel), cancellation),
            manifolds.Precision,
            manifolds.Recall,
            densities.Density,
            densities.Coverage);
    }

    private void Begin(string measure, double share)
    {
        cancellation.ThrowIfCancellationRequested();
        progress?.Report(new WorkProgress(measure, share));
    }

    private ParzenReport Likelihoods(Matrix samples, Dataset training, Dataset test)
    {
        Begin("likelihoods", 0.35);
        Matrix choosing = Pick(data.Validation, ParzenValidation, Random(Purpose.Validation)).Inputs;
        Matrix centres = KMeans.Centres(
            training.Inputs, Math.Min(options.Centres, training.Count), KMeansRounds, Random(Purpose.Centres),
            cancellation);
        return new ParzenReport(
            ParzenWindow.Compute(samples, choosing, test.Inputs, cancellation),
            ParzenWindow.Compute(training.Inputs, choosing, test.Inputs, cancellation),
            ParzenWindow.Compute(centres, choosing, test.Inputs, cancellation));
    }

    /// <summary>The share of the examples that are classified as their labels say.</summary>
    internal static Estimate Agreement(int[] predicted, Dataset labelled) =>
        Estimate.OfShare(Accuracy.CountCorrect(predicted, labelled.Labels.Span), labelled.Count);

    private TransferAccuracy Transfer(Dataset labelled, Network generator, PromptEncoder? encoder)
    {
        Dataset? reconstructed = encoder is null ? null
            : LabelledSamples.Reconstruct(encoder, generator, data.Training);
        return TransferAccuracy.Compute(
            labelled, data.Training, data.Test, options.TransferEpochs, Random(Purpose.Transfer), reconstructed,
            progress.Part("training", TransferFrom, 1), cancellation);
    }

    private void Require(Network generator)
    {
        data.Training.RequireSameForm(data.Test);
        if (generator.Outputs != data.Test.Inputs.Columns)
        {
            throw new InvalidDataException(
                $"{data.Test.Name}: the images have {data.Test.Inputs.Columns} pixels, but the run's generator makes "
                    + $"{generator.Outputs}.");
        }
        foreach (Dataset part in (Dataset[])[data.Training, data.Validation, data.Test])
        {
            if (part.Count < MeasureOptions.Fewest)
            {
                throw new InvalidDataException(
                    $"{part.Name}: {part.Count} examples; the measures of a generator need at least "
                    + $"{MeasureOptions.Fewest}.");
            }
        }
    }

    /// <summary>Some of the examples in a random order, or all: files are often sorted by how hard they are.</summary>
    private static Dataset Pick(Dataset all, int count, RandomStream random)
    {
        int[] rows = [.. Enumerable.Range(0, all.Count)];
        random.Shuffle(rows);
        return all.Subset(rows.AsSpan(0, Math.Min(count, rows.Length)));
    }

    private RandomStream Random(Purpose purpose) => new RandomStream(options.Seed).Fork((int)purpose);
}
