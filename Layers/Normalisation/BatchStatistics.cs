using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>Sums over the examples of a batch, feature by feature, in the order of the rows.</summary>
internal static class BatchStatistics
{
    /// <summary>
    /// mean = (1/B) Σ x; variance = (1/B) Σ (x − mean)². Two passes: Σ x² − B mean² would cancel. Overwrites both.
    /// </summary>
    /// <param name="x">(B, N).</param>
    /// <param name="mean">N numbers.</param>
    /// <param name="variance">N numbers.</param>
    public static void MeanAndVariance(Matrix x, Span<float> mean, Span<float> variance)
    {
        mean.Clear();
        for (int row = 0; row < x.Rows; row++)
        {
            TensorPrimitives.Add(x.Row(row), mean, mean);
        }
        TensorPrimitives.Multiply(mean, 1f / x.Rows, mean);

        variance.Clear();
        Span<float> difference = stackalloc float[x.Columns]; // some columns of a batch, not all
        for (int row = 0; row < x.Rows; row++)
        {
            TensorPrimitives.Subtract(x.Row(row), mean, difference);
            TensorPrimitives.MultiplyAdd(difference, difference, variance, variance);
        }
        TensorPrimitives.Multiply(variance, 1f / x.Rows, variance);
    }

    /// <summary>sum = Σ d; sumOfProducts = Σ d ⊙ x. Overwrites both.</summary>
    /// <param name="d">(B, N).</param>
    /// <param name="x">(B, N).</param>
    /// <param name="sum">N numbers.</param>
    /// <param name="sumOfProducts">N numbers.</param>
    public static void Sums(Matrix d, Matrix x, Span<float> sum, Span<float> sumOfProducts)
    {
        sum.Clear();
        sumOfProducts.Clear();
        for (int row = 0; row < d.Rows; row++)
        {
            TensorPrimitives.Add(d.Row(row), sum, sum);
            TensorPrimitives.MultiplyAdd(d.Row(row), x.Row(row), sumOfProducts, sumOfProducts);
        }
    }
}
