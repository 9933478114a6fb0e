using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Quality;

/// <summary>Points drawn from simple distributions.</summary>
internal static class Clouds
{
    /// <summary>(rows, columns) normal numbers with the given mean and deviation.</summary>
    public static Matrix Normal(int rows, int columns, ulong seed, float mean = 0, float deviation = 1)
    {
        Matrix cloud = Matrix.Allocate(rows, columns);
        new RandomStream(seed).FillNormal(cloud.Span);
        foreach (ref float x in cloud.Span)
        {
            x = mean + (deviation * x);
        }
        return cloud;
    }

    /// <summary>One number in each row.</summary>
    public static Matrix Line(params float[] points) => Matrix.FromRows([.. points.Select(x => new[] { x })]);
}
