using Scratch.Adversarial.Domains.Tables;
using Scratch.Layers;

namespace Scratch.Cli.Settings;

/// <summary>Options that several commands share, each written once.</summary>
internal static class CommonOptions
{
    public static Argument<string> Run() => new("RUN") { Description = "The folder of a finished run." };

    public static Option<string?> Data(string fallback) => new("--data")
    {
        Description = "mnist or penguins (embedded), fashion-mnist (Debian's package), a folder of IDX files, or a "
            + $"table .csv or .tsv. {fallback}",
        HelpName = "DATA",
    };

    public static Option<bool> Json() =>
        new("--json") { Description = "Print one JSON document on stdout, and everything else on stderr." };

    public static Option<int?> Threads() => Usage.Number<int>(
        "--threads N", "Threads to compute with; all processors by default. Results don't depend on it.", new(1, 256));

    public static Option<ulong?> Seed() =>
        Usage.Number<ulong>("--seed N", "The seed of everything random; 0 by default.", NumberRange.NotNegative);

    public static void UseThreads(int? threads)
    {
        if (threads is { } count)
        {
            WorkerPool.Threads = count;
        }
    }

    public static IDataSource ParseData(string text) => Open(() => DataSources.Parse(text));

    public static IDataSource OpenData(RunConfiguration configuration) => Open(() => DataSources.Open(configuration));

    /// <summary>The data of a finished run, or other data for it.</summary>
    /// <exception cref="IOException">They are not there.</exception>
    public static IDataSource OpenData(RunFolder run, string? text)
    {
        string own = run.Configuration.Data;
        return text is not null || ImageSource.IsName(own) || own == TableSource.Penguins || Path.Exists(own)
            ? Open(() => DataSources.Open(run.Configuration, text, run.ReadTable(), run.ReadForm()?.Digest))
            : throw new FileNotFoundException(
                $"{own}: the data of the run are not there; --data says where they are now.");
    }

    private static IDataSource Open(Func<IDataSource> open)
    {
        try
        {
            return open();
        }
        catch (ArgumentException error)
        {
            throw new UsageException($"--data: {error.Message}", error);
        }
    }

    /// <summary>The test set, whose examples have to be of the size that a run's classifier takes.</summary>
    /// <exception cref="InvalidDataException">They are not.</exception>
    public static Dataset OpenTest(IDataSource source, Network classifier)
    {
        Dataset test = source.OpenTest(Evaluator.CountClasses(classifier));
        return test.Inputs.Columns == classifier.Inputs
            ? test
            : throw new InvalidDataException(
                $"{source.Name}: the examples have {test.Inputs.Columns} features, but the run's classifier takes "
                    + $"{classifier.Inputs}.");
    }
}
