using System.Runtime.Intrinsics;
using Scratch.Engine;
using Scratch.Optimizers.Passes;

namespace Scratch.Optimizers;

/// <summary>
/// The exponential moving average of the weights, a = a + (1 − β) (θ − a) from their first values on: often better than
/// the last weights, and what GANs are best sampled from. Polyak and Juditsky 1992; Yazıcı et al. 2019.
/// </summary>
/// <remarks>
/// Call <see cref="Update"/> after every update. <see cref="Swap"/> puts the average in the place of the weights, and
/// back.
/// </remarks>
public sealed class WeightAverage
{
    private readonly ParameterBuffer _parameters;
    private readonly Matrix _average;
    private readonly Line _share;

    /// <summary>An average of these parameters. Allocates.</summary>
    /// <param name="parameters">What is averaged.</param>
    /// <param name="decay">β, in [0, 1). An average over about 1 / (1 − β) updates.</param>
    /// <exception cref="ArgumentOutOfRangeException">The decay is out of its range.</exception>
    public WeightAverage(ParameterBuffer parameters, float decay = 0.999f)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = parameters;
        _share = Vector512.Create(1 - Require.Fraction(decay, nameof(decay)));
        _average = parameters.AllocateLike();
        Moments = [new("average", _average)];
    }

    /// <summary><c>average</c>: a, or while swapped the weights.</summary>
    public IReadOnlyList<OptimizerMoment> Moments { get; }

    /// <summary>The number of updates so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Whether the parameters are the average at present.</summary>
    public bool IsSwapped { get; private set; }

    /// <summary>
    /// Goes on as after <paramref name="steps"/> updates. The moment of that time is written by the caller.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is negative.</exception>
    public void Restore(long steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        Steps = steps;
        IsSwapped = false;
    }

    /// <summary>
    /// Takes the present weights into the average; the first time they are the average. Allocates nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">The parameters are the average at present.</exception>
    public void Update()
    {
        if (IsSwapped)
        {
            throw new InvalidOperationException(
                "The parameters are the average: swap them back before the next update.");
        }
        Span<Line> values = Lines.Of(_parameters.ValueBlock), average = Lines.Of(_average);
        if (Steps++ == 0)
        {
            values.CopyTo(average);
            return;
        }
        for (int i = 0; i < values.Length; i++)
        {
            // exactly θ where a = θ: what is frozen stays
            average[i] = Tiny.Flush(average[i] + (_share * (values[i] - average[i])));
        }
    }

    /// <summary>
    /// Exchanges the weights and their average, bit for bit. Nothing happens before the first update.
    /// </summary>
    public void Swap()
    {
        if (Steps == 0)
        {
            return;
        }
        Span<Line> values = Lines.Of(_parameters.ValueBlock), average = Lines.Of(_average);
        for (int i = 0; i < values.Length; i++)
        {
            (values[i], average[i]) = (average[i], values[i]);
        }
        IsSwapped = !IsSwapped;
    }
}
