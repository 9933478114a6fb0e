namespace Scratch.Adversarial.Defences;

/// <summary>
/// A model that sees the <see cref="Reconstruction"/> of a point in its place, and the attack that knows it.
/// </summary>
public sealed class ProjectedModel(Reconstruction reconstruction, IModel model) : IModel
{
    private readonly Matrix _dSamples =
        Matrix.Allocate(Math.Min(reconstruction.Capacity, model.Capacity), reconstruction.Features);

    /// <inheritdoc/>
    public int Features => reconstruction.Features;

    /// <inheritdoc/>
    public int Classes => model.Classes;

    /// <inheritdoc/>
    public int Capacity => _dSamples.Rows;

    /// <inheritdoc/>
    public Box Box => model.Box;

    /// <inheritdoc/>
    public Matrix Forward(Matrix points) => model.Forward(reconstruction.Forward(points));

    /// <inheritdoc/>
    public void Backward(Matrix dLogits, Matrix dPoints)
    {
        Matrix dSamples = _dSamples.SliceRows(0, dLogits.Rows);
        model.Backward(dLogits, dSamples);
        reconstruction.Backward(dSamples, dPoints);
    }
}
