using Scratch.Engine;

namespace Scratch.Layers.Checking;

/// <summary>
/// The derivative of any function, from its values alone: (f(x + h v) − f(x − h v)) / 2h along a direction v.
/// </summary>
internal static class CentralDifference
{
    /// <summary>
    /// h. The formula is off by about h² f‴ / 6 ≈ 1e-11, and the rounding of f by 1e-16 f / h ≈ 1e-11.
    /// </summary>
    public const double Step = 1e-5;

    private const int EveryElement = 1024; // up to this many, every element is a direction of its own
    private const int RandomDirections = 16; // beyond, this many random ones, in which every element has a share

    /// <summary>The errors of two gradients of <paramref name="function"/> at <paramref name="point"/>.</summary>
    /// <param name="function">Reads <paramref name="point"/>, whose elements are changed for it and put back.</param>
    /// <param name="point">Where to differentiate.</param>
    /// <param name="first">A gradient to judge, as long as the point.</param>
    /// <param name="second">Another.</param>
    /// <param name="random">Chooses the directions where there are too many elements.</param>
    public static (double First, double Second) Errors(
        Func<double> function, double[] point, double[] first, double[] second, RandomStream random)
    {
        int count = point.Length <= EveryElement ? point.Length : RandomDirections;
        var numeric = new double[count];
        var alongFirst = new double[count];
        var alongSecond = new double[count];
        for (int k = 0; k < count; k++)
        {
            double[] direction = point.Length <= EveryElement ? Axis(point.Length, k)
                : Unit(point.Length, random.Fork(k));
            numeric[k] = (Moved(function, point, direction, Step) - Moved(function, point, direction, -Step)) / (
                2 * Step);
            alongFirst[k] = Dot(first, direction);
            alongSecond[k] = Dot(second, direction);
        }
        return (Error(alongFirst, numeric), Error(alongSecond, numeric));
    }

    /// <summary>
    /// max |a − n| / max(|n|, rms n): elements that happen to be near zero are judged by the size of the others.
    /// </summary>
    public static double Error(double[] analytic, double[] numeric)
    {
        double rms = Math.Sqrt(Dot(numeric, numeric) / numeric.Length);
        double error = 0;
        for (int k = 0; k < numeric.Length; k++)
        {
            double difference = Math.Abs(analytic[k] - numeric[k]);
            error = Math.Max(error, difference == 0 ? 0 : difference / Math.Max(Math.Abs(numeric[k]), rms));
        }
        return error;
    }

    private static double Moved(Func<double> function, double[] point, double[] direction, double step)
    {
        var saved = (double[])point.Clone();
        for (int i = 0; i < point.Length; i++)
        {
            point[i] += step * direction[i];
        }
        double value = function();
        saved.CopyTo(point, 0);
        return value;
    }

    private static double[] Axis(int length, int k)
    {
        var axis = new double[length];
        axis[k] = 1;
        return axis;
    }

    private static double[] Unit(int length, RandomStream random)
    {
        var normal = new float[length];
        random.FillNormal(normal);
        double norm = Math.Sqrt(normal.Sum(x => (double)x * x));
        return [.. normal.Select(x => x / norm)];
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
