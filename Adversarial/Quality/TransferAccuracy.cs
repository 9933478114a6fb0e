namespace Scratch.Adversarial.Quality;

/// <summary>
/// How well a classifier does on real examples that has seen generated ones alone (TSTR: train on synthetic, test on
/// real), and the reverse (TRTS). Esteban, Hyland and Rätsch 2017; the first is the classification accuracy score of
/// Ravuri and Vinyals 2019.
/// </summary>
/// <remarks>
/// TSTR falls if samples are not of the class they were asked for, if they look unreal, and if they lack variety; TRTS
/// does not see the last. The classifier is 784 → 256 relu → 128 relu → 10 (for other data as wide as that needs), Adam
/// with a cosine schedule to 1e-3, batch
/// 128. All trainings have as many updates, to the epoch.
/// </remarks>
/// <param name="GeneratedToReal">TSTR, on the real test set.</param>
/// <param name="RealToReal">The same classifier trained on real examples, on the real test set: what TSTR is held
/// against.</param>
/// <param name="RealToGenerated">TRTS: the classifier trained on real examples, on the generated samples.</param>
public sealed record TransferAccuracy(Estimate GeneratedToReal, Estimate RealToReal, Estimate RealToGenerated)
{
    private const int Batch = 128;

    private enum Purpose
    {
        Weights = 0,
        Training = 1,
    }

    /// <summary>
    /// TSTR of reconstructions of the real training examples in the place of samples; null if there are none.
    /// </summary>
    public Estimate? ReconstructedToReal { get; init; }

    /// <summary>Trains the classifiers. What is random is a function of the stream.</summary>
    /// <param name="generated">Samples and the classes that they were asked for.</param>
    /// <param name="training">Real examples.</param>
    /// <param name="test">Others, to test on.</param>
    /// <param name="epochs">Passes over the generated samples; over the real examples as many as give about the same
    /// number of updates.</param>
    /// <param name="random">The first weights are the same for all.</param>
    /// <param name="reconstructed">The real examples as they come back from encoder and generator; null if there are
    /// none.</param>
    /// <param name="progress">Told of every training that is done; null for nobody.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="InvalidDataException">The data sets have images of other sizes or other classes.</exception>
    public static TransferAccuracy Compute(
        Dataset generated,
        Dataset training,
        Dataset test,
        int epochs,
        RandomStream random,
        Dataset? reconstructed = null,
        IProgress<WorkProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(generated);
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(test);
        generated.RequireSameForm(training);
        generated.RequireSameForm(test);
        int realEpochs = Math.Max(1, (int)Math.Round((double)epochs * Updates(generated) / Updates(training)));
        int trainings = reconstructed is null ? 2 : 3;
        Network fromGenerated =
            Train(generated, epochs, random, progress.Part("on samples", 0, trainings), cancellation);
        Network fromReal =
            Train(training, realEpochs, random, progress.Part("on real examples", 1, trainings), cancellation);
        return new TransferAccuracy(
            Accuracy(fromGenerated, test), Accuracy(fromReal, test), Accuracy(fromReal, generated))
        {
            ReconstructedToReal = reconstructed is null ? null
                : Accuracy(
                    Train(reconstructed, realEpochs, random, progress.Part("on reconstructions", 2, trainings),
                        cancellation), test),
        };
    }

    private static Network Train(
        Dataset data, int epochs, RandomStream random, IProgress<WorkProgress>? progress,
        CancellationToken cancellation)
    {
        int inputs = data.Inputs.Columns;
        var classifier = new Network(
            inputs,
            new Dense(inputs, 256, Initialisers.HeNormal),
            new Relu(),
            new Dense(256, 128, Initialisers.HeNormal),
            new Relu(),
            new Dense(128, data.Classes));
        classifier.Initialise(random.Fork((int)Purpose.Weights));
        var learner = new Learner(
            "classifier", classifier, new Adam(classifier.Parameters), new CosineSchedule(1e-3f, warmUp: 0.05f));
        var step = new SupervisedStep(learner, new ExamplesSource(data, Batch)) { Stage = "transfer" };
        TrainingLoop.Run(step, data.Count, Batch, epochs, random.Fork((int)Purpose.Training),
            [new LambdaCallback { Epoch = (epoch, _) => progress.Report((epoch + 1.0) / epochs) }], cancellation);
        return classifier;
    }

    private static int Updates(Dataset data) => ((data.Count - 1) / Batch) + 1;

    private static Estimate Accuracy(Network classifier, Dataset data) =>
        Estimate.OfShare(
            Evaluation.Accuracy.CountCorrect(Evaluator.PredictClasses(classifier, data.Inputs), data.Labels.Span),
            data.Count);
}
