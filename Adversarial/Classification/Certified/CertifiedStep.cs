using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Training;

namespace Scratch.Adversarial.Classification.Certified;

/// <summary>
/// One update of a classifier towards what bounds can prove: κ · loss of the examples + (1 − κ) · loss of the worst logits in the balls around them.
/// Gowal et al. 2018, eq. 12.
/// </summary>
public sealed class CertifiedStep : ITrainingStep
{
    private const int Layers = -2; // the fork that the classifier's layers draw from; the forms of an example are the others
    private static readonly Loss CrossEntropy = new SoftmaxCrossEntropy();

    private readonly Network _classifier;
    private readonly Optimizer _optimizer;
    private readonly Schedule _schedule;
    private readonly CertifiedOptions _options;
    private readonly MixedBatch _mixed;
    private readonly Workspace _workspace;
    private readonly WorstCase _worstCase;
    private readonly Matrix _batch;
    private readonly Matrix _target;
    private readonly Matrix _losses;
    private readonly Matrix _dWorst;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="stage">The stage's name.</param>
    /// <param name="classifier">What learns: Dense layers with relu or leaky relu between them, or for intervals any activation that rises.</param>
    /// <param name="optimizer">Of the classifier's parameters.</param>
    /// <param name="schedule">Its learning rate.</param>
    /// <param name="data">The training part.</param>
    /// <param name="mixture">What the centres of the balls are made of.</param>
    /// <param name="prompts">Prompts of the same data and their generator; null if the mixture has no generated samples.</param>
    /// <param name="options">The bounds and their schedule.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="NotSupportedException">The classifier has a layer that the bounds don't know; the message names it.</exception>
    public CertifiedStep(
        string stage,
        Network classifier,
        Optimizer optimizer,
        Schedule schedule,
        Dataset data,
        MixtureOptions mixture,
        PromptSampler? prompts,
        CertifiedOptions options,
        int batchSize)
    {
        options.Validate();
        mixture.RequireHardTargets();
        (Stage, _classifier, _optimizer, _schedule, _options) = (stage, classifier, optimizer, schedule, options);
        Learners = [new("classifier", classifier, optimizer, schedule)];
        Metrics = ["loss", "accuracy", options.Rivals is null ? "certified accuracy" : "certified against rivals"]; // the other classes are not bounded
        _mixed = new MixedBatch(classifier, data, mixture, prompts, batchSize);
        _workspace = new Workspace(classifier, batchSize);
        _worstCase = new WorstCase(classifier, options, data.Domain.Box, batchSize);
        _batch = Matrix.Allocate(batchSize, classifier.Inputs);
        _target = Matrix.Allocate(batchSize, classifier.Outputs);
        _losses = Matrix.Allocate(1, batchSize);
        _dWorst = Matrix.Allocate(batchSize, classifier.Outputs);
    }

    /// <inheritdoc/>
    public string Stage { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    /// <inheritdoc/>
    public void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length;
        Matrix batch = _batch.SliceRows(0, rows), target = _target.SliceRows(0, rows), losses = _losses.SliceColumns(0, rows);
        _mixed.Compose(context.Rows, context.Random, batch, context.Progress);
        OneHot.Write(_mixed.Labels.Span, target);
        float progress = _options.Progress(context.Step, context.TotalSteps), natural = 1 - (progress * (1 - _options.NaturalShare));

        Matrix logits = _classifier.ForwardToLogits(_workspace, batch, Mode.Train, context.Random.Fork(Layers));
        CrossEntropy.Compute(logits, target, losses, natural / rows, _workspace.DLogits);
        metrics[0] = natural * TensorPrimitives.Sum<float>(losses.Span) / rows;
        metrics[1] = Accuracy.Compute(logits, _mixed.Labels.Span);
        _classifier.BackwardFromLogits(_workspace, _workspace.DLogits, default, ParameterGradients.Accumulate);

        Matrix dWorst = _dWorst.SliceRows(0, rows);
        Matrix worst = _worstCase.Forward(batch, logits, _mixed.Labels, progress * _options.Epsilon);
        CrossEntropy.Compute(worst, target, losses, (1 - natural) / rows, dWorst);
        metrics[0] += (1 - natural) * TensorPrimitives.Sum<float>(losses.Span) / rows;
        metrics[2] = WorstCase.Certified(worst, _mixed.Labels.Span);
        _worstCase.Backward(dWorst);
        _optimizer.Step(context.LearningRate(_schedule));
    }
}
