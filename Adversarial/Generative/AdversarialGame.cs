namespace Scratch.Adversarial.Generative;

/// <summary>
/// An <see cref="AdversarialLoss"/> of two columns of logits, and its gradients. Derivation: docs/backprop.md, section
/// "Losses of the two-player games".
/// </summary>
internal sealed class AdversarialGame
{
    private readonly AdversarialLoss _loss;
    private readonly Matrix _real;
    private readonly Matrix _generated;
    private readonly Matrix _ones;
    private readonly Matrix _losses;

    /// <summary>Memory for up to <paramref name="capacity"/> examples on each side. Allocates.</summary>
    public AdversarialGame(AdversarialLoss loss, int capacity)
    {
        _loss = loss;
        _real = Targets(loss.Real);
        _generated = Targets(loss.Generated);
        _ones = Targets(1);
        _losses = Matrix.Allocate(1, capacity);

        Matrix Targets(float target)
        {
            Matrix column = Matrix.Allocate(capacity, 1);
            column.Fill(target);
            return column;
        }
    }

    /// <summary>The discriminator's loss: the mean over the real inputs plus that over the generated ones.</summary>
    /// <param name="real">(M, 1), logits.</param>
    /// <param name="generated">(N, 1), logits.</param>
    /// <param name="dReal">(M, 1), overwritten.</param>
    /// <param name="dGenerated">(N, 1), overwritten.</param>
    public float Discriminate(Matrix real, Matrix generated, Matrix dReal, Matrix dGenerated)
    {
        Compare(real, generated, dReal, dGenerated);
        float loss = Mean(_loss.Discriminator, dReal, _real) + Mean(_loss.Discriminator, dGenerated, _generated);
        DifferentiateComparison(dReal, dGenerated);
        return loss;
    }

    /// <summary>
    /// The loss of those who made the generated inputs, and if <paramref name="real"/> is given, of those who made the
    /// real ones.
    /// </summary>
    public float GeneratorLoss(Matrix real, Matrix generated, Matrix dReal, Matrix dGenerated)
    {
        Compare(real, generated, dReal, dGenerated);
        float loss = Mean(_loss.Generator, dGenerated, _ones);
        if (!real.IsEmpty)
        {
            TensorPrimitives.Negate(dReal.Span, dReal.Span); // the real side is the generated one, mirrored
            loss += Mean(_loss.Generator, dReal, _ones);
            TensorPrimitives.Negate(dReal.Span, dReal.Span); // back
        }
        DifferentiateComparison(dReal, dGenerated);
        return loss;
    }

    /// <summary>
    /// What the losses read, in the place of the gradients: the logits, or how far they lie above the mean of the other
    /// side's.
    /// </summary>
    private void Compare(Matrix real, Matrix generated, Matrix dReal, Matrix dGenerated)
    {
        float meanOfReal = _loss.IsRelative ? Reductions.Average<float>(real.Span) : 0;
        float meanOfGenerated = _loss.IsRelative ? Reductions.Average<float>(generated.Span) : 0;
        TensorPrimitives.Subtract(real.Span, meanOfGenerated, dReal.Span);
        TensorPrimitives.Subtract(generated.Span, meanOfReal, dGenerated.Span);
    }

    /// <summary>
    /// The way back of <see cref="Compare"/>: each logit is also in the mean that all of the other side subtract.
    /// </summary>
    private void DifferentiateComparison(Matrix dReal, Matrix dGenerated)
    {
        if (_loss.IsRelative)
        {
            float sumOfReal = Reductions.Sum<float>(dReal.Span),
                sumOfGenerated = Reductions.Sum<float>(dGenerated.Span);
            TensorPrimitives.Subtract(dReal.Span, sumOfGenerated / dReal.Rows, dReal.Span);
            TensorPrimitives.Subtract(dGenerated.Span, sumOfReal / dGenerated.Rows, dGenerated.Span);
        }
    }

    /// <summary>The mean loss; its gradient replaces the scores.</summary>
    private float Mean(Loss loss, Matrix scores, Matrix target)
    {
        int rows = scores.Rows;
        Matrix losses = _losses.SliceColumns(0, rows);
        loss.Compute(scores, target.SliceRows(0, rows), losses, 1f / rows, scores);
        return Reductions.Sum<float>(losses.Span) / rows;
    }
}
