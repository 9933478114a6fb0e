namespace Scratch.Cli.Lab.Rooms;

/// <summary>What a network of the playground is given of a point: its coordinates, or numbers computed from them.
/// </summary>
internal sealed class PlaneFeatures
{
    private static readonly Dictionary<string, (string Code, Func<float, float, float> Value)> All = new()
    {
        ["x"] = ("a", (x, _) => x),
        ["y"] = ("b", (_, y) => y),
        ["x2"] = ("a * a", (x, _) => x * x),
        ["y2"] = ("b * b", (_, y) => y * y),
        ["xy"] = ("a * b", (x, y) => x * y),
        ["sin-x"] = ("MathF.Sin(MathF.PI * a)", (x, _) => MathF.Sin(MathF.PI * x)),
        ["sin-y"] = ("MathF.Sin(MathF.PI * b)", (_, y) => MathF.Sin(MathF.PI * y)),
    };

    private readonly string[] _words;

    /// <summary>These features.</summary>
    /// <param name="words">Some of <see cref="Words"/>, between commas, none twice.</param>
    /// <exception cref="RoomException">There is no such feature, or it comes twice.</exception>
    public PlaneFeatures(string words)
    {
        _words = words.Split(',');
        foreach (string word in _words)
        {
            RoomException.RequireWord(word, All.Keys, "An input");
        }
        if (_words.Distinct().Count() < _words.Length)
        {
            throw new RoomException($"The inputs are '{words}'; expected none of them twice.");
        }
    }

    /// <summary>The words for them.</summary>
    public static IEnumerable<string> Words => All.Keys;

    /// <summary>How many.</summary>
    public int Count => _words.Length;

    /// <summary>C# that computes them from the coordinates a and b.</summary>
    public string Code => string.Join(", ", _words.Select(word => All[word].Code));

    /// <summary>The features of points. Allocates.</summary>
    /// <param name="points">(N, 2): x and y.</param>
    /// <returns>(N, <see cref="Count"/>).</returns>
    public Matrix Of(Matrix points)
    {
        Matrix features = Matrix.Allocate(points.Rows, Count);
        for (int i = 0; i < points.Rows; i++)
        {
            Write(points[i, 0], points[i, 1], features.Row(i));
        }
        return features;
    }

    /// <summary>The features of one point.</summary>
    /// <param name="x">To the right.</param>
    /// <param name="y">Upwards.</param>
    /// <param name="features"><see cref="Count"/> numbers, overwritten.</param>
    public void Write(float x, float y, Span<float> features)
    {
        for (int j = 0; j < Count; j++)
        {
            features[j] = All[_words[j]].Value(x, y);
        }
    }
}
