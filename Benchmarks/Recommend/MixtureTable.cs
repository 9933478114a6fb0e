using System.Globalization;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Generation;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Adversarial.Runs.Ablation;
using Scratch.Engine;

namespace Scratch.Benchmarks.Recommend;

/// <summary>
/// What adversarial prompts and generated users bring: trainings in pairs, of equal numbers of updates.
/// </summary>
internal static class MixtureTable
{
    private const int Epochs = 15, Sweeps = 3;

    private static readonly float[] Radii = [0.5f];

    /// <summary>Prints the table. A pair has the same split, the same start and as many updates.</summary>
    public static void Print(Profiles users, bool isVisits, int seeds)
    {
        var figures = new Dictionary<string, List<RankingFigures>>();
        for (int seed = 0; seed < seeds; seed++)
        {
            RecommendData data = RecommendData.Split(users, isVisits, seed);
            RandomStream random = new RandomStream((ulong)seed).Fork(11);
            ProfileTrainingOptions options = RecommendModels.Finding(isVisits) with { Epochs = Epochs };
            ProfileAutoencoder plain = Train(data.Training, options);
            Add("real users alone", plain);
            foreach (float radius in Radii)
            {
                Add($"and adversarial prompts, radius {radius.ToString(CultureInfo.InvariantCulture)}",
                    Train(data.Training, options with { Radius = radius }));
            }
            Profiles start = ProfileGenerator.ByPopularity(data.Training, data.Training.Users, random.Fork(1));
            Profiles made = GibbsSweeps.Run(plain, start, Sweeps, random.Fork(2));
            Add("and as many generated users", Train(data.Training.Append(made), options with { Epochs = Epochs / 2 }));
            Ease ease = RecommendModels.PlainEase(data.Training, isVisits);
            Add("EASE", ease);
            Add("EASE, and as many generated users", RecommendModels.PlainEase(data.Training.Append(made), isVisits));

            ProfileAutoencoder Train(Profiles training, ProfileTrainingOptions changed) => ProfileTraining.Train(
                training, RecommendModels.Shape(users.Items, isVisits), changed, random.Fork(0));

            void Add(string name, IRecommender recommender)
            {
                figures.TryAdd(name, []);
                figures[name].Add(RankingEvaluator.Measure(recommender, data.Test));
                Console.Error.WriteLine($"seed {seed}, {name}: {Number(figures[name][^1].HitRate)}");
            }
        }
        Console.WriteLine("| learnt from | HR@10 | difference | NDCG@10 | difference |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach ((string name, List<RankingFigures> all) in figures)
        {
            List<RankingFigures> against = figures[name.StartsWith("EASE", StringComparison.Ordinal)
                ? "EASE" : "real users alone"];
            Console.WriteLine($"| {name} | {Pair(all, against, one => one.HitRate)} "
                + $"| {Pair(all, against, one => one.Ndcg)} |");
        }
    }

    private static string Pair(
        List<RankingFigures> figures, List<RankingFigures> than, Func<RankingFigures, double> of)
    {
        string mean = Number(figures.Average(of));
        if (figures == than || figures.Count < 2)
        {
            return $"{mean} | ";
        }
        var interval = StudentInterval.From([.. figures.Zip(than, (a, b) => of(a) - of(b))]);
        return $"{mean} | {interval.Mean.ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture)} "
            + $"± {Number(interval.Half)}";
    }

    private static string Number(double value) => RecommendCommand.Number(value);
}
