using Scratch.Tests.Adversarial;

namespace Scratch.Tests.Reference;

/// <summary>
/// Gradient attacks on one example in double precision, step by step as the papers have them; gradients are central
/// differences.
/// </summary>
internal sealed class ReferenceAscent(Func<double[], double> loss, double[] original, string norm, double epsilon)
{
    /// <summary>Madry et al. 2018, eq. 3, from the centre.</summary>
    public double[] ProjectedGradient(double stepSize, int steps)
    {
        double[] x = original;
        for (int i = 0; i < steps; i++)
        {
            x = Project(Step(x, Gradient(x), stepSize));
        }
        return x;
    }

    /// <summary>Croce and Hein 2020, algorithm 1, from the centre. The point with the highest loss.</summary>
    public double[] AutoProjectedGradient(int steps)
    {
        var checkpoints = new HashSet<int>();
        double p = 0.22, interval = 0.22;
        while (p <= 1)
        {
            // the tests take a hundred steps, of which all shares are whole numbers
            checkpoints.Add((int)Math.Round(p * steps));
            interval = Math.Max(interval - 0.03, 0.06);
            p += interval;
        }
        double stepSize = 2 * epsilon, f = loss(original), best = f, bestBefore = f;
        double[] x = original, previous = original, bestPoint = original;
        bool halvedBefore = true;
        int gains = 0, since = 0;
        for (int k = 1; k <= steps; k++)
        {
            double[] z = Project(Step(x, Gradient(x), stepSize));
            double alpha = k == 1 ? 1 : 0.75;
            double[] next = Project(
                [.. x.Select((xi, i) => xi + (alpha * (z[i] - xi)) + ((1 - alpha) * (xi - previous[i])))]);
            (previous, x) = (x, next);
            double value = loss(x);
            gains += value > f ? 1 : 0;
            since++;
            f = value;
            if (f > best)
            {
                (best, bestPoint) = (f, x);
            }
            if (checkpoints.Contains(k))
            {
                bool halves = gains <= 0.75 * since || (!halvedBefore && bestBefore >= best);
                if (halves)
                {
                    stepSize /= 2;
                    (x, f) = (bestPoint, best);
                }
                (halvedBefore, bestBefore, gains, since) = (halves, best, 0, 0);
            }
        }
        return bestPoint;
    }

    private double[] Gradient(double[] x)
    {
        double[] point = [.. x];
        return Numeric.Gradient(() => loss(point), point);
    }

    private double[] Step(double[] x, double[] gradient, double stepSize)
    {
        double length = Math.Sqrt(gradient.Sum(g => g * g));
        return [.. x.Select(
            (xi, i) => xi + (stepSize * (norm == "l2" ? gradient[i] / length : Math.Sign(gradient[i]))))];
    }

    /// <summary>Onto the ball, then into the box.</summary>
    private double[] Project(double[] x)
    {
        double length = Math.Sqrt(x.Zip(original, (a, b) => (a - b) * (a - b)).Sum());
        double shrink = length > epsilon ? epsilon / length : 1;
        return [.. x.Select((xi, i) => Math.Clamp(
            norm == "l2" ? original[i] + ((xi - original[i]) * shrink)
                : Math.Clamp(xi, original[i] - epsilon, original[i] + epsilon), 0, 1))];
    }
}
