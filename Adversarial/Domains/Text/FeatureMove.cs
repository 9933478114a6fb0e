namespace Scratch.Adversarial.Domains.Text;

/// <summary>
/// The fast gradient step in the space of a sparse layer's inputs, without ever writing an input down: see
/// <see cref="DetectorStep"/>.
/// </summary>
/// <param name="batchSize">The most examples.</param>
/// <param name="width">The outputs of the layer.</param>
/// <param name="epsilon">The length of the step.</param>
internal sealed class FeatureMove(int batchSize, int width, float epsilon)
{
    private const int RowsAtOnce = 512;

    private readonly Matrix _moved = Matrix.Allocate(batchSize, width);
    private readonly Matrix _dMoved = Matrix.Allocate(batchSize, width);
    private readonly Matrix _scaled = Matrix.Allocate(batchSize, width); // ε dh / ‖g‖
    private readonly Matrix _products = Matrix.Allocate(batchSize, width); // WᵀW dh
    private readonly Matrix _square = Matrix.Allocate(width, width);
    private readonly Matrix _room = Matrix.Allocate(RowsAtOnce, width);
    private int _count;

    /// <summary>Where the gradient of the loss by <see cref="Forward"/>'s result goes.</summary>
    public Matrix DMoved => _dMoved.SliceRows(0, _count);

    /// <summary>The layer's outputs for the inputs that have been moved: h + δ W.</summary>
    /// <param name="weight">W: (features, width).</param>
    /// <param name="hidden">h: (B, width).</param>
    /// <param name="dHidden">The gradient of the loss by h: (B, width).</param>
    /// <returns>(B, width), overwritten by the next call.</returns>
    public Matrix Forward(Matrix weight, Matrix hidden, Matrix dHidden)
    {
        _count = hidden.Rows;
        Matrix moved = _moved.SliceRows(0, _count), products = _products.SliceRows(0, _count);
        _square.Fill(0);
        MatrixProduct.AddTransposedTimes(weight, weight, _square);
        MatrixProduct.Multiply(dHidden, _square, default, products);
        for (int row = 0; row < _count; row++)
        {
            float length = MathF.Sqrt(Math.Max(0, Reductions.Dot<float>(dHidden.Row(row), products.Row(row))));
            float factor = length > 0 ? epsilon / length : 0;
            TensorPrimitives.Multiply(dHidden.Row(row), factor, _scaled.Row(row));
            TensorPrimitives.MultiplyAdd(products.Row(row), factor, hidden.Row(row), moved.Row(row));
        }
        return moved;
    }

    /// <summary>∂W += Σ δ dh'ᵀ = W Σ (ε dh / ‖g‖) dh'ᵀ, from <see cref="DMoved"/>. Accumulates.</summary>
    /// <param name="weight">W: (features, width).</param>
    /// <param name="dWeight">∂W: (features, width).</param>
    public void Backward(Matrix weight, Matrix dWeight)
    {
        _square.Fill(0);
        MatrixProduct.AddTransposedTimes(_scaled.SliceRows(0, _count), DMoved, _square);
        for (int start = 0; start < weight.Rows; start += RowsAtOnce)
        {
            int count = Math.Min(RowsAtOnce, weight.Rows - start);
            Matrix part = _room.SliceRows(0, count);
            MatrixProduct.Multiply(weight.SliceRows(start, count), _square, default, part);
            for (int row = 0; row < count; row++)
            {
                Span<float> sum = dWeight.Row(start + row);
                TensorPrimitives.Add(sum, part.Row(row), sum);
            }
        }
    }
}
