using Scratch.Layers;

namespace Scratch.Cli.Settings;

/// <summary>Prompts to generate from, and how their samples are laid out.</summary>
/// <param name="Values">(N, latent).</param>
/// <param name="Labels">The class of each; null where they have none.</param>
/// <param name="Columns">Samples in a row of the picture.</param>
internal sealed record GeneratedPrompts(Matrix Values, int[]? Labels, int Columns)
{
    /// <summary>The class that every row of the picture begins with; null where it has none.</summary>
    public int[]? Left { get; init; }

    /// <summary>The class that every row of the picture leads to; null where it leads to none.</summary>
    public int[]? Right { get; init; }
}

/// <summary>
/// The options of <c>scratch generate</c> that say which prompts: any, of a class, a row for each class, or between two
/// classes.
/// </summary>
internal static class GenerateOptions
{
    private const int MostSamples = 100_000;
    private const int UsualSamples = 100;

    private static readonly Option<int?> Count =
        Usage.Number<int>("--count N", "How many samples; 100 by default.", new(1, MostSamples));

    private static readonly Option<int?> Class = Usage.Number<int>(
        "--class C", "Samples of one class, from the density of its prompts.", NumberRange.NotNegative);

    private static readonly Numbers<int> ClassNumber = new(NumberRange.NotNegative);

    private static readonly Option<int[]> Interpolate = new("--interpolate")
    {
        Description = "Ways along an arc from a new prompt of class A to one of class B, a row of 10 steps for each.",
        HelpName = "A B",
        Arity = new ArgumentArity(2, 2),
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result => [.. result.Tokens.Select(token =>
        {
            if (ClassNumber.Refuse(token.Value) is { } problem)
            {
                result.AddError($"--interpolate {problem}.");
                return 0;
            }
            return ClassNumber.Read(token.Value, "--interpolate");
        })],
    };

    private static readonly Option<bool> Grid =
        new("--grid") { Description = "A row for each class, of 10 samples or of --count divided by the classes." };

    private static readonly Option<ulong?> Seed = CommonOptions.Seed();

    public static IEnumerable<Option> All => [Count, Class, Interpolate, Grid, Seed];

    /// <summary>What is wrong with the options by themselves, before any file is opened.</summary>
    /// <exception cref="UsageException">Two options exclude each other.</exception>
    public static void Check(ParseResult parsed)
    {
        Option[] given = [.. new Option[] { Class, Interpolate, Grid }.Where(parsed.IsGiven)];
        if (given.Length > 1)
        {
            throw new UsageException(
                $"{given[0].Name} and {given[1].Name} exclude each other: each says which prompts to take.");
        }
    }

    /// <summary>The run's generator, and the prompts that the options ask for.</summary>
    /// <exception cref="UsageException">There is no such class.</exception>
    /// <exception cref="IOException">The run has no generator, or no prompts by class.</exception>
    public static (Network Generator, GeneratedPrompts Prompts) Draw(ParseResult parsed, RunFolder run)
    {
        var random = new RandomStream(parsed.GetValue(Seed) ?? 0);
        int count = parsed.GetValue(Count) ?? UsualSamples, side = (int)Math.Ceiling(Math.Sqrt(count));
        (Network generator, PromptPrior prior) = run.ReadGenerator();
        if (parsed.GetValue(Class) is { } one)
        {
            return (generator, OfClasses(
                run.ReadClassPrompts(generator), [.. Enumerable.Repeat(one, count)], side, "--class", random));
        }
        if (parsed.GetValue(Grid))
        {
            ClassPrompts prompts = run.ReadClassPrompts(generator);
            int[] classes = [.. Enumerable.Range(0, prompts.Classes).Where(c => prompts.Densities[c] is not null)];
            int columns = parsed.GetValue(Count) is { } wanted ? (int)Math.Ceiling((double)wanted / classes.Length)
                : PromptGallery.Columns;
            return (generator, OfClasses(
                prompts, [.. classes.SelectMany(c => Enumerable.Repeat(c, columns))], columns, "--grid", random));
        }
        if (parsed.GetValue(Interpolate) is [int from, int to])
        {
            ClassPrompts prompts = run.ReadClassPrompts(generator);
            Require(prompts, "--interpolate", from);
            Require(prompts, "--interpolate", to);
            return (generator, Between(
                prompts, from, to, ways: (int)Math.Ceiling((double)count / PromptGallery.Columns), random));
        }
        Matrix drawn = Matrix.Allocate(count, generator.Inputs);
        prior.Draw(random, drawn);
        return (generator, new GeneratedPrompts(drawn, null, side));
    }

    private static GeneratedPrompts OfClasses(
        ClassPrompts prompts, int[] classes, int columns, string option, RandomStream random)
    {
        foreach (int c in classes.Distinct())
        {
            Require(prompts, option, c);
        }
        Matrix drawn = Matrix.Allocate(classes.Length, prompts.Latent);
        prompts.Draw(classes, random, drawn);
        return new GeneratedPrompts(drawn, classes, columns)
        {
            Left = [.. classes.Chunk(columns).Select(row => row[0])],
        };
    }

    private static GeneratedPrompts Between(ClassPrompts prompts, int from, int to, int ways, RandomStream random)
    {
        Matrix all = Matrix.Allocate(ways * PromptGallery.Columns, prompts.Latent);
        for (int way = 0; way < ways; way++)
        {
            PromptGallery.Interpolate(prompts, [from, to], random.Fork(way))
                .CopyTo(all.SliceRows(way * PromptGallery.Columns, PromptGallery.Columns));
        }
        return new GeneratedPrompts(all, null, PromptGallery.Columns)
        {
            Left = [.. Enumerable.Repeat(from, ways)],
            Right = [.. Enumerable.Repeat(to, ways)],
        };
    }

    private static void Require(ClassPrompts prompts, string option, int c)
    {
        if ((uint)c >= (uint)prompts.Classes || prompts.Densities[c] is null)
        {
            string known = string.Join(
                ", ", Enumerable.Range(0, prompts.Classes).Where(known => prompts.Densities[known] is not null));
            throw new UsageException($"{option}: there is no class {c}; the run has prompts of the classes {known}.");
        }
    }
}
