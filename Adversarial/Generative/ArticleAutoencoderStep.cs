namespace Scratch.Adversarial.Generative;

/// <summary>
/// One update by the article's formulas: μ = σ = s(Wh + b), x' = μ ⊙ μ + σ ⊙ σ, log p = −Σ (x'ᵢ − μᵢ)²; and the
/// decoder, which they don't reach, by binary cross-entropy on z = μ + σ ⊙ ε.
/// </summary>
/// <remarks>
/// With μ = σ the objective is −Σ μ² (2μ − 1)²: it sees neither z nor a decoder, and is best at μ = 0 or ½. See
/// docs/article.md.
/// </remarks>
public sealed class ArticleAutoencoderStep : EncodingStep
{
    private static readonly Loss Article = new ArticleEncoderLoss();

    private readonly Matrix _z;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="encoder">Ends in the tied map, a Dense layer and a sigmoid.</param>
    /// <param name="decoder">From prompts to pixels; ends in a sigmoid.</param>
    /// <param name="data">The training part.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <exception cref="ArgumentException">The networks don't fit together.</exception>
    public ArticleAutoencoderStep(Learner encoder, Learner decoder, Dataset data, int batchSize)
        : base(encoder, decoder, data, batchSize)
    {
        if (Encoder.Outputs != Decoder.Inputs)
        {
            throw new ArgumentException(
                $"The encoder has {Encoder.Outputs} outputs, but the decoder has {Decoder.Inputs} inputs.");
        }
        _z = Matrix.Allocate(batchSize, Encoder.Outputs);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Metrics { get; } = ["loss", "reconstruction"];

    /// <inheritdoc/>
    public override void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length;
        float scale = 1f / rows;
        Matrix x = Gather(context), z = _z.SliceRows(0, rows), losses = Losses(rows);

        // The encoder and the tied map: μ towards 0 or ½. The loss is one of μ itself, so the sigmoid is not skipped.
        Matrix mean = Encoder.Forward(EncoderPass, x, Mode.Train, context.Random.Fork(0));
        Article.Compute(mean, mean, losses, scale, EncoderPass.DLogits);
        metrics[0] = scale * Reductions.Sum<float>(losses.Span);
        Encoder.Backward(EncoderPass, EncoderPass.DLogits, default, ParameterGradients.Accumulate);

        // The decoder on z = μ + σ ⊙ ε = μ ⊙ (1 + ε). Nothing flows back into the encoder.
        context.Random.FillNormal(z.Span);
        TensorPrimitives.MultiplyAdd(z.Span, mean.Span, mean.Span, z.Span);
        // The article's code takes the mean over the pixels; Adam doesn't feel that, its formula for the rate, η =
        // 1/√t, does.
        metrics[1] = scale * Reconstruct(z, context.Random.Fork(1), x, scale / x.Columns);
        BackwardThroughDecoder(default);
        UpdateBoth(context);
    }
}
