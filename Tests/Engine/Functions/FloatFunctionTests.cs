using NUnit.Framework;
using Scratch.Engine;
using Scratch.Engine.Functions;

namespace Scratch.Tests.Engine.Functions;

/// <summary>exp, sigmoid and tanh on floats of every kind, and at every width.</summary>
[NonParallelizable] // what is allocated belongs to the process
public sealed class FloatFunctionTests
{
    private const int Exponents = 256; // the last one is that of infinity and NaN
    private const int FractionsOfExponent = 1024;

    private static IEnumerable<string> Names => FloatFunction.All.Select(f => f.Name);

    [Test]
    public void Every_result_is_within_its_units_of_the_correctly_rounded_one([ValueSource(nameof(Names))] string name)
    {
        FloatFunction function = FloatFunction.Named(name);
        float[] x = [.. Sample().Where(v => float.IsNaN(v) || (v >= function.Lowest && v <= function.Highest))];
        float[] expected = [.. x.Select(v => (float)function.Exact(v))];
        float[] y = new float[x.Length];
        foreach (FloatFunction.Loop loop in function.Widths)
        {
            Array.Fill(y, -7);
            loop(x, y);
            AssertWithin(function, x, y, expected);
        }
    }

    [Test]
    [Explicit("All 2³² floats, two minutes a function on one core: --filter FullyQualifiedName~All_floats")]
    public void All_floats_are_within_their_units_of_the_correctly_rounded_result(
        [ValueSource(nameof(Names))] string name)
    {
        FloatFunction function = FloatFunction.Named(name);
        const int Block = 1 << 16;
        float[] x = new float[Block], y = new float[Block], expected = new float[Block];
        long[] count = new long[function.Ulps + 1];
        for (long first = 0; first < 1L << 32; first += Block)
        {
            for (int i = 0; i < Block; i++)
            {
                float v = BitConverter.UInt32BitsToSingle((uint)(first + i));
                x[i] = float.IsNaN(v) || (v >= function.Lowest && v <= function.Highest) ? v : 1;
                expected[i] = (float)function.Exact(x[i]);
            }
            function.Widths[^1](x, y);
            AssertWithin(function, x, y, expected);
            for (int i = 0; i < Block; i++)
            {
                count[FloatFunction.Distance(y[i], expected[i])]++;
            }
        }
        TestContext.Out.WriteLine($"{function}: {string.Join(", ", count.Select((n, ulps) => $"{n} off by {ulps}"))}");
    }

    [Test]
    public void The_bits_are_the_same_at_every_width_and_wherever_a_number_stands(
        [ValueSource(nameof(Names))] string name)
    {
        FloatFunction function = FloatFunction.Named(name);
        for (int length = 0; length < 70; length++)
        {
            float[] x = new float[length];
            new RandomStream(20265).Fork(length)
                .FillUniform(x, Math.Max(-20, function.Lowest), Math.Min(20, function.Highest));
            float[] alone = [.. x.Select(v => Run(function.Widths[0], [v])[0])];
            foreach (FloatFunction.Loop loop in function.Widths)
            {
                Assert.That(Run(loop, x).Select(BitConverter.SingleToInt32Bits),
                    Is.EqualTo(alone.Select(BitConverter.SingleToInt32Bits)));
            }
        }
    }

    [Test]
    public void A_result_may_overwrite_its_operand_and_nothing_else(
        [ValueSource(nameof(Names))] string name, [Values(0, 3, 16, 37)] int length, [Values(0, 1, 2)] int width)
    {
        FloatFunction function = FloatFunction.Named(name);
        Framed memory = Framed.Random(1, length, new RandomStream(20266));
        foreach (ref float v in memory.View.Row(0))
        {
            v = Math.Clamp(v, function.Lowest, function.Highest);
        }
        float[] expected = Run(function.Widths[width], memory.View.Row(0).ToArray());

        function.Widths[width](memory.View.Row(0), memory.View.Row(0));

        Assert.That(memory.View.Row(0).ToArray(), Is.EqualTo(expected));
        Assert.That(memory.FrameIsUntouched(), Is.True);
    }

    [TestCase("exp", 0f, 1f)]
    [TestCase("exp", -0f, 1f)]
    [TestCase("exp", float.Epsilon, 1f)]
    [TestCase("exp", 88.72284f, float.PositiveInfinity)]
    [TestCase("exp", float.MaxValue, float.PositiveInfinity)]
    [TestCase("exp", float.PositiveInfinity, float.PositiveInfinity)]
    [TestCase("exp", -103.27893f, float.Epsilon)]
    [TestCase("exp", -104.1f, 0f)]
    [TestCase("exp", float.MinValue, 0f)]
    [TestCase("exp", float.NegativeInfinity, 0f)]
    [TestCase("sigmoid", 0f, 0.5f)]
    [TestCase("sigmoid", -0f, 0.5f)]
    [TestCase("sigmoid", 17.5f, 1f)]
    [TestCase("sigmoid", float.MaxValue, 1f)]
    [TestCase("sigmoid", float.PositiveInfinity, 1f)]
    [TestCase("sigmoid", -103.27893f, float.Epsilon)]
    [TestCase("sigmoid", -104.1f, 0f)]
    [TestCase("sigmoid", float.NegativeInfinity, 0f)]
    [TestCase("tanh", 0f, 0f)]
    [TestCase("tanh", float.Epsilon, float.Epsilon)]
    [TestCase("tanh", -1e-40f, -1e-40f)]
    [TestCase("tanh", -1.17549435E-38f, -1.17549435E-38f)]
    [TestCase("tanh", 9.02f, 1f)]
    [TestCase("tanh", float.MinValue, -1f)]
    [TestCase("tanh", float.PositiveInfinity, 1f)]
    [TestCase("tanh", float.NegativeInfinity, -1f)]
    [TestCase("log1p", 0f, 0f)]
    [TestCase("log1p", float.Epsilon, float.Epsilon)]
    [TestCase("log1p", 1f, 0.6931472f)]
    [TestCase("log", 1f, 0f)]
    [TestCase("log", 2f, 0.6931472f)]
    public void Numbers_at_the_edges_are_met_exactly(string name, float x, float expected)
    {
        foreach (FloatFunction.Loop loop in FloatFunction.Named(name).Widths)
        {
            Assert.That(Run(loop, [x, x, x, x, x]), Is.All.EqualTo(expected));
        }
    }

    [Test]
    public void The_sign_of_zero_goes_through_tanh()
    {
        foreach (FloatFunction.Loop loop in FloatFunction.Named("tanh").Widths)
        {
            Assert.That(Run(loop, [-0f, 0f]).Select(float.IsNegative), Is.EqualTo([true, false]));
        }
    }

    [Test]
    public void NaN_stays_where_it_is([ValueSource(nameof(Names))] string name, [Values(0, 7, 15, 16, 20)] int position)
    {
        FloatFunction function = FloatFunction.Named(name);
        float[] x = new float[21];
        Array.Fill(x, 1);
        x[position] = float.NaN;
        foreach (FloatFunction.Loop loop in function.Widths)
        {
            Assert.That(Run(loop, x).Select(float.IsNaN),
                Is.EqualTo(Enumerable.Range(0, x.Length).Select(i => i == position)));
        }
    }

    [Test]
    public void The_functions_for_everybody_take_the_widest_registers_and_name_lengths_that_differ()
    {
        float[] x = new float[100], y = new float[100];
        new RandomStream(20267).FillUniform(x, -5, 5);
        FloatFunction.Loop[] loops = [Exponential.Apply, Logistic.Apply, HyperbolicTangent.Apply];
        for (int i = 0; i < loops.Length; i++)
        {
            loops[i](x, y);
            Assert.That(y, Is.EqualTo(Run(FloatFunction.All[i].Widths[^1], x)));
            Assert.That(Allocations.OfWarm(() => loops[i](x, y)), Is.Zero);
            Assert.That(() => loops[i](x, new float[99]),
                Throws.ArgumentException.With.Message.Contains("99").And.Message.Contains("100"));
        }
    }

    private static float[] Run(FloatFunction.Loop loop, float[] x)
    {
        float[] y = new float[x.Length];
        loop(x, y);
        return y;
    }

    private static void AssertWithin(FloatFunction function, float[] x, float[] y, float[] expected)
    {
        for (int i = 0; i < x.Length; i++)
        {
            // an assertion for each would take longer than the functions
            if (FloatFunction.Distance(y[i], expected[i]) > function.Ulps)
            {
                Assert.Fail($"{function}({x[i]:R}) is {y[i]:R}, not {expected[i]:R}");
            }
        }
    }

    /// <summary>
    /// Floats of every exponent and either sign, denormal ones, zeros, infinities and NaN among them.
    /// </summary>
    private static IEnumerable<float> Sample()
    {
        var random = new RandomStream(20264);
        float[] fractions = new float[FractionsOfExponent];
        for (uint exponent = 0; exponent < Exponents; exponent++)
        {
            random.Fork((int)exponent).FillUniform(fractions, 0, 1 << 23);
            fractions[0] = 0;
            fractions[1] = (1 << 23) - 1;
            foreach (float fraction in fractions)
            {
                uint bits = (exponent << 23) | (uint)Math.Min(fraction, (1 << 23) - 1);
                yield return BitConverter.UInt32BitsToSingle(bits);
                yield return BitConverter.UInt32BitsToSingle(bits | 0x8000_0000);
            }
        }
    }
}
