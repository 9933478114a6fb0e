using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Tables;
using Scratch.Adversarial.Runs.Behaviour;
using Scratch.Adversarial.Runs.Speech;
using Scratch.Adversarial.Runs.Text;
using Scratch.Layers;

namespace Scratch.Cli.Settings;

/// <summary>Options that several commands share, each written once.</summary>
internal static class CommonOptions
{
    public static Argument<string> Run() => new("RUN") { Description = "The folder of a finished run." };

    public static Option<string?> Data(string fallback) => new("--data")
    {
        Description = "mnist, penguins or spoken-digits (embedded), fashion-mnist (Debian's package), a folder of "
            + $"IDX or WAV files, or a table .csv or .tsv. {fallback}",
        HelpName = "DATA",
    };

    public static Option<bool> Json() =>
        new("--json") { Description = "Print one JSON document on stdout, and everything else on stderr." };

    public static Option<int?> Threads() => Usage.Number<int>(
        "--threads N", "Threads to compute with; all processors by default. Results don't depend on it.", new(1, 256));

    public static Option<ulong?> Seed() =>
        Usage.Number<ulong>("--seed N", "The seed of everything random; 0 by default.", NumberRange.NotNegative);

    public static Option<int?> Validation() => Usage.Number<int>(
        "--validation N",
        "Training examples that are split off to choose by; as many as in the run by default.",
        NumberRange.FromOne);

    /// <summary>A run's configuration with another size of the part that is split off, if one is given.</summary>
    public static RunConfiguration WithValidation(RunFolder run, int? validation) =>
        run.Configuration with { Validation = validation ?? run.Configuration.Validation };

    /// <summary>Opens a finished run.</summary>
    /// <param name="path">What the command line says.</param>
    /// <param name="instead">What takes a model file in its place: such as "--model"; null if nothing does.</param>
    /// <exception cref="UsageException">It is a file, or a run on texts or on behaviour.</exception>
    public static RunFolder OpenRun(string path, string? instead = null) => TextRunFolder.Is(path)
        ? throw new UsageException($"{path} is a run on texts; expected one on images, tables or sounds.")
        : BehaviourRunFolder.Is(path)
        ? throw new UsageException($"{path} is a run on behaviour; expected one on images, tables or sounds.")
        : !File.Exists(path) ? RunFolder.Open(path)
        : throw new UsageException($"{path} is a file; expected RUN, the folder of a finished run"
            + (instead is null ? "." : $". Did you mean {instead} {Usage.Quote(path)}?"));

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
        return text is not null || ImageSource.IsName(own) || own is TableSource.Penguins or SyntheticDigits.Name
            || Path.Exists(own)
            ? Open(() => DataSources.Open(
                run.Configuration, text, run.ReadTable(), run.ReadForm()?.Digest, SpeechRun.DomainOf(run)))
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
        return test.Features == classifier.Inputs
            ? test
            : throw new InvalidDataException(
                $"{source.Name}: the examples have {test.Features} features, but the run's classifier takes "
                    + $"{classifier.Inputs}.");
    }
}
