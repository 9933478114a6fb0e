using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Engine;

namespace Scratch.Benchmarks.Ring;

/// <summary>
/// Eight Gaussians on a ring in the unit square, and how well samples cover them. The ring is that of Metz et al. 2017,
/// in other units.
/// </summary>
public static class RingData
{
    /// <summary>Gaussians on the ring.</summary>
    public const int Modes = 8;

    /// <summary>The standard deviation of each; the ring's radius is twenty of them.</summary>
    public const float Deviation = 0.02f;

    private const float Radius = 0.4f, Centre = 0.5f;
    private const double GoodWithin = 3; // deviations
    private const double ShareOfFound = 0.01; // of the samples

    /// <summary>Points of all modes in turn, labelled with their mode.</summary>
    public static Dataset Create(int count, RandomStream random)
    {
        Matrix points = Matrix.Allocate(count, 2);
        random.FillNormal(points.Span);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % Modes)];
        for (int i = 0; i < count; i++)
        {
            (double x, double y) = CentreOf(labels[i]);
            points[i, 0] = (float)x + (Deviation * points[i, 0]);
            points[i, 1] = (float)y + (Deviation * points[i, 1]);
        }
        return new Dataset("ring", points, labels, Modes, new ImageDomain(1, 2));
    }

    /// <summary>
    /// The modes found, with at least 1 % of the samples within 3 deviations of their centre, and the share of samples
    /// near any centre.
    /// </summary>
    public static (int Found, double Good) Score(Matrix samples)
    {
        int[] near = new int[Modes];
        for (int i = 0; i < samples.Rows; i++)
        {
            for (int mode = 0; mode < Modes; mode++)
            {
                (double x, double y) = CentreOf(mode);
                if (Math.Sqrt(Math.Pow(samples[i, 0] - x, 2)
                    + Math.Pow(samples[i, 1] - y, 2)) <= GoodWithin * Deviation)
                {
                    near[mode]++;
                }
            }
        }
        return (near.Count(n => n >= ShareOfFound * samples.Rows), (double)near.Sum() / samples.Rows);
    }

    private static (double X, double Y) CentreOf(int mode)
    {
        double angle = 2 * Math.PI * mode / Modes;
        return (Centre + (Radius * Math.Cos(angle)), Centre + (Radius * Math.Sin(angle)));
    }
}
