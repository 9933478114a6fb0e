using System.Globalization;
using System.Runtime.InteropServices;
using Scratch.Benchmarks.Comparison;
using Scratch.Benchmarks.Workloads;
using Scratch.Engine;

namespace Scratch.Benchmarks.Peers;

/// <summary>A library with the BLAS's SGEMM, in the Fortran form that every one of them has: products.</summary>
public sealed class BlasPeer : Peer
{
    private readonly nint _sgemm;

    private BlasPeer(string name, string library, string howToGetIt)
    {
        Name = name;
        if (!NativeLibrary.TryLoad(library, typeof(BlasPeer).Assembly, null, out nint handle))
        {
            Absence = howToGetIt;
        }
        else if (!NativeLibrary.TryGetExport(handle, "sgemm_", out _sgemm))
        {
            Absence = $"{library} exports no sgemm_";
        }
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string? Absence { get; }

    /// <summary>Intel's, which libtorch carries inside. Its threads come from MKL_NUM_THREADS.</summary>
    public static BlasPeer Mkl() => new("MKL", "libtorch_cpu.so", "libtorch_cpu.so is not beside this program");

    /// <summary>
    /// OpenBLAS, which the environment has to tell how many threads it may use and which processor it is on.
    /// </summary>
    public static Peer OpenBlas(int threads) =>
        Environment.GetEnvironmentVariable(NativePeers.OpenBlasThreads) == threads.ToString(
            CultureInfo.InvariantCulture)
            ? new BlasPeer("OpenBLAS", "libopenblas.so.0",
                "Debian has it as libopenblas0-pthread (or set LD_LIBRARY_PATH)")
            : new AbsentPeer("OpenBLAS",
                "its settings are not in the environment; 'peers' of the project Benchmarks starts this program with "
                + "them");

    /// <inheritdoc/>
    public override Contender? Enter(Workload workload) =>
        workload is ProductWorkload product ? new Product(product, _sgemm) : null;

    /// <summary>
    /// A row-major product by a column-major library: it is given the operands in reverse, and takes each for its
    /// transpose: C = A · B as Cᵀ = Bᵀ · Aᵀ.
    /// </summary>
    private sealed unsafe class Product(ProductWorkload product, nint sgemm) : Contender
    {
        private const byte Transpose = (byte)'T';
        private const byte Keep = (byte)'N';
        private readonly Matrix _c = Matrix.Allocate(product.C.Rows, product.C.Columns);

        public override void Run()
        {
            var multiply = (delegate* unmanaged<byte*, byte*, int*, int*, int*, float*, float*, int*, float*, int*,
                float*, float*, int*, void>)sgemm;
            byte transposeA = product.TransposesA ? Transpose : Keep, transposeB = product.TransposesB ? Transpose
                : Keep;
            int m = _c.Columns, n = _c.Rows, k = product.Depth, strideA = product.A.RowStride,
                strideB = product.B.RowStride, strideC = _c.RowStride;
            // the gradient of the weights accumulates, as Scratch's does
            float alpha = 1, beta = product.Kind == ProductKind.Weights ? 1 : 0;
            fixed (float* a = product.A.Span, b = product.B.Span, c = _c.Span)
            {
                multiply(&transposeB, &transposeA, &m, &n, &k, &alpha, b, &strideB, a, &strideA, &beta, c, &strideC);
            }
        }

        public override float[] Results()
        {
            _c.Fill(0);
            Run();
            return _c.Span.ToArray();
        }
    }
}
