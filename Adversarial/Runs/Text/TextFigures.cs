using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Adversarial.Runs.Text;

/// <summary>The figures of a detector on some texts. Positive is what it is to notice.</summary>
internal sealed record TextFigures
{
    /// <summary>The number of texts.</summary>
    public required int Texts { get; init; }

    /// <summary>How many of them are positive.</summary>
    public required int Positives { get; init; }

    /// <summary>The area under the ROC curve; null if there are no positives or no negatives.</summary>
    public double? RocAuc { get; init; }

    /// <summary>The area under the precision-recall curve; null without positives.</summary>
    public double? AveragePrecision { get; init; }

    /// <summary>F1 at a threshold that was chosen on other texts; null without positives.</summary>
    public double? F1 { get; init; }

    /// <summary>The share of the positives that are flagged; null without any.</summary>
    public double? Recall { get; init; }

    /// <summary>The share of the flagged that are positive; null if none is flagged.</summary>
    public double? Precision { get; init; }

    /// <summary>The share of the negatives that are flagged; null without any.</summary>
    public double? FalsePositiveRate { get; init; }

    /// <summary>The same by source, in the order of their names; empty if there is one alone.</summary>
    public IReadOnlyList<SourceFigures> Sources { get; init; } = [];

    /// <summary>The figures of logits.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="logits">The logit of each.</param>
    /// <param name="threshold">The logit above which a text is flagged.</param>
    /// <param name="thresholdOfF1">The logit above which it is for F1.</param>
    public static TextFigures From(
        IReadOnlyList<LabelledText> texts, ReadOnlySpan<float> logits, float threshold, float thresholdOfF1)
    {
        ArgumentNullException.ThrowIfNull(texts);
        double[] scores = new double[texts.Count];
        bool[] isPositive = new bool[texts.Count];
        var sources = new SortedDictionary<string, int[]>(StringComparer.Ordinal);
        for (int i = 0; i < scores.Length; i++)
        {
            (scores[i], isPositive[i]) = (logits[i], texts[i].Label == 1);
            if (!sources.TryGetValue(texts[i].Source, out int[]? counts))
            {
                sources[texts[i].Source] = counts = new int[4];
            }
            counts[texts[i].Label]++;
            counts[2 + texts[i].Label] += logits[i] > threshold ? 1 : 0;
        }
        RankingCurve curve = RankingCurve.From(scores, isPositive);
        RankingPoint flagged = At(curve, threshold), best = At(curve, thresholdOfF1);
        return new TextFigures
        {
            Texts = texts.Count,
            Positives = curve.Positives,
            RocAuc = curve.Positives > 0 && curve.Negatives > 0 ? Area(scores, isPositive) : null,
            AveragePrecision = curve.Positives > 0 ? curve.AveragePrecision : null,
            F1 = curve.Positives > 0 ? curve.F1(best) : null,
            Recall = curve.Positives > 0 ? curve.Recall(flagged) : null,
            Precision = flagged.TruePositives + flagged.FalsePositives > 0 ? RankingCurve.Precision(flagged) : null,
            FalsePositiveRate = curve.Negatives > 0 ? curve.FalsePositiveRate(flagged) : null,
            Sources = sources.Count < 2 ? [] : [.. sources.Select(source => new SourceFigures(
                source.Key, source.Value[1], source.Value[0], Share(source.Value[3], source.Value[1]),
                Share(source.Value[2], source.Value[0])))],
        };
    }

    private static double Area(double[] scores, bool[] isPositive) => Evaluation.RocAuc.Compute(scores, isPositive);

    private static double? Share(int flagged, int all) => all == 0 ? null : (double)flagged / all;

    /// <summary>What lies above a threshold.</summary>
    private static RankingPoint At(RankingCurve curve, double threshold)
    {
        RankingPoint last = default;
        foreach (RankingPoint point in curve.Points)
        {
            if (!(point.Score > threshold))
            {
                break;
            }
            last = point;
        }
        return last;
    }
}

/// <summary>The figures of the texts of one source.</summary>
/// <param name="Source">Where they come from.</param>
/// <param name="Positives">How many of them are to be noticed.</param>
/// <param name="Negatives">How many are not.</param>
/// <param name="Recall">The share of the positives that are flagged; null without any.</param>
/// <param name="FalsePositiveRate">The share of the negatives that are flagged; null without any.</param>
internal sealed record SourceFigures(
    string Source, int Positives, int Negatives, double? Recall, double? FalsePositiveRate);
