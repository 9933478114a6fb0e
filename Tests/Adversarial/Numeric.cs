using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;

namespace Scratch.Tests.Adversarial;

/// <summary>Gradients of functions in double precision from their values alone, to hold a whole step against.</summary>
internal static class Numeric
{
    private const double Step = 1e-5;

    /// <summary>
    /// The central difference at every number of <paramref name="point"/>, which <paramref name="function"/> reads.
    /// </summary>
    public static double[] Gradient(Func<double> function, double[] point)
    {
        var gradient = new double[point.Length];
        for (int i = 0; i < point.Length; i++)
        {
            double saved = point[i];
            point[i] = saved + Step;
            double above = function();
            point[i] = saved - Step;
            double below = function();
            point[i] = saved;
            gradient[i] = (above - below) / (2 * Step);
        }
        return gradient;
    }

    /// <summary>
    /// Asserts that the gradients of every tensor of a network are those of a function of the network's reference.
    /// </summary>
    /// <param name="actual">The gradients that a step computed.</param>
    /// <param name="reference">Where the function reads the parameters.</param>
    /// <param name="function">The loss.</param>
    /// <param name="lastBiasCounts">False where the function doesn't change with the last bias, whose gradient is then
    /// rounding.</param>
    public static void RequireGradients(
        IEnumerable<Matrix> actual, ReferenceNetwork reference, Func<double> function, bool lastBiasCounts = true)
    {
        double[][] tensors = [.. reference.Parameters.SelectMany(layer => layer)];
        Matrix[] gradients = [.. actual];
        Assert.That(gradients, Has.Length.EqualTo(tensors.Length));
        using (Assert.EnterMultipleScope())
        {
            for (int i = 0; i < tensors.Length; i++)
            {
                double[] expected = Gradient(function, tensors[i]);
                if (!lastBiasCounts && i == tensors.Length - 1)
                {
                    Assert.That(Agreement.Doubles(gradients[i]), Is.All.EqualTo(0).Within(Tolerances.FloatGradient));
                    continue;
                }
                Assert.That(expected, Has.Some.Not.Zero, $"tensor {i}");
                Assert.That(Agreement.Error(gradients[i], expected), Is.LessThan(Tolerances.FloatGradient),
                    $"tensor {i}");
            }
        }
    }

    /// <summary>The reference of a whole network, its last activation included.</summary>
    public static ReferenceNetwork Whole(Network network) => new(network, network.Layers.Count);

    /// <summary>The reference of a network up to its logits.</summary>
    public static ReferenceNetwork ToLogits(Network network) => new(network, network.LogitLayers);

    public static double[] Output(this ReferenceNetwork reference, double[] input) => reference.Forward(input)[^1];

    public static double[] Row(Matrix matrix, int row) => Agreement.Doubles(matrix.SliceRows(row, 1));
}
