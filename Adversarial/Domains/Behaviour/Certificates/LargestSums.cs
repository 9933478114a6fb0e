namespace Scratch.Adversarial.Domains.Behaviour.Certificates;

/// <summary>The largest and the smallest sum of at most so many of some numbers.</summary>
/// <param name="largest">As many places as numbers may be added up; overwritten.</param>
/// <param name="smallest">As many; overwritten.</param>
internal readonly ref struct LargestSums(Span<double> largest, Span<double> smallest)
{
    private readonly Span<double> _largest = Cleared(largest), _smallest = Cleared(smallest);

    /// <summary>Takes a number into account.</summary>
    public void Add(double value)
    {
        Keep(_largest, value);
        Keep(_smallest, -value);
    }

    /// <summary>The largest sum of at most <paramref name="count"/> of them: at least 0, that of none.</summary>
    public double Most(int count) => Sum(_largest, count);

    /// <summary>The smallest sum of at most <paramref name="count"/> of them: at most 0, that of none.</summary>
    public double Least(int count) => -Sum(_smallest, count);

    private static double Sum(Span<double> values, int count)
    {
        double sum = 0;
        foreach (double value in values[..Math.Max(0, Math.Min(count, values.Length))])
        {
            sum += value;
        }
        return sum;
    }

    /// <summary>Puts a value among the largest ones, which stand in descending order.</summary>
    private static void Keep(Span<double> values, double value)
    {
        int place = values.Length - 1;
        if (value > values[place])
        {
            for (; place > 0 && values[place - 1] < value; place--)
            {
                values[place] = values[place - 1];
            }
            values[place] = value;
        }
    }

    private static Span<double> Cleared(Span<double> values)
    {
        values.Clear();
        return values;
    }
}
