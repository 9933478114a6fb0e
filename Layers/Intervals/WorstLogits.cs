using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// A last Dense layer merged with the margins: how far each class can get above the true one while the input stays in a
/// box.
/// </summary>
/// <remarks>
/// ẑₖ = max (zₖ − z_y) = (wₖ − w_y) · c + bₖ − b_y + |wₖ − w_y| · r for c − r ≤ x ≤ c + r, wₖ the weights of class k.
/// Tighter than the upper bound of zₖ less the lower bound of z_y, which may lie at two different x: Gowal et al. 2018,
/// eq. 10.
/// </remarks>
internal sealed class WorstLogits(Dense layer)
{
    private readonly Matrix _rows = Matrix.Allocate(layer.Outputs, layer.Inputs); // the weights, a class a row
    private readonly Matrix _dRows = Matrix.Allocate(layer.Outputs, layer.Inputs);
    private readonly Matrix _difference = Matrix.Allocate(1, layer.Inputs);
    private readonly Matrix _reached = Matrix.Allocate(1, layer.Inputs);

    /// <summary>ẑ of every example; 0 for its own class.</summary>
    /// <param name="weights">(inputs, classes).</param>
    /// <param name="bias">(1, classes).</param>
    /// <param name="centre">(B, inputs), c.</param>
    /// <param name="radius">(B, inputs), r.</param>
    /// <param name="labels">B classes.</param>
    /// <param name="worst">(B, classes), overwritten.</param>
    public void Forward(
        Matrix weights, Matrix bias, Matrix centre, Matrix radius, ReadOnlySpan<int> labels, Matrix worst)
    {
        Transpose(weights);
        Span<float> difference = _difference.Span;
        for (int row = 0; row < worst.Rows; row++)
        {
            int own = labels[row];
            for (int k = 0; k < worst.Columns; k++)
            {
                TensorPrimitives.Subtract(_rows.Row(k), _rows.Row(own), difference);
                float middle = Reductions.Dot(difference, centre.Row(row)) + bias[0, k] - bias[0, own];
                TensorPrimitives.Abs(difference, difference);
                worst[row, k] = k == own ? 0 : middle + Reductions.Dot(difference, radius.Row(row));
            }
        }
    }

    /// <summary>The gradients of everything that <see cref="Forward"/> read.</summary>
    /// <param name="centre">(B, inputs), as given.</param>
    /// <param name="radius">(B, inputs), as given.</param>
    /// <param name="labels">B classes, as given.</param>
    /// <param name="dWorst">(B, classes).</param>
    /// <param name="dWeights">(inputs, classes), accumulated.</param>
    /// <param name="dBias">(1, classes), accumulated.</param>
    /// <param name="dCentre">(B, inputs), overwritten.</param>
    /// <param name="dRadius">(B, inputs), overwritten.</param>
    public void Backward(
        Matrix centre, Matrix radius, ReadOnlySpan<int> labels, Matrix dWorst, Matrix dWeights, Matrix dBias,
            Matrix dCentre, Matrix dRadius)
    {
        _dRows.Fill(0);
        dCentre.Fill(0);
        dRadius.Fill(0);
        Span<float> difference = _difference.Span, reached = _reached.Span;
        for (int row = 0; row < dWorst.Rows; row++)
        {
            int own = labels[row];
            for (int k = 0; k < dWorst.Columns; k++)
            {
                if (k == own)
                {
                    continue;
                }
                float d = dWorst[row, k];
                TensorPrimitives.Subtract(_rows.Row(k), _rows.Row(own), difference);
                TensorPrimitives.CopySign(radius.Row(row), difference, reached);
                // x* = c + sign(wₖ − w_y) ⊙ r
                TensorPrimitives.Add(centre.Row(row), reached, reached);
                TensorPrimitives.MultiplyAdd(reached, d, _dRows.Row(k), _dRows.Row(k));              // dwₖ += dẑₖ x*
                TensorPrimitives.MultiplyAdd(reached, -d, _dRows.Row(own), _dRows.Row(own));         // dw_y −= dẑₖ x*
                // dc += dẑₖ (wₖ − w_y)
                TensorPrimitives.MultiplyAdd(difference, d, dCentre.Row(row), dCentre.Row(row));
                TensorPrimitives.Abs(difference, difference);
                // dr += dẑₖ |wₖ − w_y|
                TensorPrimitives.MultiplyAdd(difference, d, dRadius.Row(row), dRadius.Row(row));
                dBias[0, k] += d;
                dBias[0, own] -= d;
            }
        }
        AddTransposed(dWeights);
    }

    private void Transpose(Matrix weights)
    {
        for (int i = 0; i < weights.Rows; i++)
        {
            for (int k = 0; k < weights.Columns; k++)
            {
                _rows[k, i] = weights[i, k];
            }
        }
    }

    private void AddTransposed(Matrix dWeights)
    {
        for (int i = 0; i < dWeights.Rows; i++)
        {
            for (int k = 0; k < dWeights.Columns; k++)
            {
                dWeights[i, k] += _dRows[k, i];
            }
        }
    }
}
