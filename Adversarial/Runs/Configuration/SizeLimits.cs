namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>
/// How large the networks and batches of a run may be: checked before any work, since what is larger fails in the
/// middle of it, for want of memory or of numbers to count its elements.
/// </summary>
internal static class SizeLimits
{
    /// <summary>The most units of a layer, the most examples of a batch, and the like.</summary>
    public const int Widest = 1 << 20;

    /// <summary>The most hidden layers of a network.</summary>
    public const int Deepest = 64;

    /// <summary>The most numbers of one array: 512 MiB of them.</summary>
    public const long MostNumbers = 1 << 27;

    /// <summary>The widths of hidden layers.</summary>
    public static Lists<int> Widths { get; } = new(new Numbers<int>(new(1, Widest)), Deepest);

    /// <summary>Throws if an array of the run would be too large.</summary>
    /// <param name="run">The run.</param>
    /// <param name="features">Of an example; 1 if they are not known yet.</param>
    /// <param name="classes">Of the data; 1 likewise.</param>
    /// <exception cref="ArgumentException">The message names the array, its size and the limit.</exception>
    public static void Require(RunConfiguration run, int features = 1, int classes = 1)
    {
        int prompt = run.Prompts.Latent + (run.Prompts.IsConditional ? classes : 0);
        if (run.Has(RunStage.Prompts))
        {
            RequireNetwork("prompts.encoderHidden", run, [features, .. run.Prompts.EncoderHidden, 2 * prompt]);
            RequireNetwork("prompts.generatorHidden", run, [prompt, .. run.Prompts.GeneratorHidden, features]);
            RequireArray("prompts.classComponents × latent × latent",
                (double)run.Prompts.ClassComponents * run.Prompts.Latent * run.Prompts.Latent);
        }
        if (run.Has(RunStage.Gan))
        {
            RequireNetwork("gan.discriminatorHidden", run, [features + prompt, .. run.Gan.DiscriminatorHidden, 1]);
        }
        if (run.Has(RunStage.Classifier))
        {
            RequireNetwork("classifier.hidden", run, [features, .. run.Classifier.Hidden, classes]);
        }
    }

    /// <summary>Throws if an array of the run would be too large for the examples.</summary>
    /// <exception cref="InvalidDataException">The message names the data, the array, its size and the
    /// limit.</exception>
    public static void Require(RunConfiguration run, Dataset data)
    {
        try
        {
            Require(run, data.Features, data.Classes);
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{data.Name}: {error.Message}", error);
        }
    }

    private static void RequireNetwork(string name, RunConfiguration run, IReadOnlyList<int> widths)
    {
        RequireArray($"batchSize × the widest layer of {name}", (double)run.BatchSize * widths.Max());
        RequireArray(
            $"{name}: the weights between {string.Join(", ", widths)} units",
            widths.Zip(widths.Skip(1), (from, to) => (double)from * to).Sum());
    }

    private static void RequireArray(string name, double numbers)
    {
        if (numbers > MostNumbers)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"{name} are {numbers:#,0} numbers; expected {MostNumbers:#,0} at most."));
        }
    }
}
