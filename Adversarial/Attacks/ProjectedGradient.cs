namespace Scratch.Adversarial.Attacks;

/// <summary>
/// Gradient ascent on a loss within a ball: start, gradient, step, project, clip. One loop for PGD (Madry et al. 2018, eq. 3), FGSM
/// (Goodfellow et al. 2015: one step from the centre), R-FGSM (Wong et al. 2020: one from a random point), BIM (Kurakin et al. 2017: no random start)
/// and MI-FGSM (Dong et al. 2018: steps with momentum).
/// </summary>
/// <remarks>
/// It moves every example, fooled or not. Everything random about one comes from a stream of its own, so the result doesn't depend on
/// who else is in the batch. An instance has memory for one attack at a time, allocated for the model's largest batch.
/// </remarks>
public sealed class ProjectedGradient : Attack
{
    /// <summary>The number of steps unless given.</summary>
    public const int DefaultSteps = 40;

    private readonly IModel _model;
    private readonly AttackLoss _loss;
    private readonly bool _keepsBest;
    private readonly Matrix _dLogits;
    private readonly Matrix _gradient;
    private readonly Matrix _losses;
    private readonly Matrix _points;
    private readonly GradientStep _step;

    /// <summary>An attack on one model.</summary>
    /// <param name="model">What is climbed.</param>
    /// <param name="options">The ball, the loss and the steps.</param>
    /// <param name="keepsBest">
    /// Of all points on the way the result is the best, a fooled one before others, then the one with the highest loss: more steps are then never
    /// worse. Otherwise, as in adversarial training, the last: the forward pass that would tell is saved.
    /// </param>
    /// <param name="name">The name of this choice of options.</param>
    /// <param name="loss">What is climbed in place of the options' loss; null for that.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the message says which.</exception>
    public ProjectedGradient(IModel model, AttackOptions options, bool keepsBest = false, string name = "pgd", AttackLoss? loss = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _model = model;
        Options = options;
        Name = name;
        _keepsBest = keepsBest;
        _loss = loss ?? AttackLoss.Create(options.Loss, model.Classes, model.Capacity);
        _dLogits = Matrix.Allocate(model.Capacity, model.Classes);
        _gradient = Matrix.Allocate(model.Capacity, model.Features);
        _losses = Matrix.Allocate(1, model.Capacity);
        _points = keepsBest ? Matrix.Allocate(model.Capacity, model.Features) : default;
        _step = new GradientStep(options, model, keepsBest);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>The ball, the loss and the steps.</summary>
    public AttackOptions Options { get; }

    /// <summary>What ε and the step are multiplied by: less than 1 while a training warms up.</summary>
    public float Scale
    {
        get => _step.Scale;
        set => _step.Scale = value;
    }

    /// <summary>The steps that options ask for: <see cref="DefaultSteps"/> unless given.</summary>
    public static int StepsOf(AttackOptions options) => options.Steps ?? DefaultSteps;

    /// <summary>The length of a step that options ask for: 2.5 ε / steps unless given, which reaches any point of the ball from any other.</summary>
    public static float StepSizeOf(AttackOptions options) => options.StepSize ?? (2.5f * options.Epsilon / Math.Max(1, StepsOf(options)));

    /// <inheritdoc/>
    public override void Perturb(in AttackBatch batch, Matrix result)
    {
        Require(batch, result);
        Matrix points = _keepsBest ? _points.SliceRows(0, batch.Count) : result;
        Matrix dLogits = _dLogits.SliceRows(0, batch.Count), gradient = _gradient.SliceRows(0, batch.Count);
        Matrix losses = _losses.SliceColumns(0, batch.Count);
        _step.Start(batch, points, gradient, losses, result);
        for (int step = StepsOf(Options); step > 0; step--)
        {
            Matrix logits = _model.Forward(points);
            _loss.Compute(logits, batch.Labels.Span, batch.TargetClasses.Span, losses, dLogits);
            _model.Backward(dLogits, gradient);
            _step.Move(logits);
        }
        if (_keepsBest)
        {
            Matrix logits = _model.Forward(points);
            _loss.Compute(logits, batch.Labels.Span, batch.TargetClasses.Span, losses, dLogits: default);
            _step.Keep(logits);
        }
    }
}
