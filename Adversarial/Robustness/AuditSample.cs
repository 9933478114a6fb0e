namespace Scratch.Adversarial.Robustness;

/// <summary>What an audit looks at: a few examples that the model gets right.</summary>
/// <param name="Model">The model.</param>
/// <param name="Points">(n, Features), n at least 1 and within the model's capacity; not overwritten.</param>
/// <param name="Labels">n true classes, which the model sees too.</param>
/// <param name="Rows">n numbers, one for each example, for its random stream.</param>
/// <param name="Random">The stream of the audit.</param>
/// <param name="Box">The range of every feature.</param>
internal sealed record AuditSample(IModel Model, Matrix Points, int[] Labels, int[] Rows, RandomStream Random, Box Box)
{
    /// <summary>A step in which the model is nearly linear: <see cref="Domain.SmallStep"/>.</summary>
    public float Step { get; init; } = 3e-3f;

    /// <summary>The number of examples.</summary>
    public int Count => Points.Rows;

    /// <summary>The first few of them.</summary>
    public AuditSample Take(int count) =>
        count >= Count ? this
            : this with { Points = Points.SliceRows(0, count), Labels = Labels[..count], Rows = Rows[..count] };

    /// <summary>The logits, copied.</summary>
    public Matrix Logits(Matrix points)
    {
        Matrix logits = Matrix.Allocate(points.Rows, Model.Classes);
        Model.Forward(points).CopyTo(logits);
        return logits;
    }

    /// <summary>dLogits carried back to the points, at <paramref name="points"/>.</summary>
    public Matrix Gradient(Matrix points, Matrix dLogits)
    {
        Matrix gradient = Matrix.Allocate(points.Rows, Model.Features);
        _ = Model.Forward(points);
        Model.Backward(dLogits, gradient);
        return gradient;
    }
}
