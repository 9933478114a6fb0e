using System.Globalization;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Certificates;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Adversarial.Domains.Behaviour.Shilling;
using Scratch.Benchmarks.Recommend;
using Scratch.Engine;

namespace Scratch.Benchmarks.Shilling;

/// <summary>The rows of one seed, by name.</summary>
internal static class ShillingFigures
{
    private const double Ridge = 300; // chosen on validation users
    private const int MostProfiles = 20, MostClicks = 4, Longest = 5;

    private static readonly double[] Shares = [0.003, 0.01, 0.03];
    private static readonly int[] Counts = [0, 1, 5, 10, 20];

    /// <summary>What attacks do to EASE, with a detector and without, and what the detector finds.</summary>
    public static Dictionary<string, double> Attack(RecommendData data, int seed, int targets)
    {
        var random = new RandomStream((ulong)seed, 1);
        int[] pushed = LongTail.Draw(data.Training, targets, random.Fork(0));
        var rows = new Dictionary<string, double>();
        foreach (ShillingAttack attack in ShillingCatalog.All)
        {
            foreach (double share in attack is BandwagonAttack ? Shares : [0.01])
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"{attack.Name} {share:0.0 %}");
                Add(rows, $"{name}, EASE", attack, share, pushed, data, random,
                    profiles => new FittedRecommender(Ease.Fit(profiles, Ridge)));
                Add(rows, $"{name}, screened", attack, share, pushed, data, random,
                    profiles => ScreenedEase.Fit(profiles, Ridge, ShillingCatalog.All, random.Fork(2)));
            }
            ShillingAttack[] others = [.. ShillingCatalog.All.Where(other => other != attack)];
            Add(rows, $"{attack.Name} 1.0 %, screened without having seen it", attack, 0.01, pushed, data, random,
                profiles => ScreenedEase.Fit(profiles, Ridge, others, random.Fork(2)));
        }
        return rows;
    }

    /// <summary>What no clicks, no injected profiles and no changed users can take.</summary>
    public static Dictionary<string, double> Certify(RecommendData data, int seed)
    {
        var random = new RandomStream((ulong)seed, 2);
        var rows = new Dictionary<string, double>();
        var ease = Ease.Fit(data.Training, Ridge);
        rows["EASE: HR@10"] = RankingEvaluator.Measure(ease, data.Test).HitRate;
        Add(rows, "EASE, clicks added", ClickCertificate.Added(ease, data.Test, MostClicks), [1, 2, MostClicks]);
        Add(rows, "EASE, clicks hidden", ClickCertificate.Hidden(ease, data.Test, MostClicks), [1, 2, MostClicks]);
        foreach (double ridge in new[] { Ridge, 1000, 2000 })
        {
            Profiles cut = ShortProfiles.Cut(data.Training, Longest, random.Fork(0));
            string name = string.Create(
                CultureInfo.InvariantCulture, $"EASE λ {ridge}, profiles of {Longest}, injected");
            Add(rows, name, InjectionCertificate.Certify(cut, ridge, Longest, data.Test, MostProfiles), Counts);
        }
        foreach (int parts in new[] { 50, 100 })
        {
            var vote = PartitionVote.Fit(
                data.Training, new VoteOptions { Parts = parts }, part => Ease.Fit(part, 20), random.Fork(1));
            Add(rows, $"{parts} parts, injected or changed",
                PartitionCertificate.Certify(vote, data.Test, MostProfiles), Counts);
        }
        return rows;
    }

    private static void Add(Dictionary<string, double> rows, string name, CertifiedHits hits, int[] counts)
    {
        foreach (int count in counts)
        {
            rows[$"{name}, k = {count}"] = hits.HitRate(count);
        }
    }

    /// <summary>Each target is pushed by itself, by all fakes.</summary>
    private static void Add(
        Dictionary<string, double> rows, string name, ShillingAttack attack, double share, int[] targets,
        RecommendData data, RandomStream random, Func<Profiles, FittedRecommender> fit)
    {
        var evaluation = new ShillingEvaluation(data.Training, data.Test, fit);
        ShillingReport[] reports =
            [.. targets.Select((target, i) => evaluation.Run(attack, [target], share, random.Fork(3).Fork(i)))];
        rows[$"{name}: targets' HR@10 before"] = reports.Average(report => report.TargetHitRateBefore);
        rows[$"{name}: targets' HR@10 after"] = reports.Average(report => report.TargetHitRateAfter);
        rows[$"{name}: HR@10 before"] = reports[0].Before.HitRate;
        rows[$"{name}: HR@10 after"] = reports.Average(report => report.After.HitRate);
        if (reports[0].DetectorAuc is not null)
        {
            rows[$"{name}: detector's AUC"] = reports.Average(report => report.DetectorAuc!.Value);
        }
        foreach (string row in rows.Keys.Where(row => row.StartsWith($"{name}: ", StringComparison.Ordinal)))
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {row}: {rows[row]:0.0000}"));
        }
    }
}
