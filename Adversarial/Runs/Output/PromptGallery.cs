namespace Scratch.Adversarial.Runs.Output;

/// <summary>
/// What the prompts of a run can show: samples by class, ways from class to class, and where the validation part's
/// prompts lie.
/// </summary>
public sealed class PromptGallery
{
    /// <summary>Samples of each class, and steps of each interpolation.</summary>
    public const int Columns = 10;

    private const int Paths = 5;
    private const int MostPoints = 1000;

    private PromptGallery()
    {
    }

    /// <summary>The classes that have a row of <see cref="ClassSamples"/>, in their order.</summary>
    public required IReadOnlyList<int> Classes { get; init; }

    /// <summary>(classes · 10, pixels): a row of samples for each class, of new prompts.</summary>
    public required Matrix ClassSamples { get; init; }

    /// <summary>(paths · 10, pixels): each row from a sample of a class to one of the next.</summary>
    public required Matrix Interpolations { get; init; }

    /// <summary>
    /// The prompts (means) of up to 1,000 examples of the validation part, in the plane of their two first principal
    /// components.
    /// </summary>
    public required PrincipalPlane Map { get; init; }

    /// <summary>The classes of the examples on the map.</summary>
    public required IReadOnlyList<int> MapLabels { get; init; }

    /// <summary>
    /// Null unless the run has encoder, generator and prompts by class, and prompts of two numbers or more.
    /// </summary>
    internal static PromptGallery? Create(TrainedModels models, Dataset validation, RandomStream random)
    {
        if (models is not { Encoder: { Latent: >= 2 } encoder, Generator: { } generator, ClassPrompts: { } prompts })
        {
            return null;
        }
        Dataset shown = validation.Take(Math.Min(MostPoints, validation.Count));
        int[] classes = [.. Enumerable.Range(0, prompts.Classes).Where(c => prompts.Densities[c] is not null)];
        int[] each = [.. classes.SelectMany(c => Enumerable.Repeat(c, Columns))];
        Matrix drawn = Matrix.Allocate(each.Length, prompts.Latent);
        prompts.Draw(each, random.Fork(0), drawn);
        return new PromptGallery
        {
            Classes = classes,
            ClassSamples = generator.PredictOutputs(drawn),
            Interpolations = generator.PredictOutputs(
                Interpolate(prompts, [.. Enumerable.Range(0, Paths + 1).Select(i => classes[i % classes.Length])],
                random.Fork(1))),
            Map = PrincipalPlane.Project(PromptBank.Encode(encoder, shown).Means.SliceColumns(0, encoder.Latent)),
            MapLabels = shown.Labels.ToArray(),
        };
    }

    /// <summary>
    /// Ways from new prompts of one class to new prompts of another, each of <see cref="Columns"/> steps, one below the
    /// other.
    /// </summary>
    /// <param name="prompts">Where prompts of a class come from.</param>
    /// <param name="stations">Two or more classes: the first way leads from the first to the second, the next from
    /// there to the third, ….</param>
    /// <param name="random">Station i is drawn from <c>random.Fork(i)</c>.</param>
    public static Matrix Interpolate(ClassPrompts prompts, IReadOnlyList<int> stations, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(stations);
        Matrix ends = Matrix.Allocate(stations.Count, prompts.Latent),
            ways = Matrix.Allocate((stations.Count - 1) * Columns, prompts.Latent);
        prompts.Draw(stations.ToArray(), random, ends);
        for (int i = 0; i + 1 < stations.Count; i++)
        {
            PromptSpace.Interpolate(
                ends.Row(i), ends.Row(i + 1), ways.SliceRows(i * Columns, Columns), prompts.Conditions);
        }
        return ways;
    }
}
