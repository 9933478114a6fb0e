using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Training;

namespace Scratch.Adversarial.Classification;

/// <summary>
/// One update of a classifier on a mixture of real, augmented, generated and adversarial examples. Plain training is the mixture
/// of real examples alone.
/// </summary>
public sealed class ClassifierStep : ITrainingStep
{
    private const int Layers = -2, Mixing = -3; // the forks that the classifier's layers and pairs of examples draw from; the forms of an example are the others
    private static readonly Loss CrossEntropy = new SoftmaxCrossEntropy();

    private readonly Network _classifier;
    private readonly Optimizer _optimizer;
    private readonly Schedule _schedule;
    private readonly MixtureOptions _mixture;
    private readonly MixedBatch _mixed;
    private readonly Workspace _workspace;
    private readonly Matrix _batch;
    private readonly Matrix _target;
    private readonly Matrix _losses;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="stage">The stage's name.</param>
    /// <param name="classifier">What learns.</param>
    /// <param name="optimizer">Of the classifier's parameters.</param>
    /// <param name="schedule">Its learning rate.</param>
    /// <param name="data">The training part.</param>
    /// <param name="mixture">What a batch is made of.</param>
    /// <param name="prompts">Prompts of the same data and their generator; null if the mixture has no generated samples.</param>
    /// <param name="batchSize">The largest batch.</param>
    public ClassifierStep(
        string stage, Network classifier, Optimizer optimizer, Schedule schedule, Dataset data, MixtureOptions mixture, PromptSampler? prompts, int batchSize)
    {
        (Stage, _classifier, _optimizer, _schedule, _mixture) = (stage, classifier, optimizer, schedule, mixture);
        Learners = [new("classifier", classifier, optimizer, schedule)];
        _mixed = new MixedBatch(classifier, data, mixture, prompts, batchSize);
        _workspace = new Workspace(classifier, batchSize);
        _batch = Matrix.Allocate(batchSize, classifier.Inputs);
        _target = Matrix.Allocate(batchSize, classifier.Outputs);
        _losses = Matrix.Allocate(1, batchSize);
    }

    /// <inheritdoc/>
    public string Stage { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; } = ["loss", "accuracy"];

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    /// <inheritdoc/>
    public void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length;
        Matrix batch = _batch.SliceRows(0, rows), target = _target.SliceRows(0, rows), losses = _losses.SliceColumns(0, rows);
        _mixed.Compose(context.Rows, context.Random, batch, context.Progress);
        OneHot.Write(_mixed.Labels.Span, target);
        if (_mixture.HasSoftTargets)
        {
            Soften(batch, target, context.Random.Fork(Mixing));
        }

        Matrix logits = _classifier.ForwardToLogits(_workspace, batch, Mode.Train, context.Random.Fork(Layers));
        CrossEntropy.Compute(logits, target, losses, 1f / rows, _workspace.DLogits);
        metrics[0] = Mean(losses.Span);
        metrics[1] = Accuracy.Compute(logits, _mixed.Labels.Span);
        _classifier.BackwardFromLogits(_workspace, _workspace.DLogits, default, ParameterGradients.Accumulate);
        _optimizer.Step(context.LearningRate(_schedule));
    }

    private void Soften(Matrix batch, Matrix target, RandomStream random)
    {
        // t ← (1 − s) t + s / classes
        TensorPrimitives.Multiply(target.Span, 1 - _mixture.LabelSmoothing, target.Span);
        TensorPrimitives.Add(target.Span, _mixture.LabelSmoothing / target.Columns, target.Span);
        if (_mixture.MixUp > 0)
        {
            MixUp.Apply(_mixture.MixUp, random, batch, target);
        }
    }

    private static float Mean(ReadOnlySpan<float> values) => TensorPrimitives.Sum(values) / values.Length;
}
