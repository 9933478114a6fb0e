using Scratch.Adversarial.Attacks;

namespace Scratch.Adversarial.Robustness;

/// <summary>What an audit looks at: a few examples that the model gets right.</summary>
/// <param name="Target">The model.</param>
/// <param name="Points">(n, Dimension), n at least 1 and within the target's capacity; not overwritten.</param>
/// <param name="Labels">n true classes, which the model sees too.</param>
/// <param name="Rows">n numbers, one for each example, for its random stream.</param>
/// <param name="Random">The stream of the audit.</param>
/// <param name="Bounded">True if points lie in [0, 1].</param>
internal sealed record AuditSample(IAttackTarget Target, Matrix Points, int[] Labels, int[] Rows, RandomStream Random, bool Bounded)
{
    /// <summary>The number of examples.</summary>
    public int Count => Points.Rows;

    /// <summary>The first few of them.</summary>
    public AuditSample Take(int count) =>
        count >= Count ? this : this with { Points = Points.SliceRows(0, count), Labels = Labels[..count], Rows = Rows[..count] };

    /// <summary>The logits, copied.</summary>
    public Matrix Logits(Matrix points)
    {
        Matrix logits = Matrix.Allocate(points.Rows, Target.Classes);
        Target.Forward(points).CopyTo(logits);
        return logits;
    }

    /// <summary>dLogits carried back to the points, at <paramref name="points"/>.</summary>
    public Matrix Gradient(Matrix points, Matrix dLogits)
    {
        Matrix gradient = Matrix.Allocate(points.Rows, Target.Dimension);
        _ = Target.Forward(points);
        Target.Backward(dLogits, gradient);
        return gradient;
    }
}
