namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>Which domain data is of, by what <c>--data</c> says.</summary>
public static class DataSources
{
    /// <summary>The data of a run.</summary>
    public static IDataSource Open(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return TableSource.Takes(configuration.Data)
            ? new TableSource(configuration.Data, (configuration.Table ?? new()) with { Seed = configuration.Seed })
            : Parse(configuration.Data);
    }

    /// <summary>The data of a finished run, wherever they are now, or other data for it.</summary>
    /// <param name="configuration">The run's.</param>
    /// <param name="data">What <c>--data</c> said; null for the run's own.</param>
    /// <param name="schema">What the run learned of its table; null for data of another kind.</param>
    /// <param name="digest">Of the run's training examples, by which its own table is known; null if it isn't.</param>
    /// <returns>Of another table, all rows are for test.</returns>
    public static IDataSource Open(RunConfiguration configuration, string? data, TableSchema? schema, string? digest)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (schema is null)
        {
            return data is null ? Open(configuration) : Parse(data);
        }
        string place = data ?? configuration.Data;
        var own = new TableSource(place, schema.Options, schema);
        return data is null || data == configuration.Data || IsOwn(own, digest) ? own
            : new TableSource(place, schema.Options with { TestFile = place }, schema);
    }

    /// <summary>The same configuration, which names the same files from any folder.</summary>
    public static RunConfiguration WithFullPaths(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        bool isFile = !ImageSource.IsName(configuration.Data) && configuration.Data != TableSource.Penguins;
        return configuration with
        {
            Data = isFile ? Full(configuration.Data) : configuration.Data,
            From = configuration.From is { } from ? Full(from) : null,
            Table = configuration.Table is { TestFile: { } test } table ? table with { TestFile = Full(test) }
                : configuration.Table,
        };

        static string Full(string path) => Path.Exists(path) ? Path.GetFullPath(path) : path;
    }

    /// <summary>
    /// Data by its name alone: the embedded digits or table, Fashion-MNIST, a folder of IDX files, or a file .csv or
    /// .tsv.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such data.</exception>
    public static IDataSource Parse(string text) =>
        TableSource.Takes(text) ? new TableSource(text, new TableOptions()) : ImageSource.Parse(text);

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
