namespace Scratch.Adversarial.Classification.Robust;

/// <summary>
/// One update of a classifier with every example of the batch under attack: attack, loss of originals and adversarial
/// examples, step.
/// </summary>
/// <remarks>
/// Originals and adversarial examples go through the network as one batch of twice the size: [original | adversarial].
/// </remarks>
public sealed class RobustStep : MixtureStep
{
    private readonly RobustOptions _options;
    private readonly RobustLoss _loss;
    private readonly ClassifierModel _target;
    private readonly DivergenceFromOriginal? _divergence;
    private ProjectedGradient _attack;
    private readonly WeightPerturbation? _perturbation;
    private readonly Matrix _both;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="learner">The classifier.</param>
    /// <param name="batches">The originals.</param>
    /// <param name="options">The trainer and its attack.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or targets are not classes.</exception>
    public RobustStep(Learner learner, MixedBatch batches, RobustOptions options)
        : base(learner, batches, ["loss", "accuracy", "robust accuracy"], 2 * batches.Capacity)
    {
        options.Validate();
        (_options, _loss) = (options, options.CreateLoss());
        _target = new ClassifierModel(Classifier, batches.Capacity, batches.Data.Domain.Box);
        _divergence = options.ClimbsDivergence ? new DivergenceFromOriginal(Classifier.Outputs, batches.Capacity)
            : null;
        _attack = new ProjectedGradient(_target, options.EffectiveAttack, loss: _divergence);
        _perturbation = options.WeightPerturbation > 0
            ? new WeightPerturbation(Classifier.Parameters, options.WeightPerturbation) : null;
        _both = Matrix.Allocate(2 * batches.Capacity, Classifier.Inputs);
    }

    /// <inheritdoc/>
    public override void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length;
        Matrix originals = _both.SliceRows(0, rows), adversarial = _both.SliceRows(rows, rows), losses = Losses(rows);
        Batches.Compose(context.Rows, context.Random, originals, context.Progress);
        _attack.Scale = _options.ScaleAt(context);
        Matrix seen = _target.Forward(originals);
        metrics[1] = Accuracy.Compute(seen, Batches.Labels.Span);
        (int first, int count) = Exchange.OwnRows(rows);
        _divergence?.TakeOriginals(seen.SliceRows(first, count));
        _attack.PerturbTogether(
            new AttackBatch(originals, Batches.Labels, context.Rows, context.Random.Fork(Attack)), adversarial);

        RandomStream random = context.Random.Fork(Layers);
        if (_perturbation is not null)
        {
            Accumulate(rows, losses, random);
            _perturbation.Apply();
        }
        Matrix logits = Accumulate(rows, losses, random);
        metrics[0] = Reductions.Sum<float>(losses.Span) / rows;
        metrics[2] = Accuracy.Compute(logits, Batches.Labels.Span);
        _perturbation?.Remove();
        Update(context);
    }

    /// <summary>The steps of the attack as the options have it.</summary>
    public int Steps => ProjectedGradient.StepsOf(_options.EffectiveAttack);

    /// <summary>
    /// From the next update on, the attack takes so many steps, of 2.5 ε / steps each: what a guard does about an
    /// attack that has become too weak. Allocates.
    /// </summary>
    public void UseSteps(int steps) =>
        _attack = new ProjectedGradient(
            _target, _options.EffectiveAttack with { Steps = steps, StepSize = null }, loss: _divergence);

    /// <summary>Forward and backward of the loss; returns the logits of the adversarial examples.</summary>
    private Matrix Accumulate(int rows, Matrix losses, RandomStream random)
    {
        bool both = _loss.NeedsOriginals;
        Matrix input = both ? _both.SliceRows(0, 2 * rows) : _both.SliceRows(rows, rows);
        Matrix logits = Forward(input, random), dLogits = Workspace.DLogits;
        Matrix adversarial = logits.SliceRows(logits.Rows - rows, rows),
            dAdversarial = dLogits.SliceRows(logits.Rows - rows, rows);
        _loss.Compute(
            both ? logits.SliceRows(0, rows) : default, adversarial, Batches.Labels.Span, losses, 1f / rows,
            both ? dLogits.SliceRows(0, rows) : default, dAdversarial);
        Backward();
        return adversarial;
    }
}
