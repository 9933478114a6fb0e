namespace Scratch.Adversarial.Defences;

/// <summary>A model that sees squeezed points, and the attack that knows it.</summary>
public sealed class SqueezedModel(Squeezer squeezer, IModel model) : IModel
{
    private readonly Matrix _squeezed = Matrix.Allocate(model.Capacity, model.Features);
    private readonly Matrix _dSqueezed = Matrix.Allocate(model.Capacity, model.Features);
    private Matrix _points;

    /// <inheritdoc/>
    public int Features => model.Features;

    /// <inheritdoc/>
    public int Classes => model.Classes;

    /// <inheritdoc/>
    public int Capacity => model.Capacity;

    /// <inheritdoc/>
    public Box Box => model.Box;

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
