using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scratch.Engine.Vectors;

/// <summary>y = f(x), lane by lane.</summary>
internal interface IUnary
{
    V Of<V>(V x)
        where V : struct, IFloats<V>;
}

/// <summary>z = f(x, y), lane by lane.</summary>
internal interface IBinary
{
    V Of<V>(V x, V y)
        where V : struct, IFloats<V>;
}

/// <summary>
/// A function of single numbers over many of them. The last few, which fill no register, take the same way as the
/// others.
/// </summary>
/// <remarks>
/// None of it allocates. The result may be the same memory as an operand, but not overlap it otherwise.
/// </remarks>
internal static class Map
{
    /// <summary>y[i] = f(x[i]). Overwrites.</summary>
    /// <exception cref="ArgumentException">The lengths differ; the message gives both.</exception>
    public static void Run<TFunction>(TFunction function, ReadOnlySpan<float> x, Span<float> y)
        where TFunction : struct, IUnary
    {
        Shape.RequireLength(y.Length, x.Length, nameof(y));
        Widest.Run(new Unary<TFunction>(function, x, y));
    }

    /// <summary>z[i] = f(x[i], y[i]). Overwrites.</summary>
    /// <exception cref="ArgumentException">The lengths differ; the message gives both.</exception>
    public static void Run<TFunction>(TFunction function, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z)
        where TFunction : struct, IBinary
    {
        Shape.RequireLength(y.Length, x.Length, nameof(y));
        Shape.RequireLength(z.Length, x.Length, nameof(z));
        Widest.Run(new Binary<TFunction>(function, x, y, z));
    }

    /// <summary>The loop of y = f(x).</summary>
    internal readonly ref struct Unary<TFunction>(TFunction function, ReadOnlySpan<float> x, Span<float> y) : IKernel
        where TFunction : struct, IUnary
    {
        private readonly TFunction _function = function;
        private readonly ReadOnlySpan<float> _x = x;
        private readonly Span<float> _y = y;

        // Never inlined: into a caller that has a profile of other lengths it would be compiled as a loop that hardly
        // ever runs.
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Run<V>()
            where V : struct, IFloats<V>
        {
            TFunction function = _function;
            ref float x = ref MemoryMarshal.GetReference(_x), y = ref MemoryMarshal.GetReference(_y);
            nuint lanes = (nuint)V.Count, length = (nuint)_x.Length, i = 0;
            for (; i + lanes <= length; i += lanes)
            {
                function.Of(V.Load(ref x, i)).Store(ref y, i);
            }
            if (i < length)
            {
                int rest = (int)(length - i);
                function.Of(V.Load(ref x, i, rest, padding: 0)).Store(ref y, i, rest);
            }
        }
    }

    /// <summary>The loop of z = f(x, y).</summary>
    internal readonly ref struct Binary<TFunction>(
        TFunction function, ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z) : IKernel
        where TFunction : struct, IBinary
    {
        private readonly TFunction _function = function;
        private readonly ReadOnlySpan<float> _x = x;
        private readonly ReadOnlySpan<float> _y = y;
        private readonly Span<float> _z = z;

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Run<V>()
            where V : struct, IFloats<V>
        {
            TFunction function = _function;
            ref float x = ref MemoryMarshal.GetReference(_x), y = ref MemoryMarshal.GetReference(_y),
                z = ref MemoryMarshal.GetReference(_z);
            nuint lanes = (nuint)V.Count, length = (nuint)_x.Length, i = 0;
            for (; i + lanes <= length; i += lanes)
            {
                function.Of(V.Load(ref x, i), V.Load(ref y, i)).Store(ref z, i);
            }
            if (i < length)
            {
                int rest = (int)(length - i);
                function.Of(V.Load(ref x, i, rest, padding: 0), V.Load(ref y, i, rest, padding: 0))
                    .Store(ref z, i, rest);
            }
        }
    }
}
