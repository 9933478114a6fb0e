namespace Scratch.Layers.Checking.ReferenceLosses;

/// <summary>
/// A loss in double precision, one example at a time, as plain loops: what the fast loss must agree with.
/// </summary>
internal abstract class ReferenceLoss
{
    /// <summary>The reference of a loss. A new loss is added here.</summary>
    /// <exception cref="NotSupportedException">There is none; the message names the loss.</exception>
    public static ReferenceLoss Of(Loss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return loss switch
        {
            SoftmaxCrossEntropy => new ReferenceSoftmaxCrossEntropy(),
            BinaryCrossEntropy => new ReferenceBinaryCrossEntropy(),
            MeanSquaredError => new ReferenceMeanSquaredError(),
            MeanAbsoluteError => new ReferenceMeanAbsoluteError(),
            Huber huber => new ReferenceHuber(huber.Delta),
            Hinge => new ReferenceHinge(),
            CategoricalDivergence => new ReferenceCategoricalDivergence(),
            GaussianDivergence => new ReferenceGaussianDivergence(),
            ArticleEncoderLoss => new ReferenceArticleEncoderLoss(),
            ArticleGeneratorLoss => new ReferenceArticleGeneratorLoss(),
            CriticLoss => new ReferenceCriticLoss(),
            MinimaxGeneratorLoss => new ReferenceMinimaxGeneratorLoss(),
            _ => throw new NotSupportedException(
                $"The loss {loss.Name} has no double-precision reference to be checked against."),
        };
    }

    /// <summary>
    /// How far the nearest kink of the loss is, where a central difference means nothing; infinity if it has none.
    /// </summary>
    public virtual double DistanceFromKink(double[] logits, double[] target) => double.PositiveInfinity;

    /// <summary>The loss of one example.</summary>
    public abstract double Forward(double[] logits, double[] target);

    /// <summary>∂loss/∂logits of one example.</summary>
    public abstract double[] Backward(double[] logits, double[] target);
}
