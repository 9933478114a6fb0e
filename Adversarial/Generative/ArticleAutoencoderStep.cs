using Scratch.Adversarial.Data;
using Scratch.Adversarial.Training;

namespace Scratch.Adversarial.Generative;

/// <summary>
/// One update by the article's formulas: μ = σ = s(Wh + b), x' = μ ⊙ μ + σ ⊙ σ, log p = −Σ (x'ᵢ − μᵢ)²; and the decoder, which they
/// don't reach, by binary cross-entropy on z = μ + σ ⊙ ε.
/// </summary>
/// <remarks>
/// With μ = σ the objective is −Σ μ² (2μ − 1)²: it sees neither z nor a decoder, and is best at μ = 0 or ½. See docs/article.md.
/// </remarks>
public sealed class ArticleAutoencoderStep : ITrainingStep
{
    private static readonly Loss Reconstruction = new BinaryCrossEntropy();
    private static readonly Loss Article = new ArticleEncoderLoss();

    private readonly Network _encoder;
    private readonly Network _decoder;
    private readonly Optimizer _encoderOptimizer;
    private readonly Optimizer _decoderOptimizer;
    private readonly Schedule _schedule;
    private readonly Dataset _data;
    private readonly Workspace _encoderPass;
    private readonly Workspace _decoderPass;
    private readonly Matrix _batch;
    private readonly Matrix _z;
    private readonly Matrix _losses;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="encoder">Ends in the tied map, a Dense layer and a sigmoid.</param>
    /// <param name="decoder">From prompts to pixels; ends in a sigmoid.</param>
    /// <param name="encoderOptimizer">Of the encoder's parameters.</param>
    /// <param name="decoderOptimizer">Of the decoder's parameters.</param>
    /// <param name="schedule">The learning rate of both.</param>
    /// <param name="data">The training part.</param>
    /// <param name="batchSize">The largest batch.</param>
    public ArticleAutoencoderStep(
        Network encoder, Network decoder, Optimizer encoderOptimizer, Optimizer decoderOptimizer, Schedule schedule, Dataset data, int batchSize)
    {
        if (encoder.Outputs != decoder.Inputs)
        {
            throw new ArgumentException($"The encoder has {encoder.Outputs} outputs, but the decoder has {decoder.Inputs} inputs.");
        }
        (_encoder, _decoder, _encoderOptimizer, _decoderOptimizer) = (encoder, decoder, encoderOptimizer, decoderOptimizer);
        (_schedule, _data) = (schedule, data);
        Learners = [new("encoder", encoder, encoderOptimizer, schedule), new("decoder", decoder, decoderOptimizer, schedule)];
        _encoderPass = new Workspace(encoder, batchSize);
        _decoderPass = new Workspace(decoder, batchSize);
        _batch = Matrix.Allocate(batchSize, encoder.Inputs);
        _z = Matrix.Allocate(batchSize, encoder.Outputs);
        _losses = Matrix.Allocate(1, batchSize);
    }

    /// <inheritdoc/>
    public string Stage => "prompts";

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; } = ["loss", "reconstruction"];

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    /// <inheritdoc/>
    public void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length;
        float scale = 1f / rows;
        Matrix x = _batch.SliceRows(0, rows), z = _z.SliceRows(0, rows), losses = _losses.SliceColumns(0, rows);
        RowOperations.Gather(_data.Inputs, context.Rows.Span, x);

        // The encoder and the tied map: μ towards 0 or ½. The loss is one of μ itself, so the sigmoid is not skipped.
        Matrix mean = _encoder.Forward(_encoderPass, x, Mode.Train, context.Random.Fork(0));
        Article.Compute(mean, mean, losses, scale, _encoderPass.DLogits);
        metrics[0] = scale * TensorPrimitives.Sum<float>(losses.Span);
        _encoder.Backward(_encoderPass, _encoderPass.DLogits, default, ParameterGradients.Accumulate);

        // The decoder on z = μ + σ ⊙ ε = μ ⊙ (1 + ε). Nothing flows back into the encoder.
        context.Random.FillNormal(z.Span);
        TensorPrimitives.MultiplyAdd(z.Span, mean.Span, mean.Span, z.Span);
        Matrix logits = _decoder.ForwardToLogits(_decoderPass, z, Mode.Train, context.Random.Fork(1));
        // The article's code takes the mean over the pixels; Adam doesn't feel that, its formula for the rate, η = 1/√t, does.
        Reconstruction.Compute(logits, x, losses, scale / x.Columns, _decoderPass.DLogits);
        metrics[1] = scale * TensorPrimitives.Sum<float>(losses.Span);
        _decoder.BackwardFromLogits(_decoderPass, _decoderPass.DLogits, default, ParameterGradients.Accumulate);

        float rate = context.LearningRate(_schedule);
        _encoderOptimizer.Step(rate);
        _decoderOptimizer.Step(rate);
    }
}
