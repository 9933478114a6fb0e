using NUnit.Framework;
using Scratch.Engine.Vectors;

namespace Scratch.Tests.Engine.Vectors;

/// <summary>
/// All widths, and two registers as one, do the same, on any processor: where an instruction is missing, something else stands in for it.
/// </summary>
public sealed class FloatsTests
{
    [Test]
    public void A_part_of_a_register_is_read_and_written_and_nothing_beside_it()
    {
        CheckParts<Floats128>();
        CheckParts<Floats256>();
        CheckParts<Floats512>();
        CheckParts<Twice<Floats256>>();
        CheckParts<Twice<Twice<Floats128>>>();
    }

    [Test]
    public void Scaling_by_a_power_of_two_rounds_once()
    {
        CheckScale<Floats128>();
        CheckScale<Floats256>();
        CheckScale<Floats512>();
        CheckScale<Twice<Floats256>>();
        CheckScale<Twice<Twice<Floats128>>>();
    }

    [Test]
    public void Splitting_gives_a_power_of_two_and_a_number_around_one()
    {
        CheckSplit<Floats128>();
        CheckSplit<Floats256>();
        CheckSplit<Floats512>();
        CheckSplit<Twice<Floats256>>();
        CheckSplit<Twice<Twice<Floats128>>>();
    }

    [Test]
    public void Lanes_are_summed_and_compared()
    {
        CheckLanes<Floats128>();
        CheckLanes<Floats256>();
        CheckLanes<Floats512>();
        CheckLanes<Twice<Floats256>>();
        CheckLanes<Twice<Twice<Floats128>>>();
    }

    [Test]
    public void NaN_passes_a_limit_and_counts_as_positive()
    {
        CheckNaN<Floats128>();
        CheckNaN<Floats256>();
        CheckNaN<Floats512>();
        CheckNaN<Twice<Floats256>>();
        CheckNaN<Twice<Twice<Floats128>>>();
    }

    private static void CheckParts<V>()
        where V : struct, IFloats<V>
    {
        float[] source = [.. Enumerable.Range(1, V.Count + 3).Select(i => (float)i)];
        for (int left = 1; left <= V.Count + 2; left++)
        {
            int count = Math.Min(left, V.Count);
            float[] exact = source[..(left + 1)]; // nothing behind what may be read, but the element that index 1 skips
            float[] result = new float[V.Count + 3];
            V.Load(ref exact[0], 1, left, padding: -5).Store(ref result[0], 2);
            Assert.That(result, Is.EqualTo(
                (float[])[0, 0, .. exact[1..(1 + count)], .. Enumerable.Repeat(-5f, V.Count - count), 0]),
                    $"load {left} of {V.Count}");

            Array.Fill(result, -9);
            V.Load(ref source[0], 1).Store(ref result[0], 1, left);
            float[] untouched = [.. Enumerable.Repeat(-9f, V.Count + 2 - count)];
            Assert.That(result, Is.EqualTo((float[])[-9, .. source[1..(1 + count)], .. untouched]),
                $"store {left} of {V.Count}");

            V.First(V.Load(ref source[0], 1), left).Store(ref result[0], 0);
            Assert.That(result[..V.Count], Is.EqualTo(
                (float[])[.. source[1..(1 + count)], .. new float[V.Count - count]]), $"first {left} of {V.Count}");
        }
    }

    private static void CheckScale<V>()
        where V : struct, IFloats<V>
    {
        for (int n = -160; n <= 128; n++)
        {
            foreach (float x in (float[])[0.7071068f, 1, 1.25f, 1.4142135f])
            {
                float expected = (float)Math.ScaleB(x, n);
                Assert.That(V.Max(V.Scale(x, n)), Is.EqualTo(expected), $"{x} · 2^{n}");
            }
        }
    }

    private static void CheckSplit<V>()
        where V : struct, IFloats<V>
    {
        foreach (float x in (
            float[])[1.17549435E-38f, 1e-10f, 0.70710677f, 0.7071068f, 1, 1.4142135f, 1.4142137f, 3, 1e20f,
            float.MaxValue])
        {
            float k = V.Max(V.Split(x, out V mantissa)), m = V.Max(mantissa);
            Assert.That(m, Is.InRange(0.7071067f, 1.4142136f));
            Assert.That(Math.ScaleB(m, (int)k), Is.EqualTo((double)x));
        }
    }

    private static void CheckLanes<V>()
        where V : struct, IFloats<V>
    {
        for (int largest = 0; largest < V.Count; largest++)
        {
            float[] lanes = [.. Enumerable.Range(0, V.Count).Select(i => i == largest ? 3f : -i)];
            V v = V.Load(ref lanes[0], 0);
            Assert.That(V.Max(v), Is.EqualTo(3));
            Assert.That(V.Sum(v), Is.EqualTo(lanes.Sum()));
        }
    }

    private static void CheckNaN<V>()
        where V : struct, IFloats<V>
    {
        Assert.That(V.Sum(V.AtMost(1, float.NaN)), Is.NaN);
        Assert.That(V.Sum(V.AtLeast(1, float.NaN)), Is.NaN);
        Assert.That(V.Max(V.WhereNotPositive(float.NaN, 1, 2)), Is.EqualTo(2));
        Assert.That(V.Max(V.WhereNotPositive(0, 1, 2)), Is.EqualTo(1));
        Assert.That(V.Max(V.WhereNotPositive(-0f, 1, 2)), Is.EqualTo(1));
        Assert.That(V.Max(V.WhereNotPositive(float.Epsilon, 1, 2)), Is.EqualTo(2));
    }
}
