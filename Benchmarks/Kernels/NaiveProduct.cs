using Scratch.Benchmarks.Workloads;
using Scratch.Engine;

namespace Scratch.Benchmarks.Kernels;

/// <summary>The product as the definition has it: three loops, one number at a time.</summary>
public sealed class NaiveProduct(ProductWorkload product) : Contender
{
    private readonly float[] _a = product.A.Span.ToArray();
    private readonly float[] _b = product.B.Span.ToArray();
    private readonly float[] _c = new float[product.C.Length];

    /// <inheritdoc/>
    public override void Run()
    {
        Matrix a = product.A, b = product.B, c = product.C;
        (int rowOfA, int depthOfA) = product.TransposesA ? (1, a.Columns) : (a.Columns, 1);
        (int depthOfB, int columnOfB) = product.TransposesB ? (1, b.Columns) : (b.Columns, 1);
        for (int row = 0; row < c.Rows; row++)
        {
            for (int column = 0; column < c.Columns; column++)
            {
                float sum = 0;
                for (int k = 0; k < product.Depth; k++)
                {
                    sum += _a[(row * rowOfA) + (k * depthOfA)] * _b[(k * depthOfB) + (column * columnOfB)];
                }
                _c[(row * c.Columns) + column] = sum;
            }
        }
    }

    /// <inheritdoc/>
    public override float[] Results()
    {
        Run();
        return _c;
    }
}
