using System.Runtime.CompilerServices;

namespace Scratch.Adversarial.Training;

/// <summary>
/// A network with what it takes to train it: fit, evaluate, predict, on examples in memory, in a mapped file, or in a
/// stream.
/// </summary>
/// <param name="network">What learns.</param>
/// <param name="loss">From the logits.</param>
/// <param name="optimizer">Of the network's parameters.</param>
/// <param name="schedule">Its learning rate.</param>
/// <param name="metrics">Figures beside the loss.</param>
public sealed class Model(
    Network network, Loss loss, Optimizer optimizer, Schedule schedule, params IReadOnlyList<Metric> metrics)
{
    private const int RowsOfEvaluation = 256;
    private const float UsualRate = 1e-3f;

    /// <summary>
    /// A network with the usual choices: Adam at 10⁻³; softmax cross-entropy and the accuracy, or behind a final
    /// sigmoid binary cross-entropy and the binary accuracy.
    /// </summary>
    public Model(Network network)
        : this(
            network,
            network.Layers is [.., Sigmoid] ? new BinaryCrossEntropy() : new SoftmaxCrossEntropy(),
            new Adam(network.Parameters),
            new ConstantSchedule(UsualRate),
            network.Layers is [.., Sigmoid] ? Metric.BinaryAccuracy : Metric.Accuracy)
    {
    }

    /// <summary>What learns.</summary>
    public Network Network { get; } = network;

    /// <summary>The name that the network has in checkpoints and callbacks.</summary>
    public string Name { get; init; } = "model";

    /// <summary>The names of the figures: the loss, and the metrics given.</summary>
    public IReadOnlyList<string> Metrics { get; } = ["loss", .. metrics.Select(metric => metric.Name)];

    /// <summary>
    /// A new classifier with the usual choices: dense layers with a relu behind each but the last, initialised.
    /// Allocates.
    /// </summary>
    /// <param name="inputs">Numbers of an example.</param>
    /// <param name="hidden">The widths of the hidden layers; with none it is logistic regression.</param>
    /// <param name="classes">At least 2.</param>
    /// <param name="seed">Of the first weights.</param>
    public static Model Classifier(int inputs, IReadOnlyList<int> hidden, int classes, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        int[] widths = [inputs, .. hidden];
        var network = new Network(
            inputs,
            [.. hidden.SelectMany(
                (width, i) => (Layer[])[new Dense(widths[i], width, Initialisers.HeNormal), new Relu()]),
                new Dense(widths[^1], classes)]);
        network.Initialise(new RandomStream(seed));
        return new Model(network);
    }

    /// <summary>
    /// A model with a saved network and the usual choices, which the file doesn't have: for use, or to be trained
    /// further.
    /// </summary>
    /// <param name="path">Written by <see cref="Save"/> or <see cref="ModelFile.Write"/>.</param>
    /// <exception cref="InvalidDataException">The file is damaged or no such model; the message says where.</exception>
    public static Model Load(string path) => new(ModelFile.Read(path));

    /// <summary>
    /// Writes the network to a safetensors file, as a whole or not at all. The optimizer's state is a checkpoint's
    /// business.
    /// </summary>
    public void Save(string path) => ModelFile.Write(path, Network);

    /// <summary>Trains. A second call goes on from where the first ended, with the optimizer as it is.</summary>
    /// <param name="examples">What is trained on, shuffled anew in every epoch.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Ends it at the next update with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The figures of every epoch.</returns>
    /// <exception cref="NonFiniteException">A figure or a parameter is NaN or infinite after an update.</exception>
    public History Fit(IExamples examples, FitOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(options);
        return Run(new ExamplesSource(examples, options.BatchSize), examples.Count, options.BatchSize, options,
            cancellation);
    }

    /// <summary>
    /// Trains on batches as they come. The thread that computes waits for them; it is one of the pool's.
    /// </summary>
    /// <param name="epochs">The batches of an epoch, from 0; asked again after a resume, and then passed over up to
    /// where it stopped.</param>
    /// <param name="stepsPerEpoch">How many of them make an epoch; the rest is left.</param>
    /// <param name="options">How. A batch has at most <see cref="FitOptions.BatchSize"/> rows.</param>
    /// <param name="cancellation">Ends it at the next update with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The figures of every epoch, each batch with the same weight.</returns>
    /// <exception cref="InvalidDataException">A stream ended before its epoch.</exception>
    public Task<History> FitAsync(
        Func<int, IAsyncEnumerable<Batch>> epochs, int stepsPerEpoch, FitOptions options,
            CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepsPerEpoch);
        return Task.Run(
            () =>
            {
                using var source = new StreamSource(epochs, stepsPerEpoch, options.BatchSize, cancellation);
                return Run(source, stepsPerEpoch, 1, options, cancellation);
            },
            cancellation);
    }

    /// <summary>The figures on some examples; nothing is changed.</summary>
    public IReadOnlyDictionary<string, double> Evaluate(IExamples examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        double[] figures = new double[Metrics.Count];
        new Validation(this, examples).Run(figures);
        return ToDictionary(figures);
    }

    /// <summary>The figures on batches as they come, every example with the same weight.</summary>
    /// <param name="batches">Of any size.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public async Task<IReadOnlyDictionary<string,
        double>> EvaluateAsync(IAsyncEnumerable<Batch> batches, CancellationToken cancellation = default)
    {
        double[] sums = new double[Metrics.Count];
        long rows = 0;
        await foreach (Batch batch in batches.WithCancellation(cancellation).ConfigureAwait(false))
        {
            var workspace = new Workspace(Network, batch.Inputs.Rows);
            AddFigures(workspace, batch, Matrix.Allocate(1, batch.Inputs.Rows), sums);
            rows += batch.Inputs.Rows;
        }
        return ToDictionary([.. sums.Select(sum => sum / rows)]);
    }

    /// <summary>
    /// What the loss starts from, before a final sigmoid or softmax. (B, inputs) -> (B, outputs). Allocates.
    /// </summary>
    public Matrix PredictLogits(Matrix inputs) => Evaluator.Logits(Network, inputs);

    /// <summary>
    /// Probabilities: <see cref="Predictor.Probabilities(Matrix)"/> of any number of rows. (B, inputs) -> (B, outputs).
    /// Allocates.
    /// </summary>
    public Matrix PredictProbabilities(Matrix inputs)
    {
        Matrix logits = PredictLogits(inputs);
        for (int row = 0; row < logits.Rows; row++)
        {
            Predictor.ToProbabilities(Network, logits.Row(row));
        }
        return logits;
    }

    /// <summary>
    /// The likeliest class of every row; of one output, 1 where its probability is above ½. Allocates.
    /// </summary>
    public int[] PredictClasses(Matrix inputs)
    {
        Matrix logits = PredictLogits(inputs);
        return [.. Enumerable.Range(0, logits.Rows).Select(row => Predictor.ClassOf(logits.Row(row)))];
    }

    /// <summary>The network's outputs for batches as they come.</summary>
    public async IAsyncEnumerable<Matrix> PredictAsync(
        IAsyncEnumerable<Matrix> batches, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (Matrix inputs in batches.WithCancellation(cancellation).ConfigureAwait(false))
        {
            yield return Network.Predict(inputs);
        }
    }

    private History Run(
        BatchSource source, int examples, int batchSize, FitOptions options, CancellationToken cancellation)
    {
        var step = new SupervisedStep(new Learner(Name, Network, optimizer, schedule), source, loss, metrics);
        var history = new History();
        new TrainingLoop(step, examples,
            options.ToLoop(Measure(options.Validation), history) with { BatchSize = batchSize }).Run(cancellation);
        return history;
    }

    /// <summary>What takes the figures of an epoch on some examples; null for none.</summary>
    internal IValidation? Measure(IExamples? examples) => examples is null ? null : new Validation(this, examples);

    private void AddFigures(Workspace workspace, Batch batch, Matrix losses, double[] sums)
    {
        Matrix logits = Network.ForwardToLogits(workspace, batch.Inputs);
        loss.Compute(logits, batch.Targets, losses, scale: 1, dLogits: default);
        foreach (float one in losses.Row(0))
        {
            sums[0] += one;
        }
        for (int i = 0; i < metrics.Count; i++)
        {
            sums[i + 1] += metrics[i].Sum(logits, batch.Targets);
        }
    }

    private OrderedDictionary<string, double> ToDictionary(double[] figures) =>
        new(Metrics.Zip(figures, KeyValuePair.Create));

    private sealed class Validation(Model model, IExamples examples) : IValidation
    {
        public IReadOnlyList<string> Metrics { get; } = [.. model.Metrics.Select(name => $"val_{name}")];

        public void Run(Span<double> metrics)
        {
            int capacity = Math.Min(RowsOfEvaluation, examples.Count);
            Matrix inputs = Matrix.Allocate(capacity, examples.Inputs),
                targets = Matrix.Allocate(capacity, examples.Targets);
            Matrix losses = Matrix.Allocate(1, capacity);
            var workspace = new Workspace(model.Network, capacity);
            int[] rows = [.. Enumerable.Range(0, examples.Count)];
            double[] sums = new double[metrics.Length];
            for (int start = 0; start < rows.Length; start += capacity)
            {
                int count = Math.Min(capacity, rows.Length - start);
                var batch = new Batch(inputs.SliceRows(0, count), targets.SliceRows(0, count));
                examples.Gather(rows.AsSpan(start, count), batch.Inputs, batch.Targets);
                model.AddFigures(workspace, batch, losses.SliceColumns(0, count), sums);
            }
            for (int i = 0; i < sums.Length; i++)
            {
                metrics[i] = sums[i] / examples.Count;
            }
        }
    }
}
