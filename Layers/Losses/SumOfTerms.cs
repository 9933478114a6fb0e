using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Scratch.Engine;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>One term of a loss, lane by lane, and its derivative.</summary>
internal interface ITerm
{
    /// <summary>f(x, t).</summary>
    /// <param name="x">Logits.</param>
    /// <param name="t">Targets.</param>
    /// <param name="saved">What the derivative needs of it.</param>
    V Loss<V>(V x, V t, out V saved)
        where V : struct, IFloats<V>;

    /// <summary>∂f/∂x.</summary>
    V Gradient<V>(V x, V t, V saved)
        where V : struct, IFloats<V>;
}

/// <summary>
/// Losses that are a sum over the outputs, and their gradients, in one pass: Lᵣ = Σⱼ f(xᵣⱼ, tᵣⱼ), dXᵣⱼ = scale · ∂f/∂x
/// (xᵣⱼ, tᵣⱼ). logits (R,N), target (R,N) -> perExample (R), dLogits (R,N); either result may be left out.
/// </summary>
/// <remarks>
/// A row is summed in sixteen interleaved sums, whatever the width of registers (<see cref="SixteenLanes"/>). A single
/// column is a long row whose terms are not summed, so that a discriminator's batch fills registers too; the bits are
/// those of a row with one term.
/// </remarks>
internal readonly ref struct SumOfTerms<TTerm>(
    TTerm term, Matrix logits, Matrix target, Span<float> perExample, float scale, Matrix dLogits) : IKernel
    where TTerm : struct, ITerm
{
    private readonly TTerm _term = term;
    private readonly Matrix _logits = logits;
    private readonly Matrix _target = target;
    private readonly Span<float> _perExample = perExample;
    private readonly float _scale = scale;
    private readonly Matrix _dLogits = dLogits;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public void Run<V>()
        where V : struct, IFloats<V>
    {
        if (_logits.Columns == 1 && _logits.IsContiguous && _target.IsContiguous && _dLogits.IsContiguous)
        {
            _ = Row<V>(_logits.Span, _target.Span, _perExample, _dLogits.Span);
            return;
        }
        for (int row = 0; row < _logits.Rows; row++)
        {
            float loss = Row<V>(
                _logits.Row(row), _target.Row(row), default, _dLogits.IsEmpty ? default : _dLogits.Row(row));
            if (!_perExample.IsEmpty)
            {
                _perExample[row] = loss;
            }
        }
    }

    /// <summary>The sum of the terms, and on request each term and each derivative.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Row<V>(ReadOnlySpan<float> logits, ReadOnlySpan<float> target, Span<float> terms, Span<float> dLogits)
        where V : struct, IFloats<V>
    {
        V sum = 0;
        int j = 0;
        for (; j <= logits.Length - V.Count; j += V.Count)
        {
            sum += Terms<V>(logits, target, terms, dLogits, j, V.Count);
        }
        if (j < logits.Length)
        {
            sum += Terms<V>(logits, target, terms, dLogits, j, logits.Length - j);
        }
        return V.Sum(sum);
    }

    /// <summary>
    /// As many terms as a register holds, from the j-th on, of which <paramref name="left"/> are left.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private V Terms<V>(ReadOnlySpan<float> logits, ReadOnlySpan<float> target, Span<float> terms, Span<float> dLogits,
        int j, int left)
        where V : struct, IFloats<V>
    {
        V x = V.Load(ref MemoryMarshal.GetReference(logits), (nuint)j, left, padding: 0);
        V t = V.Load(ref MemoryMarshal.GetReference(target), (nuint)j, left, padding: 0);
        V loss = _term.Loss(x, t, out V saved);
        if (!terms.IsEmpty)
        {
            loss.Store(ref MemoryMarshal.GetReference(terms), (nuint)j, left);
        }
        if (!dLogits.IsEmpty)
        {
            (_scale * _term.Gradient(x, t, saved)).Store(ref MemoryMarshal.GetReference(dLogits), (nuint)j, left);
        }
        return V.First(loss, left);
    }
}
