using System.Globalization;

namespace Scratch.Benchmarks.Growth;

/// <summary>The command line of <c>growth</c>.</summary>
/// <param name="Threads">Of the training.</param>
/// <param name="Folder">Where the picture goes; it exists.</param>
public sealed record GrowthOptions(int Threads, string Folder)
{
    public const string Usage = "usage: growth [--threads N] [--out FOLDER]";

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">An option is unknown or its value can't be used; the message says which.</exception>
    public static GrowthOptions Parse(IReadOnlyList<string> args)
    {
        var options = new GrowthOptions(1, ".");
        for (int i = 0; i < args.Count; i += 2)
        {
            string value = i + 1 < args.Count ? args[i + 1] : throw new ArgumentException($"{args[i]} has no value.");
            options = args[i] switch
            {
                "--threads" => options with { Threads = Count(args[i], value) },
                "--out" => options with { Folder = Existing(args[i], value) },
                _ => throw new ArgumentException($"There is no option {args[i]}."),
            };
        }
        return options;
    }

    private static int Count(string option, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : throw new ArgumentException($"{option} is {value}; expected a whole number above 0.");

    private static string Existing(string option, string folder) =>
        Directory.Exists(folder) ? folder : throw new ArgumentException($"{option} is {folder}; expected a folder that exists.");
}
