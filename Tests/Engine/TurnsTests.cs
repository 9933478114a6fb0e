using NUnit.Framework;
using Scratch.Engine.Kernels;

namespace Scratch.Tests.Engine;

/// <summary>Sine and cosine in turns, against doubles.</summary>
public sealed class TurnsTests
{
    private const float Step = 1f / (1 << 24); // angles are multiples of it
    private const double Bound = 2e-7;

    [Test]
    public void All_quarters_and_their_edges_are_within_the_bound()
    {
        const int Around = 8; // vectors before and after each eighth of a turn
        for (int eighth = 0; eighth < 8; eighth++)
        {
            for (int i = -Around; i < Around; i++)
            {
                int first = (eighth * (1 << 21)) + (8 * i);
                Compare([.. Enumerable.Range(first, 8).Select(k => (k & ((1 << 24) - 1)) * Step)]);
            }
        }
    }

    [Test]
    public void Angles_all_over_the_turn_are_within_the_bound() =>
        Compare([.. Enumerable.Range(0, 1 << 16).Select(k => k * 255 * Step)]);

    [Test]
    public void Quarter_turns_are_exact()
    {
        float[] turns = [0, 0.25f, 0.5f, 0.75f, 0, 0.25f, 0.5f, 0.75f], sine = new float[8], cosine = new float[8];
        Turns.SinCos(turns, sine, cosine);

        Assert.That(sine[..4], Is.EqualTo(new float[] { 0, 1, 0, -1 }));
        Assert.That(cosine[..4], Is.EqualTo(new float[] { 1, 0, -1, 0 }));
    }

    private static void Compare(float[] turns)
    {
        float[] sine = new float[turns.Length], cosine = new float[turns.Length];
        Turns.SinCos(turns, sine, cosine);
        for (int i = 0; i < turns.Length; i++)
        {
            (double s, double c) = Math.SinCos(2 * Math.PI * turns[i]);
            Assert.That(sine[i], Is.EqualTo(s).Within(Bound), $"sin of {turns[i]} turns");
            Assert.That(cosine[i], Is.EqualTo(c).Within(Bound), $"cos of {turns[i]} turns");
        }
    }
}
