namespace Scratch.Adversarial.Evaluation;

/// <summary>The predictions of a classifier for a data set.</summary>
public static class Evaluator
{
    private const int BatchSize = 500;

    /// <summary>The class with the largest logit for every example.</summary>
    public static int[] Predict(Network classifier, Matrix inputs, CancellationToken cancellation = default) =>
        Classes(Logits(classifier, inputs, cancellation));

    /// <summary>The class with the largest logit in every row.</summary>
    public static int[] Classes(Matrix logits) =>
        [.. Enumerable.Range(0, logits.Rows).Select(row => RowOperations.ArgMax(logits.Row(row)))];

    /// <summary>The logits of every example: (N, classes). Allocates.</summary>
    public static Matrix Logits(Network classifier, Matrix inputs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        var workspace = new Workspace(classifier, BatchSize);
        return Batches.Forward(
            batch => classifier.ForwardToLogits(workspace, batch), classifier.Outputs, inputs, BatchSize, cancellation);
    }
}
