using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Training;

namespace Scratch.Adversarial.Classification.Robust;

/// <summary>One update of a classifier with every example of the batch under attack: attack, loss of originals and adversarial examples, step.</summary>
/// <remarks>Originals and adversarial examples go through the network as one batch of twice the size: [original | adversarial].</remarks>
public sealed class RobustStep : ITrainingStep
{
    private const int Attack = -1, Layers = -2; // forks of a batch's stream; the forms of its examples draw from the others

    private readonly Network _classifier;
    private readonly Optimizer _optimizer;
    private readonly Schedule _schedule;
    private readonly RobustOptions _options;
    private readonly RobustLoss _loss;
    private readonly MixedBatch _mixed;
    private readonly ClassifierModel _target;
    private readonly DivergenceFromOriginal? _divergence;
    private ProjectedGradient _attack;
    private readonly WeightPerturbation? _perturbation;
    private readonly Workspace _workspace;
    private readonly Matrix _both;
    private readonly Matrix _losses;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="stage">The stage's name.</param>
    /// <param name="classifier">What learns.</param>
    /// <param name="optimizer">Of the classifier's parameters.</param>
    /// <param name="schedule">Its learning rate.</param>
    /// <param name="data">The training part.</param>
    /// <param name="mixture">What the originals are made of.</param>
    /// <param name="prompts">Prompts of the same data and their generator; null if the mixture has no generated samples.</param>
    /// <param name="options">The trainer and its attack.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public RobustStep(
        string stage,
        Network classifier,
        Optimizer optimizer,
        Schedule schedule,
        Dataset data,
        MixtureOptions mixture,
        PromptSampler? prompts,
        RobustOptions options,
        int batchSize)
    {
        options.Validate();
        mixture.RequireHardTargets();
        (Stage, _classifier, _optimizer, _schedule, _options) = (stage, classifier, optimizer, schedule, options);
        Learners = [new("classifier", classifier, optimizer, schedule)];
        _loss = options.CreateLoss();
        _mixed = new MixedBatch(classifier, data, mixture, prompts, batchSize);
        _target = new ClassifierModel(classifier, batchSize, data.Domain.Box);
        _divergence = options.ClimbsDivergence ? new DivergenceFromOriginal(classifier.Outputs, batchSize) : null;
        _attack = new ProjectedGradient(_target, options.EffectiveAttack, loss: _divergence);
        _perturbation = options.WeightPerturbation > 0 ? new WeightPerturbation(classifier.Parameters, options.WeightPerturbation) : null;
        _workspace = new Workspace(classifier, 2 * batchSize);
        _both = Matrix.Allocate(2 * batchSize, classifier.Inputs);
        _losses = Matrix.Allocate(1, batchSize);
    }

    /// <inheritdoc/>
    public string Stage { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; } = ["loss", "accuracy", "robust accuracy"];

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    /// <inheritdoc/>
    public void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length;
        Matrix originals = _both.SliceRows(0, rows), adversarial = _both.SliceRows(rows, rows), losses = _losses.SliceColumns(0, rows);
        _mixed.Compose(context.Rows, context.Random, originals, context.Progress);
        _attack.Scale = _options.ScaleAt(context);
        Matrix seen = _target.Forward(originals);
        metrics[1] = Accuracy.Compute(seen, _mixed.Labels.Span);
        _divergence?.TakeOriginals(seen);
        _attack.Perturb(new AttackBatch(originals, _mixed.Labels, context.Rows, context.Random.Fork(Attack)), adversarial);

        RandomStream random = context.Random.Fork(Layers);
        if (_perturbation is not null)
        {
            Accumulate(rows, losses, random);
            _perturbation.Apply();
        }
        Matrix logits = Accumulate(rows, losses, random);
        metrics[0] = TensorPrimitives.Sum<float>(losses.Span) / rows;
        metrics[2] = Accuracy.Compute(logits, _mixed.Labels.Span);
        _perturbation?.Remove();
        _optimizer.Step(context.LearningRate(_schedule));
    }

    /// <summary>The steps of the attack as the options have it.</summary>
    public int Steps => ProjectedGradient.StepsOf(_options.EffectiveAttack);

    /// <summary>From the next update on, the attack takes so many steps, of 2.5 ε / steps each: what a guard does about an attack that has become too weak. Allocates.</summary>
    public void UseSteps(int steps) =>
        _attack = new ProjectedGradient(_target, _options.EffectiveAttack with { Steps = steps, StepSize = null }, loss: _divergence);

    /// <summary>Forward and backward of the loss; returns the logits of the adversarial examples.</summary>
    private Matrix Accumulate(int rows, Matrix losses, RandomStream random)
    {
        bool both = _loss.NeedsOriginals;
        Matrix input = both ? _both.SliceRows(0, 2 * rows) : _both.SliceRows(rows, rows);
        Matrix logits = _classifier.ForwardToLogits(_workspace, input, Mode.Train, random), dLogits = _workspace.DLogits;
        Matrix adversarial = logits.SliceRows(logits.Rows - rows, rows), dAdversarial = dLogits.SliceRows(logits.Rows - rows, rows);
        _loss.Compute(
            both ? logits.SliceRows(0, rows) : default, adversarial, _mixed.Labels.Span, losses, 1f / rows,
            both ? dLogits.SliceRows(0, rows) : default, dAdversarial);
        _classifier.BackwardFromLogits(_workspace, dLogits, default, ParameterGradients.Accumulate);
        return adversarial;
    }
}
