using System.Runtime.Intrinsics.X86;
using NUnit.Framework;
using Scratch.Engine;
using Scratch.Engine.Kernels;

namespace Scratch.Tests.Engine;

/// <summary>
/// Every width of vectors gives the same bits: the runtime computes those that the processor lacks in software.
/// </summary>
public class TileKernelTests
{
    private static readonly (int M, int K, int N)[] Shapes =
        [(1, 1, 1), (1, 5, 40), (7, 3, 17), (13, 20, 8), (14, 33, 32), (15, 9, 31), (29, 64, 33), (33, 513, 10),
            (300, 12, 70)];

    [Test]
    public void EveryKernelGivesTheSameBits(
        [Values(128, 256, 512)] int bits, [Values] bool transposedA, [Values] bool transposedB,
        [Values] bool accumulate)
    {
        TileKernel kernel = bits switch
        {
            128 => new TileKernel128(),
            256 => new TileKernel256(),
            _ =>
            new TileKernel512()
        };
        if (bits == 128 && !Fma.IsSupported)
        {
            Assert.Ignore("without fused multiply-add, the 128-bit kernel rounds twice");
        }
        foreach ((int m, int k, int n) in Shapes)
        {
            Matrix a = transposedA ? Random(k, m, 1) : Random(m, k, 1), b = transposedB ? Random(n, k, 2)
                : Random(k, n, 2);
            Matrix expected = Random(m, n, 3), actual = Random(m, n, 3);
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    expected[i, j] = Chain(i, j, accumulate ? expected[i, j] : null);
                }
            }
            var job = new ProductJob(kernel);
            WorkerPool.Run(job, job.Prepare(
                new Operand(a, transposedA), new Operand(b, transposedB), default, actual, accumulate));
            Assert.That(actual.Span.SequenceEqual(expected.Span), Is.True, $"({m}, {k}) · ({k}, {n})");

            float Chain(int i, int j, float? start)
            {
                float? result = start;
                for (int block = 0; block < k; block += ProductJob.DepthOfBlock)
                {
                    float sum = 0;
                    for (int l = block; l < Math.Min(k, block + ProductJob.DepthOfBlock); l++)
                    {
                        sum = MathF.FusedMultiplyAdd(
                            transposedA ? a[l, i] : a[i, l], transposedB ? b[j, l] : b[l, j], sum);
                    }
                    result = result is { } before ? before + sum : sum;
                }
                return result!.Value;
            }
        }
    }

    private static Matrix Random(int rows, int columns, int stream)
    {
        Matrix matrix = Matrix.Allocate(rows, columns);
        new RandomStream(7).Fork(stream).FillUniform(matrix.Span, -1, 1);
        return matrix;
    }
}
