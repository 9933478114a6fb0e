using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Engine;

namespace Scratch.Benchmarks.Recommend;

/// <summary>What settings were chosen from: each candidate on users that no seed of the table tests on.</summary>
internal static class Candidates
{
    /// <summary>Prints the figures of all candidates.</summary>
    public static void Compare(RecommendData data, bool isVisits)
    {
        Profiles training = data.Training;
        Console.WriteLine("| candidate | HR@10 | NDCG@10 | coverage@10 |");
        Console.WriteLine("|---|---|---|---|");
        foreach (double ridge in new[] { 3.0, 10, 20, 50, 100, 300 })
        {
            foreach (double dropout in new[] { 0, 0.15, 0.35, 0.5 })
            {
                Print($"EASE, ridge {ridge}, dropout {dropout}", Ease.Fit(training, ridge, dropout));
            }
        }
        Ease ease = RecommendModels.ChosenEase(training, isVisits);
        ProfileTrainingOptions options = RecommendModels.Finding(isVisits);
        foreach ((string name, ProfileTrainingOptions changed) in new[]
        {
            ("as in the table", options),
            ("batches of 100", options with { BatchSize = 100 }),
            ("rate .001", options with { LearningRate = 1e-3f }),
            ("weight decay 1", options with { WeightDecay = 1 }),
            ("Mult-DAE", RecommendModels.Reconstructing(isVisits)),
        })
        {
            ProfileAutoencoder model = ProfileTraining.Train(
                training, RecommendModels.Shape(training.Items, isVisits), changed, new RandomStream(0));
            Print($"autoencoder, {name}", model);
            foreach (float weight in new[] { 0.5f, 1, 2 })
            {
                foreach (float discount in new[] { 0, 0.1f, 0.2f, 0.3f })
                {
                    Print($"  discount {discount}, and EASE times {weight}",
                        RecommendModels.Together([model], ease, training, discount, weight));
                }
            }
        }

        void Print(string name, IRecommender recommender)
        {
            RankingFigures figures = RankingEvaluator.Measure(recommender, data.Validation);
            Console.WriteLine($"| {name} | {RecommendCommand.Number(figures.HitRate)} "
                + $"| {RecommendCommand.Number(figures.Ndcg)} | {RecommendCommand.Number(figures.Coverage)} |");
        }
    }
}
