using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Benchmarks.Recommend;

namespace Scratch.Benchmarks.Shilling;

/// <summary>
/// <c>shilling</c>: pushes items of the long tail into the lists of test users by fake profiles, with a detector and
/// without; and says what no fakes can take from the lists.
/// </summary>
public static class ShillingCommand
{
    private static readonly Option<FileInfo> Data = new Option<FileInfo>("--data")
    {
        Description = "Visits in the format DST, as anonymous-msweb.data, or lines user,item; packed or not.",
        Required = true,
        HelpName = "FILE",
    }.AcceptExistingOnly();

    private static readonly Option<int> Seeds = BenchmarkOptions.Count("--seeds", "Seeds, from 0 on.", 3);

    private static readonly Option<int> Targets = BenchmarkOptions.Count("--targets", "Items that are pushed.", 15);

    private static readonly Option<string> What = new Option<string>("--what")
    {
        Description = "all; or attacks, or certificates alone.",
        DefaultValueFactory = _ => "all",
        HelpName = "WORD",
    }.AcceptOnlyFromAmong("all", "attacks", "certificates");

    /// <summary>The command.</summary>
    public static Command Create() => BenchmarkOptions.Command(
        "shilling", "Attacks recommenders with fake profiles and says what they withstand.",
        [Data, Seeds, Targets, What],
        parsed =>
        {
            (Profiles all, bool isVisits) = RecommendData.Read(parsed.GetValue(Data)!.FullName);
            string what = parsed.GetValue(What)!;
            List<Dictionary<string, double>> figures = [];
            for (int seed = 0; seed < parsed.GetValue(Seeds); seed++)
            {
                long start = Stopwatch.GetTimestamp();
                var data = RecommendData.Split(all, isVisits, seed);
                IEnumerable<KeyValuePair<string, double>> rows =
                    what == "attacks" ? [] : ShillingFigures.Certify(data, seed);
                figures.Add(new Dictionary<string, double>(
                    what == "certificates" ? rows
                        : rows.Concat(ShillingFigures.Attack(data, seed, parsed.GetValue(Targets)))));
                Console.Error.WriteLine($"seed {seed}: {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s");
            }
            Console.WriteLine($"| figure | {string.Join(" | ", figures.Select((_, seed) => $"seed {seed}"))} |");
            Console.WriteLine($"|---|{string.Concat(figures.Select(_ => "---|"))}");
            foreach (string name in figures[0].Keys)
            {
                IEnumerable<string> values =
                    figures.Select(one => one[name].ToString("0.0000", CultureInfo.InvariantCulture));
                Console.WriteLine($"| {name} | {string.Join(" | ", values)} |");
            }
        });
}
