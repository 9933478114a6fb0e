using System.CommandLine;
using System.Globalization;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Engine;

namespace Scratch.Benchmarks.Recommend;

/// <summary><c>recommend</c>: trains recommenders with several seeds, and says what each finds.</summary>
public static class RecommendCommand
{
    private static readonly Option<FileInfo> Data = new Option<FileInfo>("--data")
    {
        Description = "Users and items: visits in the format DST, or lines user,item; may be compressed by gzip.",
        Required = true,
        HelpName = "FILE",
    }.AcceptExistingOnly();

    private static readonly Option<int> Seeds = BenchmarkOptions.Count("--seeds", "Seeds, from 0 on.", 3);

    private static readonly Option<string> What = new Option<string>("--what")
    {
        Description = "table: all models on the test users. choose: candidates on users that no seed tests on. "
            + "generate: how like real users generated ones are, with the first seed. "
            + "mixture: what adversarial prompts and generated users bring, in pairs. "
            + "split: the users of each seed as files, for peers.py and peers.mjs. "
            + "speed: one user, EASE's fit, and an epoch at 10,000 items, of made-up users.",
        DefaultValueFactory = _ => "table",
        HelpName = "WORD",
    }.AcceptOnlyFromAmong("table", "choose", "generate", "mixture", "split", "speed");

    private static readonly Option<string?> Rows = new("--rows")
    {
        Description = "Of the table only models whose name contains this.",
        HelpName = "TEXT",
    };

    private static readonly Option<DirectoryInfo> Out = new Option<DirectoryInfo>("--out")
    {
        Description = "Where generated users are written, or those of each seed, one a line.",
        HelpName = "FOLDER",
    }.AcceptExistingOnly();

    /// <summary>The command.</summary>
    public static Command Create() => BenchmarkOptions.Command(
        "recommend", "Trains recommenders and says what they find.", [Data, Seeds, What, Rows, Out],
        parsed =>
        {
            (Profiles users, bool isVisits) = RecommendData.Read(parsed.GetValue(Data)!.FullName);
            int seeds = parsed.GetValue(Seeds);
            switch (parsed.GetValue(What))
            {
                case "choose":
                    Candidates.Compare(RecommendData.Development(users, isVisits, seeds), isVisits);
                    break;
                case "mixture":
                    MixtureTable.Print(users, isVisits, seeds);
                    break;
                case "split":
                    SplitFiles.Write(users, isVisits, seeds, parsed.GetValue(Out)?.FullName
                        ?? throw new ArgumentException("--what split needs --out FOLDER."));
                    break;
                case "speed":
                    RecommendSpeed.Print(0.1);
                    break;
                case "generate":
                    GenerationTable.Print(users, isVisits, seed: 0, parsed.GetValue(Out)?.FullName);
                    break;
                default:
                    Tabulate(users, isVisits, seeds, parsed.GetValue(Rows) ?? "");
                    break;
            }
        });

    private static void Tabulate(Profiles users, bool isVisits, int seeds, string wanted)
    {
        var rows = new List<(string Name, List<RankingFigures> Figures, List<double> Seconds)>();
        for (int seed = 0; seed < seeds; seed++)
        {
            var data = RecommendData.Split(users, isVisits, seed);
            Console.Error.WriteLine(
                $"seed {seed}: {data.Training.Users} users to learn from, {data.Test.Known.Users} tested");
            var models = new RecommendModels(data.Training, isVisits, new RandomStream((ulong)seed).Fork(9));
            int row = 0;
            foreach ((string name, Func<IRecommender> make) in models.All().Where(
                model => model.Name.Contains(wanted, StringComparison.Ordinal)))
            {
                TimeSpan start = Environment.CpuUsage.TotalTime;
                IRecommender recommender = make();
                double seconds = (Environment.CpuUsage.TotalTime - start).TotalSeconds;
                if (seed == 0)
                {
                    rows.Add((name, [], []));
                }
                rows[row].Figures.Add(RankingEvaluator.Measure(recommender, data.Test));
                rows[row].Seconds.Add(seconds);
                Console.Error.WriteLine(
                    $"  {name}: {Number(rows[row].Figures[^1].HitRate)}, {seconds:0.0} s of a processor");
                row++;
            }
        }
        Console.WriteLine("| model | HR@10 | NDCG@10 | coverage@10 | processor seconds |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach ((string name, List<RankingFigures> figures, List<double> seconds) in rows)
        {
            string Each(Func<RankingFigures, double> of) => string.Join(", ", figures.Select(one => Number(of(one))));
            Console.WriteLine($"| {name} | {Each(one => one.HitRate)} | {Each(one => one.Ndcg)} | "
                + $"{Each(one => one.Coverage)} | {seconds.Max().ToString("0.0", CultureInfo.InvariantCulture)} |");
        }
    }

    /// <summary>A figure with four digits.</summary>
    internal static string Number(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
