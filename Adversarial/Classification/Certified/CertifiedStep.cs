namespace Scratch.Adversarial.Classification.Certified;

/// <summary>
/// One update of a classifier towards what bounds can prove: κ · loss of the examples + (1 − κ) · loss of the worst
/// logits in the balls around them. Gowal et al. 2018, eq. 12.
/// </summary>
public sealed class CertifiedStep : MixtureStep
{
    private readonly CertifiedOptions _options;
    private readonly WorstCase _worstCase;
    private readonly Matrix _dWorst;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="learner">Dense layers with relu or leaky relu between them, or for intervals any activation that
    /// rises.</param>
    /// <param name="batches">The centres of the balls.</param>
    /// <param name="options">The bounds and their schedule.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or targets are not classes.</exception>
    /// <exception cref="NotSupportedException">The classifier has a layer that the bounds don't know; the message names
    /// it.</exception>
    public CertifiedStep(Learner learner, MixedBatch batches, CertifiedOptions options)
        : base(learner, batches, ["loss", "accuracy", NameOf(options)], batches.Capacity)
    {
        options.Validate();
        _options = options;
        _worstCase = new WorstCase(Classifier, options, batches.Data.Domain.Box, batches.Capacity);
        _dWorst = Matrix.Allocate(batches.Capacity, Classifier.Outputs);
    }

    /// <inheritdoc/>
    public override void Run(in StepContext context, Span<float> metrics)
    {
        Batch batch = Batches.Next(context);
        int rows = batch.Inputs.Rows;
        float progress = _options.Progress(context.Step, context.TotalSteps),
            natural = 1 - (progress * (1 - _options.NaturalShare));

        Matrix logits = Forward(batch.Inputs, context.Random.Fork(Layers));
        metrics[0] = natural * CrossEntropy(logits, batch.Targets, natural / rows, Workspace.DLogits) / rows;
        metrics[1] = Accuracy.Compute(logits, Batches.Labels.Span);
        Backward();

        Matrix dWorst = _dWorst.SliceRows(0, rows);
        Matrix worst = _worstCase.Forward(batch.Inputs, logits, Batches.Labels, progress * _options.Epsilon);
        metrics[0] += (1 - natural) * CrossEntropy(worst, batch.Targets, (1 - natural) / rows, dWorst) / rows;
        metrics[2] = WorstCase.Certified(worst, Batches.Labels.Span);
        _worstCase.Backward(dWorst);
        Update(context);
    }

    private static string NameOf(CertifiedOptions options) =>
        options.Rivals is null ? "certified accuracy" : "certified against rivals"; // the other classes are not bounded
}
