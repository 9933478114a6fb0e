using System.Globalization;
using Scratch.Benchmarks.Workloads;

namespace Scratch.Benchmarks.Comparison;

/// <summary>The command line of <c>peers</c>.</summary>
/// <param name="Threads">Of Scratch and of every peer that has threads.</param>
/// <param name="Rounds">How often each is timed.</param>
/// <param name="Workloads">Their names, in the order of the tables.</param>
/// <param name="Json">The file for the rows; null for none.</param>
public sealed record PeersOptions(int Threads, int Rounds, IReadOnlyList<string> Workloads, string? Json)
{
    public const string Usage = "usage: peers [--threads N] [--rounds N] [--only WORKLOAD,...] [--json FILE]";
    private const int UsualRounds = 20;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ArgumentException">An option is unknown or its value can't be used; the message says which.</exception>
    public static PeersOptions Parse(IReadOnlyList<string> args)
    {
        var options = new PeersOptions(1, UsualRounds, [.. WorkloadList.All.Keys], null);
        for (int i = 0; i < args.Count; i += 2)
        {
            string value = i + 1 < args.Count ? args[i + 1] : throw new ArgumentException($"{args[i]} has no value.");
            options = args[i] switch
            {
                "--threads" => options with { Threads = Count(args[i], value) },
                "--rounds" => options with { Rounds = Count(args[i], value) },
                "--only" => options with { Workloads = Names(value) },
                "--json" => options with { Json = value },
                _ => throw new ArgumentException($"There is no option {args[i]}."),
            };
        }
        return options;
    }

    private static int Count(string option, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : throw new ArgumentException($"{option} is {value}; expected a whole number above 0.");

    private static string[] Names(string value)
    {
        string[] names = value.Split(',');
        string? unknown = names.FirstOrDefault(name => !WorkloadList.All.ContainsKey(name));
        return unknown is null
            ? names
            : throw new ArgumentException($"There is no workload '{unknown}'; expected some of {string.Join(", ", WorkloadList.All.Keys)}.");
    }
}
