namespace Scratch.Cli.Pages;

/// <summary>One axis of a chart: where a value lies on it, and which values are marked.</summary>
internal sealed class Axis
{
    private const int WantedTicks = 4;
    private const int MaxLogarithmicTicks = 9;
    private const double MinRatioOfLogarithmic = 10;

    private readonly double _low;
    private readonly double _high;

    private Axis(double low, double high, bool isLogarithmic, IReadOnlyList<double> ticks) =>
        (_low, _high, IsLogarithmic, Ticks) = (low, high, isLogarithmic, ticks);

    /// <summary>Whether equal distances are equal ratios.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>The values to mark, ascending.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>An axis from 0 to <paramref name="last"/> and no further.</summary>
    public static Axis UpTo(double last)
    {
        double high = last > 0 ? last : 1;
        double step = NiceStep(high);
        return new Axis(0, high, false, Multiples(step, 0, (int)Math.Floor((high / step) + 1e-9)));
    }

    /// <summary>An axis that holds all values and ends on round ones.</summary>
    /// <param name="min">The smallest value.</param>
    /// <param name="max">The greatest value; it may be the same.</param>
    /// <param name="mayBeLogarithmic">Whether values that span more than a decade may be shown by their
    /// logarithms.</param>
    public static Axis Around(double min, double max, bool mayBeLogarithmic)
    {
        if (mayBeLogarithmic && min > 0 && max / min > MinRatioOfLogarithmic)
        {
            return Logarithmic(min, max);
        }
        double magnitude = Math.Max(Math.Abs(min), Math.Abs(max));
        if (max - min <= magnitude * 1e-6) // constant, as far as floats can tell
        {
            double margin = magnitude > 0 ? magnitude / 10 : 1;
            (min, max) = (min - margin, max + margin);
        }
        double step = NiceStep(max - min);
        int first = (int)Math.Floor((min / step) + 1e-9), last = (int)Math.Ceiling((max / step) - 1e-9);
        return new Axis(first * step, last * step, false, Multiples(step, first, last));
    }

    /// <summary>Where a value lies: 0 at the low end, 1 at the high end.</summary>
    public double Position(double value) => IsLogarithmic
        ? Math.Log(value / _low) / Math.Log(_high / _low)
        : (value - _low) / (_high - _low);

    /// <summary>A marked value as text.</summary>
    public static string Label(double tick) => Math.Abs(tick) is 0 or (>= 1e-4 and < 1e7)
        ? tick.ToString("#,0.######", CultureInfo.InvariantCulture)
        : tick.ToString("0.#e0", CultureInfo.InvariantCulture);

    private static Axis Logarithmic(double min, double max)
    {
        int firstDecade = (int)Math.Floor(Math.Log10(min)), lastDecade = (int)Math.Ceiling(Math.Log10(max));
        var candidates = new List<double>();
        for (int decade = firstDecade; decade <= lastDecade; decade++)
        {
            candidates.AddRange([Math.Pow(10, decade), 2 * Math.Pow(10, decade), 5 * Math.Pow(10, decade)]);
        }
        double low = candidates.Last(value => value <= min * (1 + 1e-9));
        double high = candidates.First(value => value >= max * (1 - 1e-9));
        double[] inside = [.. candidates.Where(value => value >= low && value <= high)];
        int everyDecades = ((lastDecade - firstDecade - 1) / 6) + 1;
        double[] ticks = inside.Length <= MaxLogarithmicTicks
            ? inside
            : [.. inside.Where(value => IsPowerOfTen(value) && (int)Math.Round(Math.Log10(value)) % everyDecades == 0)];
        return new Axis(low, high, true, ticks);
    }

    private static bool IsPowerOfTen(double value) =>
        Math.Abs(Math.Log10(value) - Math.Round(Math.Log10(value))) < 1e-9;

    /// <summary>1, 2 or 5 times a power of ten, so that a range gets about <see cref="WantedTicks"/> of them.</summary>
    private static double NiceStep(double range)
    {
        double raw = range / WantedTicks;
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return (raw / power) switch { < 1.5 => power, < 3.5 => 2 * power, < 7.5 => 5 * power, _ => 10 * power };
    }

    private static double[] Multiples(double step, int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Select(i => i * step)];
}
