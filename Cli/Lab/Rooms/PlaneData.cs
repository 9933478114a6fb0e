namespace Scratch.Cli.Lab.Rooms;

/// <summary>Points of the plane with classes, about within [−1.2, 1.2]².</summary>
internal static class PlaneData
{
    /// <summary>The words for the data sets that are drawn at random.</summary>
    public static string[] Words { get; } = ["circles", "xor", "spirals", "moons", "blobs"];

    /// <summary>The number of classes of a data set.</summary>
    public static int ClassesOf(string word) => word == "blobs" ? 4 : 2;

    /// <summary>Points of all classes in turn.</summary>
    /// <param name="word">Which data set.</param>
    /// <param name="count">How many points.</param>
    /// <param name="noise">The standard deviation of what is added to both coordinates.</param>
    /// <param name="random">Draws them.</param>
    public static (Matrix Points, int[] Labels) Draw(string word, int count, float noise, RandomStream random)
    {
        Matrix points = Matrix.Allocate(count, 2);
        var labels = new int[count];
        var u = new float[2];
        var normal = new float[2];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % ClassesOf(word);
            random.Fork(i).Fork(0).FillUniform(u);
            random.Fork(i).Fork(1).FillNormal(normal);
            (float x, float y) = Place(word, labels[i], u);
            (points[i, 0], points[i, 1]) = (x + (noise * normal[0]), y + (noise * normal[1]));
            if (word == "xor")
            {
                labels[i] = x * y > 0 ? 0 : 1;
            }
        }
        return (points, labels);
    }

    private static (float X, float Y) Place(string word, int label, float[] u)
    {
        switch (word)
        {
            case "circles":
                return Polar(label == 0 ? 0.45f * MathF.Sqrt(u[0]) : 0.75f + (0.3f * u[0]), 2 * MathF.PI * u[1]);
            case "xor":
                return ((2 * u[0]) - 1, (2 * u[1]) - 1);
            case "spirals":
                float along = 0.1f + (0.9f * u[0]);
                return Polar(1.1f * along, (1.75f * 2 * MathF.PI * along) + (label * MathF.PI));
            case "moons":
                (float x, float y) = Polar(0.75f, MathF.PI * u[0]);
                return label == 0 ? (x - 0.35f, y - 0.2f) : (0.4f - x, 0.25f - y);
            default: // blobs
                return Polar(0.75f, MathF.PI * ((label / 2f) + 0.25f));
        }
    }

    private static (float X, float Y) Polar(float radius, float angle) =>
        (radius * MathF.Cos(angle), radius * MathF.Sin(angle));
}
