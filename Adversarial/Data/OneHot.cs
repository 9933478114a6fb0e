namespace Scratch.Adversarial.Data;

/// <summary>Labels as distributions: 1 at the class, 0 elsewhere.</summary>
public static class OneHot
{
    /// <summary>Overwrites <paramref name="target"/> with the labels' distributions.</summary>
    /// <param name="labels">B classes, each below the number of columns.</param>
    /// <param name="target">(B, classes), overwritten.</param>
    public static void Write(ReadOnlySpan<int> labels, Matrix target)
    {
        Shape.RequireLength(labels.Length, target.Rows, nameof(labels));
        target.Fill(0);
        for (int row = 0; row < labels.Length; row++)
        {
            target[row, labels[row]] = 1;
        }
    }

    /// <summary>Overwrites <paramref name="target"/> with the distributions of some of the labels.</summary>
    /// <param name="labels">The classes of all examples, each below the number of columns.</param>
    /// <param name="rows">B row numbers.</param>
    /// <param name="target">(B, classes), overwritten.</param>
    public static void Gather(ReadOnlySpan<int> labels, ReadOnlySpan<int> rows, Matrix target)
    {
        Shape.RequireLength(rows.Length, target.Rows, nameof(rows));
        target.Fill(0);
        for (int i = 0; i < rows.Length; i++)
        {
            target[i, labels[rows[i]]] = 1;
        }
    }
}
