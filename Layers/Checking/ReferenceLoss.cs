namespace Scratch.Layers.Checking;

/// <summary>A loss in double precision, one example at a time, as plain loops: what the fast loss must agree with.</summary>
public abstract class ReferenceLoss
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
            ArticleEncoderLoss => new ReferenceArticleEncoderLoss(),
            ArticleGeneratorLoss => new ReferenceArticleGeneratorLoss(),
            _ => throw new NotSupportedException($"The loss {loss.Name} has no double-precision reference to be checked against."),
        };
    }

    /// <summary>The loss of one example.</summary>
    public abstract double Forward(double[] logits, double[] target);

    /// <summary>∂loss/∂logits of one example.</summary>
    public abstract double[] Backward(double[] logits, double[] target);
}
