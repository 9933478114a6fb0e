using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Scratch.Engine;

namespace Scratch.Optimizers.Passes;

/// <summary>
/// One pass over all parameters: each value, gradient and moment is read once and written once, the gradient as zero.
/// </summary>
/// <remarks>
/// The parts are cut from the block alone, so that no result depends on the number of threads. A line belongs to one
/// tensor: tensors start on 64-byte boundaries, and the zeros in the gaps between them stay zero under every rule.
/// A moment that overflows makes steps of zero out of any gradient, and no value would show it: so it is looked for.
/// </remarks>
/// <typeparam name="TRule">The formula. A struct, so that the loop is compiled for it alone and takes the formula
/// in.</typeparam>
internal sealed class FusedPass<TRule> : ParallelJob
    where TRule : struct, IUpdateRule
{
    private const int LinesOfPart = 1024; // 64 KiB of every block: short enough to share out, long enough not to notice

    private readonly Optimizer _optimizer;
    private readonly ParameterBuffer _parameters;
    private readonly Matrix[] _moments;
    private readonly TRule[] _rules;
    private readonly bool[] _areFinite;
    private float _decay;
    private float _penalty;

    /// <summary>A pass over the parameters and moments of an optimizer, which has them already. Allocates.</summary>
    public FusedPass(Optimizer optimizer)
    {
        (_optimizer, _parameters) = (optimizer, optimizer.Parameters);
        _moments = [.. optimizer.Moments.Select(moment => moment.Block)];
        _rules = new TRule[(Lines.Of(_parameters.ValueBlock).Length + LinesOfPart - 1) / LinesOfPart];
        _areFinite = new bool[_rules.Length];
    }

    /// <summary>Updates all parameters. Allocates nothing.</summary>
    /// <param name="rule">The formula with the constants of this update.</param>
    /// <param name="decay">η λ of the decoupled decay, for the parameters that decay.</param>
    /// <param name="penalty">λ of the penalty, for the same: λ θ is added to their gradients.</param>
    /// <returns>The rule of every part, as the part left it, in the order of the parts: for rules that keep
    /// sums.</returns>
    /// <exception cref="NotFiniteNumberException">A moment is infinite or not a number where the value doesn't show
    /// it.</exception>
    public ReadOnlySpan<TRule> Run(in TRule rule, float decay, float penalty)
    {
        Array.Fill(_rules, rule);
        (_decay, _penalty) = (decay, penalty);
        WorkerPool.Run(this, _rules.Length);
        if (_areFinite.AsSpan().Contains(false))
        {
            RequireShown();
        }
        return _rules;
    }

    /// <summary>Throws if a moment is not finite and the value that it belongs to is.</summary>
    private void RequireShown()
    {
        ReadOnlySpan<float> values = _parameters.ValueBlock.Span;
        foreach (OptimizerMoment moment in _optimizer.Moments)
        {
            ReadOnlySpan<float> numbers = moment.Block.Span;
            for (int i = 0; i < numbers.Length; i++)
            {
                if (!float.IsFinite(numbers[i]) && float.IsFinite(values[i]))
                {
                    throw new NotFiniteNumberException(
                        $"The {moment.Name} of {_optimizer.Name} became {numbers[i]}: a gradient, or its square, is "
                        + "too large for a float. A lower learning rate or a bound of the gradients may help.");
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override void Run(int part)
    {
        int start = part * LinesOfPart, end = start + LinesOfPart;
        _areFinite[part] = true;
        for (int i = 0; i < _parameters.Count; i++)
        {
            (int first, int last) = LinesOf(i);
            first = Math.Max(first, start);
            last = Math.Min(last, end);
            if (first < last)
            {
                bool decays = _parameters.Declarations[i].Decays;
                _areFinite[part] &=
                    Update(ref _rules[part], first, last - first, decays ? _decay : 0, decays ? _penalty : 0);
            }
        }
    }

    /// <summary>Updates some lines, and says whether all moments are finite.</summary>
    // Never inlined: within a larger method the compiler's budget ends before the formula, which would then be called
    // for every line.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Update(ref TRule kept, int start, int count, float decay, float penalty)
    {
        TRule rule = kept; // on the stack, where no store through a reference can change it
        Span<Line> values = Lines.Of(_parameters.ValueBlock).Slice(start, count);
        Span<Line> gradients = Lines.Of(_parameters.GradientBlock).Slice(start, count);
        Span<Line> firsts = Moment(0, start, count), seconds = Moment(1, start, count);
        Span<Line> thirds = Moment(2, start, count), fourths = Moment(3, start, count);
        Line decays = Vector512.Create(decay), penalties = Vector512.Create(penalty);
        Line strange = default; // the sum of x − x, which is 0 of numbers, and NaN of infinity and NaN
        for (int i = 0; i < values.Length; i++)
        {
            Line value = values[i], gradient = gradients[i] + (penalties * value);
            Line first = TRule.Moments > 0 ? firsts[i] : default, second = TRule.Moments > 1 ? seconds[i] : default;
            Line third = TRule.Moments > 2 ? thirds[i] : default, fourth = TRule.Moments > 3 ? fourths[i] : default;
            values[i] = rule.Update(value, gradient, decays, ref first, ref second, ref third, ref fourth);
            gradients[i] = default;
            Store(first, firsts, i, TRule.Moments > 0, ref strange);
            Store(second, seconds, i, TRule.Moments > 1, ref strange);
            Store(third, thirds, i, TRule.Moments > 2, ref strange);
            Store(fourth, fourths, i, TRule.Moments > 3, ref strange);
        }
        kept = rule;
        return strange == Line.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Line moment, Span<Line> moments, int i, bool exists, ref Line strange)
    {
        if (exists)
        {
            moments[i] = moment;
            strange += moment - moment;
        }
    }

    private Span<Line> Moment(int index, int start, int count) =>
        index < TRule.Moments ? Lines.Of(_moments[index]).Slice(start, count) : default;

    /// <summary>Where a tensor's lines start and end, the gap behind it included.</summary>
    private (int Start, int End) LinesOf(int tensor)
    {
        Range slice = _parameters.Slice(tensor);
        return (slice.Start.Value / Line.Count, (slice.End.Value + Line.Count - 1) / Line.Count);
    }
}
