using Scratch.Adversarial.Domains.Speech.Reading;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>Which domain data is of, by what <c>--data</c> says.</summary>
public static class DataSources
{
    /// <summary>The data of a run.</summary>
    public static IDataSource Open(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return Part(configuration, configuration.Speech is { } speech
            ? new SpeechSource(configuration.Data, speech with { Seed = configuration.Seed })
            : TableSource.Takes(configuration.Data)
            ? new TableSource(configuration.Data, (configuration.Table ?? new()) with { Seed = configuration.Seed })
            : Parse(configuration.Data));
    }

    /// <summary>All of the data, or what a quick run takes of it.</summary>
    private static IDataSource Part(RunConfiguration configuration, IDataSource source) =>
        configuration.Quick ? new QuickSource(source, new RandomStream(configuration.Seed)) : source;

    /// <summary>The data of a finished run, wherever they are now, or other data for it.</summary>
    /// <param name="configuration">The run's.</param>
    /// <param name="data">What <c>--data</c> said; null for the run's own.</param>
    /// <param name="schema">What the run learned of its table; null for data of another kind.</param>
    /// <param name="digest">Of the run's training examples, by which its own table is known; null if it isn't.</param>
    /// <param name="words">What the rows of the run's words are; null for data of another kind.</param>
    /// <returns>Of another table or other words, all are for test.</returns>
    public static IDataSource Open(
        RunConfiguration configuration, string? data, TableSchema? schema, string? digest, SpeechDomain? words)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (configuration.Speech is { } speech)
        {
            string path = data ?? configuration.Data;
            bool isOwn = Path.Exists(path) && Path.Exists(configuration.Data)
                ? Path.GetFullPath(path) == Path.GetFullPath(configuration.Data) : path == configuration.Data;
            return Part(configuration, new SpeechSource(
                path, isOwn ? speech with { Seed = configuration.Seed } : new() { TestPath = path }, words));
        }
        if (schema is null)
        {
            return data is null ? Open(configuration) : Parse(data);
        }
        string place = data ?? configuration.Data;
        var own = new TableSource(place, schema.Options, schema);
        return data is null || data == configuration.Data || IsOwn(own, digest) ? Part(configuration, own)
            : new TableSource(place, schema.Options with { TestFile = place }, schema);
    }

    /// <summary>The same configuration, which names the same files from any folder.</summary>
    public static RunConfiguration WithFullPaths(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        bool isFile = !ImageSource.IsName(configuration.Data)
            && configuration.Data is not (TableSource.Penguins or SyntheticDigits.Name);
        return configuration with
        {
            Data = isFile ? Full(configuration.Data) : configuration.Data,
            From = configuration.From is { } from ? Full(from) : null,
            Table = configuration.Table is { TestFile: { } test } table ? table with { TestFile = Full(test) }
                : configuration.Table,
            Speech = configuration.Speech is { TestPath: { } path } speech ? speech with { TestPath = Full(path) }
                : configuration.Speech,
        };

        static string Full(string path) => Path.Exists(path) ? Path.GetFullPath(path) : path;
    }

    /// <summary>
    /// Data by its name alone: the embedded digits, words or table, Fashion-MNIST, a folder of IDX or WAV files, or a
    /// file .csv or .tsv.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such data.</exception>
    public static IDataSource Parse(string text) =>
        SpeechSource.Takes(text) ? new SpeechSource(text, new SpeechOptions())
        : TableSource.Takes(text) ? new TableSource(text, new TableOptions()) : ImageSource.Parse(text);

    private static bool IsOwn(TableSource source, string? digest)
    {
        try
        {
            return digest is not null && source.OpenTraining().Digest() == digest;
        }
        catch (InvalidDataException)
        {
            return false; // another table: if it can't be used at all, that is said when it is
        }
    }
}

/// <summary>As many examples as a run of a few seconds can use, drawn from all of them.</summary>
/// <param name="all">Has them.</param>
/// <param name="random">Draws.</param>
internal sealed class QuickSource(IDataSource all, RandomStream random) : IDataSource
{
    /// <summary>The most examples that there are to train on and to choose by.</summary>
    public const int TrainingExamples = 2000;

    /// <summary>The most examples that there are to test on.</summary>
    public const int TestExamples = 500;

    /// <summary>What figures on them are called in reports.</summary>
    public static string Notice { get; } = string.Create(
        CultureInfo.InvariantCulture,
        $"A taste: a quick run on at most {TrainingExamples:#,0} training and {TestExamples:#,0} test examples, with "
        + $"few epochs. Its figures say little of what the same settings reach without --quick.");

    /// <inheritdoc/>
    public string Name => all.Name;

    /// <inheritdoc/>
    public IReadOnlyList<AugmentationKind> Augmentations => all.Augmentations;

    /// <inheritdoc/>
    public IReadOnlyList<string> Remarks => all.Remarks;

    /// <inheritdoc/>
    public string? Storage => all.Storage;

    /// <inheritdoc/>
    public Dataset OpenTraining() => Draw(all.OpenTraining(), TrainingExamples);

    /// <inheritdoc/>
    public Dataset OpenTest(int classes) => Draw(all.OpenTest(classes), TestExamples);

    private Dataset Draw(Dataset data, int most) =>
        data.Count > most ? data.Split(most, random).Validation : data;
}
