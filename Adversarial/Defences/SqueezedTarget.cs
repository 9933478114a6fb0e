using Scratch.Adversarial.Attacks;

namespace Scratch.Adversarial.Defences;

/// <summary>A model that sees squeezed points, and the attack that knows it.</summary>
public sealed class SqueezedTarget(Squeezer squeezer, IAttackTarget model) : IAttackTarget
{
    private readonly Matrix _squeezed = Matrix.Allocate(model.Capacity, model.Dimension);
    private readonly Matrix _dSqueezed = Matrix.Allocate(model.Capacity, model.Dimension);
    private Matrix _points;

    /// <inheritdoc/>
    public int Dimension => model.Dimension;

    /// <inheritdoc/>
    public int Classes => model.Classes;

    /// <inheritdoc/>
    public int Capacity => model.Capacity;

    /// <inheritdoc/>
    public Matrix Forward(Matrix points)
    {
        _points = points;
        Matrix squeezed = _squeezed.SliceRows(0, points.Rows);
        squeezer.Forward(points, squeezed);
        return model.Forward(squeezed);
    }

    /// <inheritdoc/>
    public void Backward(Matrix dLogits, Matrix dPoints)
    {
        Matrix dSqueezed = _dSqueezed.SliceRows(0, dLogits.Rows);
        model.Backward(dLogits, dSqueezed);
        squeezer.Backward(_points, dSqueezed, dPoints);
    }
}
