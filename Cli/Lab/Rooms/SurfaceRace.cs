namespace Scratch.Cli.Lab.Rooms;

/// <summary>A race of optimizers down a surface of two parameters.</summary>
/// <param name="Surface">A word of <see cref="SurfaceRace.Words"/>.</param>
/// <param name="Optimizers">Names of <see cref="OptimizerCatalog"/>.</param>
/// <param name="LearningRate">η of all of them.</param>
/// <param name="Start">Two numbers, within the picture.</param>
/// <param name="Steps">Updates of each.</param>
internal sealed record SurfaceQuestion(
    string Surface, string[] Optimizers, float LearningRate, float[] Start, int Steps);

/// <summary>The way of each optimizer: x, y and height before the first step and after each.</summary>
/// <param name="Paths">In the order of the question.</param>
/// <param name="Heights">Of the surface, from the upper left.</param>
/// <param name="Side">Places of the heights in each direction.</param>
/// <param name="Formula">The surface.</param>
internal sealed record SurfaceReply(float[][] Paths, float[] Heights, int Side, string Formula);

/// <summary>The second half of room 6.</summary>
internal static class SurfaceRace
{
    private const int Side = 60, MostSteps = 500;
    private const float Reach = 2;

    /// <summary>The height at a place, and its derivatives.</summary>
    private delegate (float F, float Dx, float Dy) Slope(float x, float y);

    private static readonly Dictionary<string, (string Formula, Slope Value)> Surfaces = new()
    {
        ["bowl"] = ("f = x² + y²", (x, y) => ((x * x) + (y * y), 2 * x, 2 * y)),
        ["ravine"] = ("f = 0.05 x² + 2 y²", (x, y) => ((0.05f * x * x) + (2 * y * y), 0.1f * x, 4 * y)),
        ["banana"] = ("f = (1 − x)² / 10 + (y − x²)², after Rosenbrock 1960", (x, y) =>
        {
            float bend = y - (x * x);
            return ((0.1f * (1 - x) * (1 - x)) + (bend * bend), (-0.2f * (1 - x)) - (4 * x * bend), 2 * bend);
        }
        ),
        ["saddle"] = ("f = x² / 2 − y² / 2 + y⁴ / 8", (x, y) => (
            (0.5f * x * x) - (0.5f * y * y) + (0.125f * y * y * y * y), x, -y + (0.5f * y * y * y))),
        ["waves"] = ("f = (x² + y²) / 4 + (sin 4x + sin 4y) / 4", (x, y) => (
            (0.25f * ((x * x) + (y * y))) + (0.25f * (MathF.Sin(4 * x) + MathF.Sin(4 * y))),
            (0.5f * x) + MathF.Cos(4 * x), (0.5f * y) + MathF.Cos(4 * y))),
    };

    /// <summary>The words for the surfaces.</summary>
    public static IEnumerable<string> Words => Surfaces.Keys;

    /// <summary>Lets every optimizer go its steps.</summary>
    /// <exception cref="RoomException">A number is out of its range.</exception>
    public static SurfaceReply Compute(SurfaceQuestion question)
    {
        RoomException.RequireWord(question.Surface, Words, "The surface");
        RoomException.RequireBetween(
            question.Optimizers.Length, 1, OptimizerCatalog.Names.Count + 1, "The number of optimizers");
        RoomException.RequireBetween(question.LearningRate, 0, 100, "The learning rate");
        RoomException.RequireBetween(question.Steps, 1, MostSteps, "The number of steps");
        RoomException.RequireNumbers(question.Start, 2, Reach, "The start");
        (string formula, Slope value) = Surfaces[question.Surface];
        var heights = new float[Side * Side];
        for (int i = 0; i < heights.Length; i++)
        {
            heights[i] = value(
                Reach * ((((2 * (i % Side)) + 1f) / Side) - 1), Reach * (1 - (((2 * (i / Side)) + 1f) / Side))).F;
        }
        return new SurfaceReply(
            [.. question.Optimizers.Select(name => Race(name, question, value))], heights, Side, formula);
    }

    private static float[] Race(
        string name, SurfaceQuestion question, Slope value)
    {
        RoomException.RequireWord(name, [.. OptimizerCatalog.Names, "momentum"], "The optimizer");
        var place = new ParameterBuffer([new ParameterDeclaration("place", 1, 2, Decays: false)]);
        Optimizer optimizer = name == "momentum" ? new Sgd(place, momentum: 0.9f)
            : OptimizerCatalog.Find(name).Create(place);
        question.Start.CopyTo(place.ValueViews.Span[0].Span);
        var path = new List<float>();
        for (int step = 0; step <= question.Steps; step++)
        {
            optimizer.SwitchToEvaluation(); // where the optimizer is, not where it looks
            Span<float> at = place.ValueViews.Span[0].Span;
            path.AddRange([at[0], at[1], value(at[0], at[1]).F]);
            optimizer.SwitchToTraining();
            at = place.ValueViews.Span[0].Span;
            (_, float dx, float dy) = value(at[0], at[1]);
            if (!float.IsFinite(dx) || !float.IsFinite(dy) || MathF.Abs(at[0]) > 1e6f || MathF.Abs(at[1]) > 1e6f)
            {
                break; // diverged
            }
            (place.GradientViews.Span[0][0, 0], place.GradientViews.Span[0][0, 1]) = (dx, dy);
            optimizer.Step(question.LearningRate);
        }
        return [.. path];
    }
}
