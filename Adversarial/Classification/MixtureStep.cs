namespace Scratch.Adversarial.Classification;

/// <summary>
/// What the trainings of a classifier with a loss of their own share: under attack, to be certified, from few labels.
/// Plain training on a mixture is a
/// <see cref="SupervisedStep"/>.
/// </summary>
public abstract class MixtureStep : ITrainingStep
{
    // forks of an update's stream; the forms of an example draw from the others
    private protected const int Attack = -1, Layers = -2;
    private static readonly Loss Loss = new SoftmaxCrossEntropy();

    private readonly Learner _learner;
    private readonly Matrix _losses;

    /// <param name="learner">The classifier.</param>
    /// <param name="batches">What it learns from; its targets must be classes.</param>
    /// <param name="metrics">The names of the figures.</param>
    /// <param name="rows">The most rows that go through the network at once.</param>
    private protected MixtureStep(Learner learner, MixedBatch batches, IReadOnlyList<string> metrics, int rows)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(batches);
        batches.Mixture.RequireHardTargets();
        (_learner, Batches, Metrics, Stage, Learners) = (learner, batches, metrics, learner.Name, [learner]);
        Workspace = new Workspace(learner.Network, rows);
        _losses = Matrix.Allocate(1, rows);
    }

    /// <summary>The learner's name unless given.</summary>
    public string Stage { get; init; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; private protected init; }

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    private protected Network Classifier => _learner.Network;

    private protected MixedBatch Batches { get; }

    private protected Workspace Workspace { get; }

    /// <inheritdoc/>
    public abstract void Run(in StepContext context, Span<float> metrics);

    /// <summary>Room for the losses of some rows, (1, rows).</summary>
    private protected Matrix Losses(int rows, int first = 0) => _losses.SliceColumns(first, rows);

    /// <summary>Forward in training mode: the logits, a view into the workspace.</summary>
    private protected Matrix Forward(Matrix inputs, RandomStream random) =>
        Classifier.ForwardToLogits(Workspace, inputs, Mode.Train, random);

    /// <summary>The sum of the rows' cross-entropies, and their gradients times <paramref name="scale"/>.</summary>
    private protected float CrossEntropy(Matrix logits, Matrix targets, float scale, Matrix dLogits)
    {
        Loss.Compute(logits, targets, Losses(logits.Rows), scale, dLogits);
        return Reductions.Sum<float>(Losses(logits.Rows).Span);
    }

    /// <summary>
    /// The way back of <see cref="Forward"/>, from the workspace's gradients of the logits to the parameters and,
    /// unless empty, to the inputs.
    /// </summary>
    private protected void Backward(Matrix dInputs = default) =>
        Classifier.BackwardFromLogits(Workspace, Workspace.DLogits, dInputs, ParameterGradients.Accumulate);

    private protected void Update(in StepContext context) => _learner.Update(context);
}
