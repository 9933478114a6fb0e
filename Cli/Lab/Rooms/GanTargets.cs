namespace Scratch.Cli.Lab.Rooms;

/// <summary>What a generator of points is to imitate, within about [−1.2, 1.2]².</summary>
internal static class GanTargets
{
    private const float Deviation = 0.05f, Near = 3 * Deviation;

    /// <summary>The words for them.</summary>
    public static string[] Words { get; } = ["ring", "grid", "line", "spirals", "moons"];

    /// <summary>How many Gaussians a target is made of; 0 if it isn't.</summary>
    public static int ModesOf(string word) => word switch { "ring" => 8, "grid" => 25, _ => 0 };

    /// <summary>Points of it.</summary>
    public static Matrix Draw(string word, int count, RandomStream random)
    {
        if (word is "spirals" or "moons")
        {
            return PlaneData.Draw(word, count, Deviation / 2, random).Points;
        }
        Matrix points = Matrix.Allocate(count, 2);
        random.FillNormal(points.Span);
        for (int i = 0; i < count; i++)
        {
            float along = (2f * i / count) - 1;
            (float x, float y) = word == "line" ? (along, 0.7f * along) : Centre(word, i % ModesOf(word));
            (points[i, 0], points[i, 1]) = (x + (Deviation * points[i, 0]), y + (Deviation * points[i, 1]));
        }
        return points;
    }

    /// <summary>The Gaussians with at least a tenth of their share of samples within three deviations.</summary>
    public static int CountModes(string word, Matrix samples)
    {
        var near = new int[ModesOf(word)];
        for (int i = 0; i < samples.Rows; i++)
        {
            for (int mode = 0; mode < near.Length; mode++)
            {
                (float x, float y) = Centre(word, mode);
                near[mode] += MathF.Pow(samples[i, 0] - x, 2) + MathF.Pow(samples[i, 1] - y, 2) < Near * Near ? 1 : 0;
            }
        }
        return near.Count(count => count * 10 * near.Length >= samples.Rows);
    }

    private static (float X, float Y) Centre(string word, int mode) => word == "ring"
        ? (MathF.Cos(MathF.PI * mode / 4), MathF.Sin(MathF.PI * mode / 4))
        : ((mode % 5 * 0.5f) - 1, (mode / 5 * 0.5f) - 1);
}
