using NUnit.Framework;
using Scratch.Adversarial.Attacks.WhiteBox;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Attacks.WhiteBox;

public class SaliencyPairTests
{
    [Test]
    public void It_is_the_best_of_all_pairs([Range(2, 40)] int width, [Values(-0.5f, 0, 0.5f)] float offset)
    {
        float[] a = new float[width], b = new float[width];
        new RandomStream(1).Fork(width).FillUniform(a, -1 + offset, 1 + offset);
        new RandomStream(2).Fork(width).FillUniform(b, -1, 1);
        a[width / 2] = float.NegativeInfinity;
        double best = 0;
        (int, int) expected = (-1, -1);
        for (int p = 0; p < width; p++)
        {
            for (int q = p + 1; q < width; q++)
            {
                float alpha = a[p] + a[q], beta = b[p] + b[q];
                if (alpha > 0 && beta < 0 && -alpha * beta > best)
                {
                    (best, expected) = (-alpha * beta, (p, q));
                }
            }
        }
        bool isFound = SaliencyPair.TryFind(a, b, out int first, out int second);
        Assert.That((isFound, first, second), Is.EqualTo((best > 0, expected.Item1, expected.Item2)));
    }

    [Test]
    public void Where_no_pair_speaks_for_the_class_there_is_none() =>
        Assert.That(SaliencyPair.TryFind([-1, -1, -1], [-1, -1, -1], out _, out _), Is.False);
}
