using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Adversarial.Domains.Text.Search;

namespace Scratch.Adversarial.Runs.Text;

/// <summary>Texts that a search has edited until the detector was wrong about them.</summary>
/// <remarks>
/// Positive texts are to get below the threshold, negative ones above; those that the detector is wrong about as they
/// are stay so.
/// </remarks>
internal sealed class EditSearchSweep
{
    private const int TextsAtOnce = 16; // progress is told after so many

    private readonly EditSearchResult[] _results;
    private readonly float _threshold;
    private readonly EditSearchOptions _options;

    private EditSearchSweep(
        LabelledTexts texts, float threshold, EditSearchOptions options, float[] plain, EditSearchResult[] results) =>
        (Texts, _threshold, _options, Plain, _results) = (texts, threshold, options, plain, results);

    /// <summary>The texts.</summary>
    public LabelledTexts Texts { get; }

    /// <summary>The logit of each text as it is.</summary>
    public IReadOnlyList<float> Plain { get; }

    /// <summary>What became of each text.</summary>
    public IReadOnlyList<EditSearchResult> Results => _results;

    /// <summary>Searches.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="threshold">The logit above which a text is flagged.</param>
    /// <param name="options">How.</param>
    /// <param name="random">Decides everything that is random; each text has a stream of its own.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Ends it within a few questions to the detector.</param>
    /// <exception cref="ArgumentException">A number is below 1, or there is no such kind.</exception>
    public static EditSearchSweep Run(
        TextDetector detector, LabelledTexts texts, float threshold, EditSearchOptions options, RandomStream random,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        _ = new EditSearch(detector, options); // what can't be is said before it begins
        LabelledText[] items = [.. texts.Items];
        float[] plain = DetectorScores.Of(detector, [.. items.Select(item => item.Text)]);
        EditSearchResult[] results =
            [.. items.Select((item, i) => new EditSearchResult(item.Text, plain[i], [], IsWrong(i), 0))];
        int[] right = [.. Enumerable.Range(0, items.Length).Where(i => !IsWrong(i))];
        for (int first = 0; first < right.Length; first += TextsAtOnce)
        {
            progress.Report((double)first / right.Length);
            int[] some = right[first..Math.Min(right.Length, first + TextsAtOnce)];
            WorkerPool.Run(new Job(some, i => results[i] = new EditSearch(detector, options).Run(
                items[i].Text, items[i].Label == 1, threshold, random.Fork(i), cancellation)), some.Length);
            cancellation.ThrowIfCancellationRequested();
        }
        return new EditSearchSweep(texts, threshold, options, plain, results);

        bool IsWrong(int i) => plain[i] > threshold != (items[i].Label == 1);
    }

    /// <summary>What it comes to.</summary>
    /// <param name="data">What the texts are called.</param>
    public EditSearchReport Report(string data)
    {
        EditSearchResult[] searched = [.. _results.Where(result => result.Queries > 0)];
        return new EditSearchReport
        {
            Data = data,
            Texts = Texts.Items.Count,
            Positives = Texts.Items.Count(item => item.Label == 1),
            Threshold = TextDetector.ScoreOf(_threshold),
            Beam = _options.Beam,
            QueriesOfText = searched.Length == 0 ? 0 : searched.Average(result => result.Queries),
            Budgets =
            [
                .. Enumerable.Range(0, _options.Budget + 1).Select(
                    edits => new BudgetFigures(edits, Flagged(1, edits), Flagged(0, edits))),
            ],
        };
    }

    /// <summary>The texts that the detector was right about, and no longer is.</summary>
    public IEnumerable<(LabelledText Text, EditSearchResult Result)> Fooled =>
        Texts.Items.Zip(_results).Where(pair => pair.Second is { IsAcross: true, Edits.Count: > 0 });

    /// <summary>The share of a label's texts that are flagged after so many edits; null without any.</summary>
    private double? Flagged(int label, int edits)
    {
        (int all, int flagged) = (0, 0);
        for (int i = 0; i < _results.Length; i++)
        {
            if (Texts.Items[i].Label == label)
            {
                bool isWrong = _results[i].IsAcross && _results[i].Edits.Count <= edits;
                (all, flagged) = (all + 1, flagged + (isWrong != (label == 1) ? 1 : 0));
            }
        }
        return all == 0 ? null : (double)flagged / all;
    }

    private sealed class Job(int[] texts, Action<int> run) : ParallelJob
    {
        protected override void Run(int part) => run(texts[part]);
    }
}
