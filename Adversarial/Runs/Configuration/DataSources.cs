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

    /// <summary>Other test data for a finished run: of a table, a second file.</summary>
    /// <param name="configuration">The run's.</param>
    /// <param name="data">What <c>--data</c> said; null for the run's own.</param>
    /// <param name="schema">What the run learned of its table; null for data of another kind.</param>
    public static IDataSource Open(RunConfiguration configuration, string? data, TableSchema? schema)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        if (schema is null)
        {
            return data is null ? Open(configuration) : Parse(data);
        }
        TableOptions options = schema.Options;
        return new TableSource(
            configuration.Data, data is null || data == configuration.Data ? options
            : options with { TestFile = data }, schema);
    }

    /// <summary>
    /// Data by its name alone: the embedded digits or table, Fashion-MNIST, a folder of IDX files, or a file .csv or
    /// .tsv.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such data.</exception>
    public static IDataSource Parse(string text) =>
        TableSource.Takes(text) ? new TableSource(text, new TableOptions()) : ImageSource.Parse(text);
}
