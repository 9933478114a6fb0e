namespace Scratch.Adversarial.Domains.Behaviour.Ranking;

/// <summary>How often each item is listed, and how unequally.</summary>
/// <param name="counts">Of each item the number of lists that have it.</param>
internal sealed class ExposureCounts(int[] counts)
{
    private const int Steps = 50; // of the curve

    private readonly int[] _ascending = [.. counts.Order()];

    /// <summary>The share of the items that are listed at all.</summary>
    public double Coverage => counts.Count(count => count > 0) / (double)counts.Length;

    /// <summary>
    /// The mean difference of two items' counts as a share of twice their mean (Gini 1912): Σ (2i − n − 1) c / (n Σ c),
    /// the counts c ascending and i from 1; 0 if nothing is listed.
    /// </summary>
    public double Gini
    {
        get
        {
            (double weighted, double sum) = (0, 0);
            int n = _ascending.Length;
            for (int i = 0; i < n; i++)
            {
                weighted += ((2.0 * (i + 1)) - n - 1) * _ascending[i];
                sum += _ascending[i];
            }
            return sum > 0 ? weighted / (n * sum) : 0;
        }
    }

    /// <summary>The share of all places that the least listed 0, 1 / 50, … and all of the items have.</summary>
    public double[] LorenzCurve()
    {
        double[] sums = new double[_ascending.Length + 1];
        for (int i = 0; i < _ascending.Length; i++)
        {
            sums[i + 1] = sums[i] + _ascending[i];
        }
        return [.. Enumerable.Range(0, Steps + 1).Select(step =>
        {
            double at = (double)step * _ascending.Length / Steps; // between two items: a straight line
            int below = Math.Min((int)at, _ascending.Length - 1);
            double sum = sums[below] + ((at - below) * (sums[below + 1] - sums[below]));
            return sums[^1] > 0 ? sum / sums[^1] : (double)step / Steps;
        })];
    }
}
