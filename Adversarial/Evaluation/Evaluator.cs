namespace Scratch.Adversarial.Evaluation;

/// <summary>
/// The predictions of a classifier for a data set. A classifier with one output has two classes: the second where the
/// logit is above 0.
/// </summary>
public static class Evaluator
{
    private const int BatchSize = 500;

    /// <summary>How many classes a classifier tells apart: its outputs, or two by the sign of a single one.</summary>
    public static int CountClasses(Network classifier)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        return Math.Max(2, classifier.Outputs);
    }

    /// <summary>The class with the largest logit for every example.</summary>
    public static int[] PredictClasses(Network classifier, Matrix inputs, CancellationToken cancellation = default) =>
        Classes(Logits(classifier, inputs, cancellation));

    /// <summary>The same of a data set, wherever its examples are.</summary>
    internal static int[] PredictClasses(Network classifier, Dataset data, CancellationToken cancellation = default) =>
        Classes(Logits(classifier, data, cancellation));

    /// <summary>The class with the largest logit in every row.</summary>
    public static int[] Classes(Matrix logits) =>
        [.. Enumerable.Range(0, logits.Rows).Select(row => Predictor.ClassOf(logits.Row(row)))];

    /// <summary>
    /// The logits of every example: (N, classes), which of a single output z are −z / 2 and z / 2. Allocates.
    /// </summary>
    public static Matrix Logits(Network classifier, Matrix inputs, CancellationToken cancellation = default) =>
        OfClasses(OutputLogits(classifier, inputs, cancellation));

    /// <summary>The same of a data set, wherever its examples are.</summary>
    internal static Matrix Logits(Network classifier, Dataset data, CancellationToken cancellation = default)
    {
        Matrix logits = Matrix.Allocate(data.Count, CountClasses(classifier));
        foreach ((int start, Matrix inputs) in data.Pieces())
        {
            Logits(classifier, inputs, cancellation).CopyTo(logits.SliceRows(start, inputs.Rows));
        }
        return logits;
    }

    /// <summary>
    /// Logits of two classes, −z / 2 and z / 2, of a single one: the softmax of both is its sigmoid.
    /// </summary>
    /// <param name="logits">(N, outputs), returned as they are if there are more.</param>
    internal static Matrix OfClasses(Matrix logits)
    {
        if (logits.Columns != 1)
        {
            return logits;
        }
        Matrix both = Matrix.Allocate(logits.Rows, 2);
        ToClasses(logits, both);
        return both;
    }

    /// <summary>(N, 1) logits become those of two classes, (N, 2), overwritten.</summary>
    internal static void ToClasses(Matrix logits, Matrix both)
    {
        for (int row = 0; row < logits.Rows; row++)
        {
            (both[row, 0], both[row, 1]) = (-0.5f * logits[row, 0], 0.5f * logits[row, 0]);
        }
    }

    /// <summary>The logits of every example as the network has them: (N, outputs). Allocates.</summary>
    internal static Matrix OutputLogits(
        Network classifier, Matrix inputs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        var workspace = new Workspace(classifier, BatchSize);
        return Batches.Forward(
            batch => classifier.ForwardToLogits(workspace, batch), classifier.Outputs, inputs, BatchSize,
            cancellation: cancellation);
    }
}
