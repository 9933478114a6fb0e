using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Scratch.Engine.Kernels;

namespace Scratch.Engine;

/// <summary>
/// A stream of random numbers as a value: the numbers are a function of (<see cref="Seed"/>, <see cref="Stream"/>) and
/// their position.
/// </summary>
/// <remarks>
/// A stream is never advanced. Whoever needs independent numbers forks it, by purpose, epoch, step or example:
/// <c>random.Fork(epoch).Fork(step).FillNormal(noise)</c>. So neither threads nor a resumed run can change what is
/// drawn, and there is no state to save. The generator is Philox4x32-10 (Salmon et al. 2011).
/// </remarks>
/// <param name="Seed">The seed of the whole run.</param>
/// <param name="Stream">Tells this stream from the others of the same seed.</param>
public readonly record struct RandomStream(ulong Seed, ulong Stream = 0)
{
    private const ulong ForkBit = 1UL << 63; // positions have it clear, forks have it set: they never meet
    private const float UnitInLast24Bits = 1f / (1 << 24);

    /// <summary>
    /// The stream that belongs to <paramref name="id"/>, independent of this one and of every other id's.
    /// </summary>
    public RandomStream Fork(ulong id)
    {
        (uint low, uint high, _, _) = Philox.Block(id | ForkBit, Stream, Seed);
        return new RandomStream(Seed, ((ulong)high << 32) | low);
    }

    /// <summary>The stream that belongs to <paramref name="id"/>.</summary>
    public RandomStream Fork(int id) => Fork((ulong)(uint)id);

    /// <summary>The 32 random bits at <paramref name="position"/>.</summary>
    public uint Bits(ulong position)
    {
        (uint x0, uint x1, uint x2, uint x3) = Philox.Block(position >> 2, Stream, Seed);
        return (position & 3) switch { 0 => x0, 1 => x1, 2 => x2, _ => x3 };
    }

    /// <summary>
    /// The number in [0, 1) at <paramref name="position"/>, uniformly distributed over multiples of 2⁻²⁴.
    /// </summary>
    public float Uniform(ulong position) => ToUnit(Bits(position));

    /// <summary>A whole number in [0, <paramref name="bound"/>) from <paramref name="position"/>.</summary>
    /// <remarks>Multiply and shift; the bias is below bound / 2³².</remarks>
    public int Below(int bound, ulong position)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)(((ulong)Bits(position) * (uint)bound) >> 32);
    }

    /// <summary>
    /// Overwrites <paramref name="destination"/> with numbers uniform in [low, high); [0, 1) if not given.
    /// </summary>
    /// <remarks>
    /// Elsewhere than in [0, 1) the last of 2²⁴ steps may round up to <paramref name="high"/> itself.
    /// </remarks>
    public void FillUniform(Span<float> destination, float low = 0, float high = 1)
    {
        FillUniform(destination, low, high, firstBlock: 0);
    }

    /// <summary>Overwrites <paramref name="destination"/> with standard normal numbers (Box and Muller 1958).</summary>
    [SkipLocalsInit]
    public void FillNormal(Span<float> destination)
    {
        // √(−2 ln u) · (cos 2πv, sin 2πv), u in (0, 1], v in [0, 1): two normal numbers from two uniform ones
        const int Pairs = 64;
        Span<float> uniform = stackalloc float[2 * Pairs];
        Span<float> radius = uniform[..Pairs], angle = uniform[Pairs..];
        Span<float> sine = stackalloc float[Pairs], cosine = stackalloc float[Pairs];
        for (int chunk = 0; chunk * 2 * Pairs < destination.Length; chunk++)
        {
            FillUniform(uniform, 0, 1, (ulong)chunk * (2 * Pairs / 4));
            TensorPrimitives.Subtract(1f, radius, radius);
            TensorPrimitives.Log(radius, radius);
            TensorPrimitives.Multiply(radius, -2f, radius);
            TensorPrimitives.Sqrt(radius, radius);
            Turns.SinCos(angle, sine, cosine);
            TensorPrimitives.Multiply(radius, cosine, angle);
            TensorPrimitives.Multiply(radius, sine, radius);
            Span<float> rest = destination[(chunk * 2 * Pairs)..];
            uniform[..Math.Min(rest.Length, uniform.Length)].CopyTo(rest);
        }
    }

    /// <summary>Puts <paramref name="items"/> into a random order (Fisher and Yates; Durstenfeld 1964).</summary>
    public void Shuffle(Span<int> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1, (ulong)i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private void FillUniform(Span<float> destination, float low, float high, ulong firstBlock)
    {
        Span<uint> words = MemoryMarshal.Cast<float, uint>(destination); // each number is written where its bits were
        Philox.Fill(firstBlock, Stream, Seed, words);
        float width = high - low;
        int i = 0;
        for (; i + Vector256<float>.Count <= words.Length; i += Vector256<float>.Count)
        {
            Vector256<int> last24 = (Vector256.Create<uint>(words[i..]) >> 8).AsInt32();
            Vector256<float> unit = Vector256.ConvertToSingle(last24) * Vector256.Create(UnitInLast24Bits);
            (Vector256.Create(low) + (Vector256.Create(width) * unit)).CopyTo(destination[i..]);
        }
        for (; i < words.Length; i++)
        {
            destination[i] = low + (width * ToUnit(words[i]));
        }
    }

    private static float ToUnit(uint bits) => (bits >> 8) * UnitInLast24Bits;
}
