using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Layers.Losses;

/// <summary>
/// Fused losses and their gradients stay within what their roundings can add up to, example by example: bounds in the
/// unit roundoff u, worked out from the operations, against double precision.
/// </summary>
/// <remarks>
/// A float within n units in the last place of the correctly rounded one is off by at most (2n + 1) u, relatively: 3u
/// for exp and log(1 + x), 5u for the sigmoid and the logarithm. A sum of N numbers of one sign adds γ(N).
/// </remarks>
public class LossBoundTests
{
    private const double U = EngineTolerances.UnitRoundoff;
    private const float Scale = 0.125f; // a power of two: exact

    private static IEnumerable<int> Widths => [.. Enumerable.Range(1, 40), 100, 257, 784];

    [Test]
    public void Binary_cross_entropy([ValueSource(nameof(Widths))] int width)
    {
        (Matrix logits, Matrix target, Matrix losses, Matrix dLogits) = Compute(new BinaryCrossEntropy(), width);
        for (int row = 0; row < logits.Rows; row++)
        {
            double loss = 0, products = 0;
            for (int j = 0; j < width; j++)
            {
                double x = logits[row, j], t = target[row, j], sigmoid = 1 / (1 + Math.Exp(-x));
                loss += Math.Max(x, 0) - (t * x) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
                products += Math.Abs(t * x);
                double bound = (5 * U * sigmoid) + (2 * U * Math.Abs(sigmoid - t));
                Assert.That(dLogits[row, j], Is.EqualTo(Scale * (sigmoid - t)).Within(Scale * bound));
            }
            // No term is negative. Its parts: a multiply-add, u; exp and log(1 + x), 3u each; their sum, u.
            // else the product t x is rounded by itself
            double unfused = Fma.IsSupported || AdvSimd.IsSupported ? 0 : U * products;
            Assert.That(losses[0, row], Is.EqualTo(loss).Within((EngineTolerances.Gamma(width + 8) * loss) + unfused));
        }
    }

    [Test]
    public void Softmax_cross_entropy([ValueSource(nameof(Widths))] int width)
    {
        (Matrix logits, Matrix target, Matrix losses, Matrix dLogits) = Compute(new SoftmaxCrossEntropy(), width);
        for (int row = 0; row < logits.Rows; row++)
        {
            double[] x = Agreement.Doubles(logits.SliceRows(row, 1)), t = Agreement.Doubles(target.SliceRows(row, 1));
            // m − x, each off by u; so its exponential is off by u (m − x), and by 3u
            double[] below = [.. x.Select(v => x.Max() - v)];
            double total = below.Sum(y => Math.Exp(-y)), weight = t.Sum(), cost = t.Zip(below, (a, b) => a * b).Sum();
            double meanBelow = below.Sum(y => y * Math.Exp(-y)) / total;
            double errorOfTotal = (U * meanBelow) + EngineTolerances.Gamma(width + 3);

            // of the logarithm's argument; then the logarithm, 5u, the sum of t, product and sum
            double bound = (weight * errorOfTotal)
                + (EngineTolerances.Gamma(width + 7) * weight * Math.Log(total))
                    + (EngineTolerances.Gamma(width + 3) * cost);
            Assert.That(losses[0, row], Is.EqualTo((weight * Math.Log(total)) + cost).Within(bound));
            for (int j = 0; j < width; j++)
            {
                double p = weight * Math.Exp(-below[j]) / total;
                // exp, the sum of t, a quotient
                double errorOfP = (U * below[j]) + errorOfTotal + EngineTolerances.Gamma(width + 5);
                Assert.That(dLogits[row, j],
                    Is.EqualTo(Scale * (p - t[j])).Within(Scale * ((errorOfP * p) + (2 * U * Math.Abs(p - t[j])))));
            }
        }
    }

    [Test]
    public void Mean_squared_error([ValueSource(nameof(Widths))] int width)
    {
        (Matrix logits, Matrix target, Matrix losses, Matrix dLogits) = Compute(new MeanSquaredError(), width);
        for (int row = 0; row < logits.Rows; row++)
        {
            double loss = 0;
            for (int j = 0; j < width; j++)
            {
                double difference = (double)logits[row, j] - target[row, j];
                loss += difference * difference / width;
                Assert.That(dLogits[row, j], Is.EqualTo(Scale * 2 * difference / width)
                    .Within(Scale * 3 * U * Math.Abs(2 * difference / width)));
            }
            // difference twice, 1 / N, two products
            Assert.That(losses[0, row], Is.EqualTo(loss).Within(EngineTolerances.Gamma(width + 5) * loss));
        }
    }

    [Test]
    public void Divergence([ValueSource(nameof(Widths))] int width)
    {
        Matrix heads = Samples.Uniform(8, 2 * width, seed: 5, low: -3, high: 3);
        float[] divergences = new float[8];
        Reparameterisation.Divergence(heads, divergences);
        for (int row = 0; row < heads.Rows; row++)
        {
            double sum = 0, magnitudes = 0;
            for (int j = 0; j < width; j++)
            {
                double mean = heads[row, j], logVariance = heads[row, width + j], variance = Math.Exp(logVariance);
                sum += (mean * mean) + variance - logVariance - 1;
                magnitudes += (mean * mean) + variance + Math.Abs(logVariance) + 1;
            }
            Assert.That(divergences[row],
                Is.EqualTo(0.5 * sum).Within(0.5 * EngineTolerances.Gamma(width + 6) * magnitudes));
        }
    }

    private static (Matrix Logits, Matrix Target, Matrix Losses, Matrix DLogits) Compute(Loss loss, int width)
    {
        const int Batch = 8;
        Matrix logits = Samples.Uniform(Batch, width, seed: 3, low: -12, high: 12);
        Matrix target = Samples.Uniform(Batch, width, seed: 4, low: 0, high: 1);
        Matrix losses = Samples.Poisoned(1, Batch), dLogits = Samples.Poisoned(Batch, width);
        loss.Compute(logits, target, losses, Scale, dLogits);
        return (logits, target, losses, dLogits);
    }
}
