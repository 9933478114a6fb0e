using NUnit.Framework;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;

namespace Scratch.Tests.Layers;

/// <summary>
/// The smooth activations far from where networks work: in the tails and next to zero, where digits cancel.
/// </summary>
public class SmoothActivationTests
{
    private static readonly float[] Points =
    [
        -30, -12, -9, -5, -3, -1, -0.5f, -0.01f, -1e-4f, -1e-6f, -1e-10f, 0, 1e-10f, 1e-6f, 1e-4f, 0.01f, 0.5f, 1, 3, 5,
            9, 12, 30, 80,
    ];

    private static IEnumerable<ElementWise> Layers =>
        [new Elu(), new Gelu(), new GeluTanh(), new Silu(), new Softplus()];

    /// <summary>
    /// Relative to itself down to 1e-7, where a sum such as 1 + erf has no digit left; elu and softplus next to zero in
    /// full.
    /// </summary>
    [Test]
    public void Values_keep_their_digits([ValueSource(nameof(Layers))] ElementWise layer)
    {
        var y = new float[Points.Length];
        layer.Apply(Points, y);
        var reference = ReferenceLayer.Of(layer);
        for (int i = 0; i < Points.Length; i++)
        {
            double expected = Exact(layer, Points[i], reference);
            Assert.That(y[i], Is.EqualTo(expected).Within((2e-6 * Math.Abs(expected)) + 1e-13),
                $"{layer.Type}({Points[i]})");
        }
    }

    [Test]
    public void Far_out_they_are_straight_lines([ValueSource(nameof(Layers))] ElementWise layer)
    {
        float[] y = new float[2], x = [1e30f, -1e30f], d = new float[2];
        layer.Apply(x, y);
        layer.Differentiate(layer.BackwardReadsInput ? x : y, [1, 1], d);
        Assert.That(y, Is.EqualTo(new[] { 1e30f, layer is Elu ? -1 : 0 }));
        if (layer is not GeluTanh) // its derivative there is 0 · ∞
        {
            Assert.That(d, Is.EqualTo(new[] { 1f, 0f }));
        }
    }

    /// <summary>Where the double reference itself loses digits: log(1 + eˣ) ≈ eˣ − e²ˣ/2, eˣ − 1 ≈ x + x²/2.</summary>
    private static double Exact(ElementWise layer, float x, ReferenceLayer reference) => (layer, Math.Abs(x)) switch
    {
        (Softplus, > 8) when x < 0 => Math.Exp(x) - (Math.Exp(2 * x) / 2),
        (Elu, < 1e-3f) when x < 0 => x + ((double)x * x / 2) + ((double)x * x * x / 6),
        (Gelu, > 5) when x < 0 => LeftTail(x),
        _ => reference.Forward([], [[x]])[0][0],
    };

    /// <summary>x Φ(x) ≈ −φ(x) (1 − 1/x² + 3/x⁴ − 15/x⁶ + …): Abramowitz and Stegun 26.2.12.</summary>
    private static double LeftTail(double x)
    {
        double sum = 0, term = 1;
        for (int k = 1; k <= 20 && Math.Abs(term) > 1e-9; k++)
        {
            sum += term;
            term *= -((2 * k) - 1) / (x * x);
        }
        return -Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI) * sum;
    }
}
