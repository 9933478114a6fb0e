namespace Scratch.Adversarial.Training;

/// <summary>
/// One update of a network towards its targets: plain supervised training, whatever the batches are made of.
/// </summary>
public sealed class SupervisedStep : ITrainingStep
{
    private readonly Learner _learner;
    private readonly BatchSource _batches;
    private readonly Loss _loss;
    private readonly Metric[] _metrics;
    private readonly Workspace _workspace;
    private readonly Matrix _losses;

    /// <summary>
    /// The training of a classifier: softmax cross-entropy, and the accuracy as its figure. Allocates.
    /// </summary>
    public SupervisedStep(Learner learner, BatchSource batches)
        : this(learner, batches, new SoftmaxCrossEntropy(), [Metric.Accuracy])
    {
    }

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="learner">What learns.</param>
    /// <param name="batches">Where examples and targets come from.</param>
    /// <param name="loss">From the logits.</param>
    /// <param name="metrics">Figures beside the loss.</param>
    public SupervisedStep(Learner learner, BatchSource batches, Loss loss, IReadOnlyList<Metric> metrics)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(batches);
        (_learner, _batches, _loss, _metrics, Stage) = (learner, batches, loss, [.. metrics], learner.Name);
        Metrics = ["loss", .. metrics.Select(metric => metric.Name)];
        Learners = [learner];
        _workspace = new Workspace(learner.Network, batches.Capacity);
        _losses = Matrix.Allocate(1, batches.Capacity);
    }

    /// <summary>The learner's name unless given.</summary>
    public string Stage { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    /// <inheritdoc/>
    public int? Examples { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The targets are none of the loss.</exception>
    public void Run(in StepContext context, Span<float> metrics)
    {
        Batch batch = _batches.Next(context);
        int rows = batch.Inputs.Rows;
        Examples = rows;
        RequireTargets(_loss, batch.Targets, context.Rows.Length == rows ? context.Rows.Span : []);
        Matrix losses = _losses.SliceColumns(0, rows);
        Matrix logits = _learner.Network.ForwardToLogits(
            _workspace, batch.Inputs, Mode.Train, _batches.StreamOfLayers(context));
        _loss.Compute(logits, batch.Targets, losses, 1f / rows, _workspace.DLogits);
        metrics[0] = Reductions.Sum<float>(losses.Span) / rows;
        for (int i = 0; i < _metrics.Length; i++)
        {
            metrics[i + 1] = (float)(_metrics[i].Sum(logits, batch.Truth) / rows);
        }
        _learner.Network.BackwardFromLogits(_workspace, _workspace.DLogits, default, ParameterGradients.Accumulate);
        _learner.Update(context);
    }

    /// <summary>Throws if a loss has no such targets.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="targets">(B, outputs).</param>
    /// <param name="examples">B numbers of examples for the message; empty for those of the rows.</param>
    internal static void RequireTargets(Loss loss, Matrix targets, ReadOnlySpan<int> examples)
    {
        for (int row = 0; row < targets.Rows; row++)
        {
            if (loss.FindFault(targets.Row(row)) is { } fault)
            {
                throw new InvalidDataException(
                    $"The data: example {(examples.IsEmpty ? row : examples[row])}: {fault}.");
            }
        }
    }
}
