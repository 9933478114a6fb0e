using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;

namespace Scratch.Tests.Layers.Losses;

public class ReparameterisationTests
{
    private const int Batch = 3;

    // and around the chunk of the divergence
    private static IEnumerable<int> Widths => [.. Samples.Widths, 127, 128, 129];

    [Test]
    public void All_three_agree_with_the_double_reference([ValueSource(nameof(Widths))] int latent)
    {
        Matrix heads = Samples.AwayFromZero(Batch, 2 * latent, seed: 1);
        Matrix noise = Samples.Uniform(Batch, latent, seed: 2), dZ = Samples.Uniform(Batch, latent, seed: 3);
        Matrix z = Samples.Poisoned(Batch, latent), dHeads = Samples.Poisoned(Batch, 2 * latent);
        var divergence = new float[Batch];
        divergence.AsSpan().Fill(float.NaN);
        Reparameterisation.Forward(heads, noise, z);
        Reparameterisation.Divergence(heads, divergence);
        Reparameterisation.Backward(heads, noise, dZ, 0.3f, dHeads);

        var expectedZ = new List<double>();
        var expectedDivergence = new List<double>();
        var expectedDHeads = new List<double>();
        for (int row = 0; row < Batch; row++)
        {
            double[] head = Row(heads, row);
            expectedZ.AddRange(ReferenceReparameterisation.Forward(head, Row(noise, row)));
            expectedDivergence.Add(ReferenceReparameterisation.Divergence(head));
            expectedDHeads.AddRange(ReferenceReparameterisation.Backward(head, Row(noise, row), Row(dZ, row), 0.3f));
        }
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Agreement.Error(z, [.. expectedZ]), Is.LessThan(Tolerances.FloatAgainstDouble), "z");
            Assert.That(Agreement.Error(Matrix.FromRows(divergence), [.. expectedDivergence]),
                Is.LessThan(Tolerances.FloatAgainstDouble), "KL");
            Assert.That(Agreement.Error(dHeads, [.. expectedDHeads]), Is.LessThan(Tolerances.FloatAgainstDouble),
                "dHeads");
        }
    }

    [Test]
    public void At_the_prior_z_is_the_noise_and_the_divergence_and_its_gradient_are_zero()
    {
        Matrix heads = Matrix.Allocate(1, 8), noise = Samples.Uniform(1, 4, seed: 1), z = Samples.Poisoned(1, 4);
        Matrix dHeads = Samples.Poisoned(1, 8);
        var divergence = new float[1];
        Reparameterisation.Forward(heads, noise, z);
        Reparameterisation.Divergence(heads, divergence);
        Reparameterisation.Backward(heads, noise, Matrix.Allocate(1, 4), 1, dHeads);
        // the vectorised exp(0) is not 1 to the last bit
        Assert.That(Agreement.Error(z, noise), Is.LessThan(Tolerances.ByHand));
        Assert.That(divergence[0], Is.EqualTo(0).Within(Tolerances.ByHand));
        Assert.That(dHeads.Span.ToArray(), Is.All.Zero);
    }

    [Test]
    public void NaN_goes_through_to_its_own_element()
    {
        Matrix heads = Samples.Uniform(2, 6, seed: 1), noise = Samples.Uniform(2, 3, seed: 2),
            z = Samples.Poisoned(2, 3);
        heads[1, 4] = float.NaN; // the log variance of element 1
        var divergence = new float[2];
        Reparameterisation.Forward(heads, noise, z);
        Reparameterisation.Divergence(heads, divergence);
        Assert.That(Agreement.Doubles(z).Select(double.IsNaN), Is.EqualTo([false, false, false, false, true, false]));
        Assert.That(divergence.Select(float.IsNaN), Is.EqualTo([false, true]));
    }

    [Test]
    public void Shapes_that_do_not_fit_are_both_named()
    {
        Matrix heads = Matrix.Allocate(2, 6), noise = Matrix.Allocate(2, 4);
        Assert.That(() => Reparameterisation.Forward(heads, noise, Matrix.Allocate(2, 4)),
            Throws.ArgumentException.With.Message.Contains("(2, 6)").And.Message.Contains("(2, 8)"));
        Assert.That(() => Reparameterisation.Backward(heads, noise, Matrix.Allocate(2, 3), 1, heads),
            Throws.ArgumentException.With.Message.Contains("(2, 4)").And.Message.Contains("(2, 3)"));
    }

    private static double[] Row(Matrix matrix, int row) => Agreement.Doubles(matrix.SliceRows(row, 1));
}
