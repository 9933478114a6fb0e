using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Scratch.Engine.Vectors;

namespace Scratch.Engine.Kernels;

/// <summary>
/// One row times several panels at once: c[j] = addend[j] + Σₖ a[k] · b[k, j].
/// a (1,depth) · b (depth,2 or 4 panels) + addend -> c
/// </summary>
/// <remarks>
/// Every sum is one chain of multiply-adds, each of which waits for the one before. A tile of one row has two chains;
/// a processor that starts two multiply-adds in a cycle and needs four for each wants eight.
/// </remarks>
internal readonly ref struct RowOfPanels(
    ref float a, ref float b, nint panelLength, int depth, ReadOnlySpan<float> addend, Span<float> c) : IKernel
{
    /// <summary>The most panels at once.</summary>
    public const int Most = 4;

    private readonly ref float _a = ref a;
    private readonly ref float _b = ref b;
    private readonly nint _panelLength = panelLength;
    private readonly int _depth = depth;
    private readonly ReadOnlySpan<float> _addend = addend;
    private readonly Span<float> _c = c;

    /// <summary>Runs over <paramref name="panels"/> panels, 2 or 4.</summary>
    public void Run(int panels)
    {
        if (panels == Most)
        {
            Widest.Run(this);
        }
        else
        {
            Widest.Run(new Two(this));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Run<V>()
        where V : struct, IFloats<V>
    {
        nuint lanes = (nuint)V.Count;
        ref float a = ref _a, p0 = ref _b, p1 = ref Unsafe.Add(ref p0, _panelLength);
        ref float p2 = ref Unsafe.Add(ref p1, _panelLength), p3 = ref Unsafe.Add(ref p2, _panelLength);
        V c0 = 0, c1 = 0, c2 = 0, c3 = 0, c4 = 0, c5 = 0, c6 = 0, c7 = 0;
        nuint end = (nuint)_depth * 2 * lanes;
        for (nuint i = 0; i < end; i += 2 * lanes)
        {
            V x = a;
            c0 = V.MultiplyAdd(x, V.Load(ref p0, i), c0);
            c1 = V.MultiplyAdd(x, V.Load(ref p0, i + lanes), c1);
            c2 = V.MultiplyAdd(x, V.Load(ref p1, i), c2);
            c3 = V.MultiplyAdd(x, V.Load(ref p1, i + lanes), c3);
            c4 = V.MultiplyAdd(x, V.Load(ref p2, i), c4);
            c5 = V.MultiplyAdd(x, V.Load(ref p2, i + lanes), c5);
            c6 = V.MultiplyAdd(x, V.Load(ref p3, i), c6);
            c7 = V.MultiplyAdd(x, V.Load(ref p3, i + lanes), c7);
            a = ref Unsafe.Add(ref a, 1);
        }
        ref float start = ref MemoryMarshal.GetReference(_addend), c = ref MemoryMarshal.GetReference(_c);
        (c0 + V.Load(ref start, 0)).Store(ref c, 0);
        (c1 + V.Load(ref start, lanes)).Store(ref c, lanes);
        (c2 + V.Load(ref start, 2 * lanes)).Store(ref c, 2 * lanes);
        (c3 + V.Load(ref start, 3 * lanes)).Store(ref c, 3 * lanes);
        (c4 + V.Load(ref start, 4 * lanes)).Store(ref c, 4 * lanes);
        (c5 + V.Load(ref start, 5 * lanes)).Store(ref c, 5 * lanes);
        (c6 + V.Load(ref start, 6 * lanes)).Store(ref c, 6 * lanes);
        (c7 + V.Load(ref start, 7 * lanes)).Store(ref c, 7 * lanes);
    }

    private readonly ref struct Two(RowOfPanels four) : IKernel
    {
        private readonly RowOfPanels _row = four;

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Run<V>()
            where V : struct, IFloats<V>
        {
            nuint lanes = (nuint)V.Count;
            ref float a = ref _row._a, p0 = ref _row._b, p1 = ref Unsafe.Add(ref p0, _row._panelLength);
            V c0 = 0, c1 = 0, c2 = 0, c3 = 0;
            nuint end = (nuint)_row._depth * 2 * lanes;
            for (nuint i = 0; i < end; i += 2 * lanes)
            {
                V x = a;
                c0 = V.MultiplyAdd(x, V.Load(ref p0, i), c0);
                c1 = V.MultiplyAdd(x, V.Load(ref p0, i + lanes), c1);
                c2 = V.MultiplyAdd(x, V.Load(ref p1, i), c2);
                c3 = V.MultiplyAdd(x, V.Load(ref p1, i + lanes), c3);
                a = ref Unsafe.Add(ref a, 1);
            }
            ref float start = ref MemoryMarshal.GetReference(_row._addend), c = ref MemoryMarshal.GetReference(_row._c);
            (c0 + V.Load(ref start, 0)).Store(ref c, 0);
            (c1 + V.Load(ref start, lanes)).Store(ref c, lanes);
            (c2 + V.Load(ref start, 2 * lanes)).Store(ref c, 2 * lanes);
            (c3 + V.Load(ref start, 3 * lanes)).Store(ref c, 3 * lanes);
        }
    }
}
