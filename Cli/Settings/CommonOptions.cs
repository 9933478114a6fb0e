using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Layers;

namespace Scratch.Cli.Settings;

/// <summary>Options that several commands share, each written once.</summary>
internal static class CommonOptions
{
    public static Argument<string> Run() => new("RUN") { Description = "The folder of a finished run." };

    public static Option<string?> Data(string fallback) => new("--data")
    {
        Description = $"mnist (embedded), fashion-mnist (Debian's package), or a folder of IDX files. {fallback}",
        HelpName = "DATA",
    };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document on stdout, and everything else on stderr." };

    public static Option<int?> Threads()
    {
        var option = new Option<int?>("--threads")
        {
            Description = "Threads to compute with; all processors by default. Results don't depend on it.",
            HelpName = "N",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out int n) && n is < 1 or > 256)
            {
                result.AddError($"--threads is {n}; expected 1 to 256.");
            }
        });
        return option;
    }

    public static Option<ulong> Seed() => new("--seed") { Description = "The seed of everything random; 0 by default.", HelpName = "N" };

    public static void UseThreads(int? threads)
    {
        if (threads is { } count)
        {
            WorkerPool.Threads = count;
        }
    }

    /// <summary>Refuses to replace a file unasked.</summary>
    public static void RequireNew(string file, bool overwrite)
    {
        if (Directory.Exists(file))
        {
            throw new IOException($"{file}: this is a folder; expected a file to write.");
        }
        if (File.Exists(file) && !overwrite)
        {
            throw new IOException($"{file}: the file exists; --overwrite replaces it.");
        }
    }

    public static IDataSource ParseData(string text)
    {
        try
        {
            return ImageSource.Parse(text);
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
        Dataset test = source.OpenTest(classifier.Outputs);
        return test.Inputs.Columns == classifier.Inputs
            ? test
            : throw new InvalidDataException(
                $"{source.Name}: the images have {test.Inputs.Columns} pixels, but the run's classifier takes {classifier.Inputs}.");
    }
}
