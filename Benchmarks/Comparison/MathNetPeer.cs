using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra.Single;
using Scratch.Benchmarks.Workloads;

namespace Scratch.Benchmarks.Comparison;

/// <summary>MathNet.Numerics with its managed provider: products.</summary>
public sealed class MathNetPeer : Peer
{
    /// <summary>Makes the managed provider work on that many threads.</summary>
    public MathNetPeer(int threads)
    {
        Control.UseManaged();
        Control.MaxDegreeOfParallelism = threads;
    }

    /// <inheritdoc/>
    public override string Name => "MathNet";

    /// <inheritdoc/>
    public override Contender? Enter(Workload workload) =>
        workload is ProductWorkload product ? new MathNetProduct(product) : null;
}

/// <summary>
/// The same product on MathNet's column-major matrices. It overwrites where Scratch accumulates, which is less to do.
/// </summary>
public sealed class MathNetProduct : Contender
{
    private readonly ProductKind _kind;
    private readonly DenseMatrix _a;
    private readonly DenseMatrix _b;
    private readonly DenseMatrix _c;

    public MathNetProduct(ProductWorkload product)
    {
        (_kind, _a, _b) = (product.Kind, Copy(product.A), Copy(product.B));
        _c = new DenseMatrix(product.C.Rows, product.C.Columns);
    }

    /// <inheritdoc/>
    public override void Run()
    {
        switch (_kind)
        {
            case ProductKind.Forward:
                _a.Multiply(_b, _c);
                break;
            case ProductKind.Weights:
                _a.TransposeThisAndMultiply(_b, _c);
                break;
            default:
                _a.TransposeAndMultiply(_b, _c);
                break;
        }
    }

    /// <inheritdoc/>
    public override float[] Results()
    {
        Run();
        return _c.ToRowMajorArray();
    }

    private static DenseMatrix Copy(Engine.Matrix matrix) =>
        DenseMatrix.Create(matrix.Rows, matrix.Columns, (r, c) => matrix[r, c]);
}
