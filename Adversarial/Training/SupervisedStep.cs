namespace Scratch.Adversarial.Training;

/// <summary>One update of a network towards its targets.</summary>
internal sealed class SupervisedStep : ITrainingStep
{
    private readonly Network _network;
    private readonly Loss _loss;
    private readonly Optimizer _optimizer;
    private readonly Schedule _schedule;
    private readonly Metric[] _metrics;
    private readonly BatchSource _source;
    private readonly Workspace _workspace;
    private readonly Matrix _losses;

    public SupervisedStep(
        string name, Network network, Loss loss, Optimizer optimizer, Schedule schedule, IReadOnlyList<Metric> metrics, BatchSource source, int batchSize)
    {
        (Stage, _network, _loss, _optimizer, _schedule, _source) = (name, network, loss, optimizer, schedule, source);
        _metrics = [.. metrics];
        Metrics = ["loss", .. metrics.Select(metric => metric.Name)];
        Learners = [new Learner(name, network, optimizer, schedule)];
        _workspace = new Workspace(network, batchSize);
        _losses = Matrix.Allocate(1, batchSize);
    }

    public string Stage { get; }

    public IReadOnlyList<string> Metrics { get; }

    public IReadOnlyList<Learner> Learners { get; }

    public void Run(in StepContext context, Span<float> metrics)
    {
        (Matrix inputs, Matrix targets) = _source.Next(context);
        Matrix losses = _losses.SliceColumns(0, inputs.Rows);
        Matrix logits = _network.ForwardToLogits(_workspace, inputs, Mode.Train, context.Random);
        _loss.Compute(logits, targets, losses, 1f / inputs.Rows, _workspace.DLogits);
        metrics[0] = TensorPrimitives.Sum<float>(losses.Span) / inputs.Rows;
        for (int i = 0; i < _metrics.Length; i++)
        {
            metrics[i + 1] = (float)(_metrics[i].Sum(logits, targets) / inputs.Rows);
        }
        _network.BackwardFromLogits(_workspace, _workspace.DLogits, default, ParameterGradients.Accumulate);
        _optimizer.Step(context.LearningRate(_schedule));
    }
}
