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
    private const int RowsOfEvaluation = 256, RowsOfSample = 64;
    private const float UsualRate = 1e-3f;

    /// <summary>
    /// A network with the usual choices: Adam at 10⁻³; softmax cross-entropy and the accuracy, or behind a final
    /// sigmoid, and with a single output, binary cross-entropy and the binary accuracy.
    /// </summary>
    public Model(Network network)
        : this(
            network,
            IsBinary(network) ? new BinaryCrossEntropy() : new SoftmaxCrossEntropy(),
            new Adam(network.Parameters),
            new ConstantSchedule(UsualRate),
            IsBinary(network) ? Metric.BinaryAccuracy : Metric.Accuracy)
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
    /// <exception cref="ArgumentException">The batches can't be trained on: an accumulation waits for more than there
    /// are, or the last has one example and a layer normalises over the batch.</exception>
    /// <exception cref="InvalidDataException">An input or a target is NaN or infinite, or no target of the loss; or the
    /// checkpoint is of another training.</exception>
    /// <exception cref="NonFiniteException">A figure, a parameter or a moment is NaN or infinite after an
    /// update.</exception>
    public History Fit(IExamples examples, FitOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(options);
        return Run(new ExamplesSource(examples, options.BatchSize), examples, examples.Count, options.BatchSize,
            options, cancellation);
    }

    /// <summary>
    /// Trains on batches as they come. The thread that computes waits for them; it is one of the pool's.
    /// </summary>
    /// <param name="epochs">The batches of an epoch, from 0; asked again after a resume, and then passed over up to
    /// where it stopped.</param>
    /// <param name="stepsPerEpoch">How many of them make an epoch; the rest is left.</param>
    /// <param name="options">How. A batch has at most <see cref="FitOptions.BatchSize"/> rows.</param>
    /// <param name="cancellation">Ends it at the next update with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The figures of every epoch, every example with the same weight.</returns>
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
                return Run(source, examples: null, stepsPerEpoch, 1, options, cancellation);
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
            batch.RequireFinite([]);
            SupervisedStep.RequireTargets(loss, batch.Targets, []);
            var workspace = new Workspace(Network, batch.Inputs.Rows);
            AddFigures(workspace, batch, Matrix.Allocate(1, batch.Inputs.Rows), sums);
            rows += batch.Inputs.Rows;
        }
        return ToDictionary([.. sums.Select(sum => sum / rows)]);
    }

    /// <summary>
    /// What the loss starts from, before a final sigmoid or softmax. (B, inputs) -> (B, outputs). Allocates.
    /// </summary>
    public Matrix PredictLogits(Matrix inputs) => Evaluator.OutputLogits(Network, inputs);

    /// <summary>
    /// Probabilities: <see cref="Predictor.Probabilities(Matrix)"/> of any number of rows. (B, inputs) -> (B, outputs).
    /// Allocates.
    /// </summary>
    public Matrix PredictProbabilities(Matrix inputs)
    {
        Matrix logits = PredictLogits(inputs);
        for (int row = 0; row < logits.Rows; row++)
        {
            Predictor.ToProbabilities(logits.Row(row), Network.Layers is [.., Sigmoid]);
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

    /// <summary>
    /// What the network's last layer gives for batches as they come, as of <see cref="Network.PredictOutputs"/>:
    /// probabilities behind a final sigmoid or softmax, and without one the logits.
    /// </summary>
    public async IAsyncEnumerable<Matrix> PredictOutputsAsync(
        IAsyncEnumerable<Matrix> batches, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await foreach (Matrix inputs in batches.WithCancellation(cancellation).ConfigureAwait(false))
        {
            yield return Network.PredictOutputs(inputs);
        }
    }

    private History Run(
        BatchSource source, IExamples? examples, int count, int batchSize, FitOptions options,
            CancellationToken cancellation)
    {
        var step = new SupervisedStep(new Learner(Name, Network, optimizer, schedule), source, loss, metrics);
        var history = new History();
        if (examples is not null && FindDoubt(Sample(examples)) is { } doubt)
        {
            foreach (TrainingCallback callback in (TrainingCallback[])[history, .. options.Callbacks])
            {
                callback.OnWarning(doubt);
            }
        }
        new TrainingLoop(step, count, options.ToLoop(Measure(options.Validation), history) with
        {
            BatchSize = batchSize,
            IsStream = examples is null,
            Identity = Identity(examples),
        }).Run(cancellation);
        return history;
    }

    /// <summary>What is unusual about the first target of which something is; null if nothing is.</summary>
    private string? FindDoubt(Batch batch) => Enumerable.Range(0, batch.Targets.Rows)
        .Select(row => loss.FindDoubt(batch.Targets.Row(row))).FirstOrDefault(doubt => doubt is not null) is { } first
            ? $"Of an example of {Name}, {first}." : null;

    /// <summary>The loss, and a checksum of some of the data: <see cref="LoopOptions.Identity"/>.</summary>
    private Dictionary<string, string> Identity(IExamples? examples)
    {
        var identity = new Dictionary<string, string> { ["loss"] = loss.Name };
        if (examples is not null)
        {
            Batch some = Sample(examples);
            Crc32C crc = default;
            crc.Add(some.Inputs.Span);
            crc.Add(some.Targets.Span);
            identity["data"] = $"crc32c:{crc.Value:x8}";
        }
        return identity;
    }

    /// <summary>Some of the examples, from the first to the last. Allocates.</summary>
    private static Batch Sample(IExamples examples)
    {
        int count = Math.Min(RowsOfSample, examples.Count);
        var some = new Batch(
            Matrix.Allocate(count, examples.Inputs), Matrix.Allocate(count, examples.Targets));
        int[] rows = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * examples.Count / count))];
        examples.Gather(rows, some.Inputs, some.Targets);
        return some;
    }

    private static bool IsBinary(Network network) => network.Layers is [.., Sigmoid] || network.Outputs == 1;

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

    private Loss Loss => loss;

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
                batch.RequireFinite(rows.AsSpan(start, count));
                SupervisedStep.RequireTargets(model.Loss, batch.Targets, rows.AsSpan(start, count));
                model.AddFigures(workspace, batch, losses.SliceColumns(0, count), sums);
            }
            for (int i = 0; i < sums.Length; i++)
            {
                metrics[i] = sums[i] / examples.Count;
            }
        }
    }
}
