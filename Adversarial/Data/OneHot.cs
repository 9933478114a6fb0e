using Scratch.Engine;

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
}
