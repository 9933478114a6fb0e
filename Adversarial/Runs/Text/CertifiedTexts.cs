using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Domains.Text.Certificates;
using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Adversarial.Runs.Text;

/// <summary>What is proved of the positive texts that are flagged.</summary>
/// <param name="Flagged">How many positive texts are flagged as they are.</param>
/// <param name="UnderInsertion">
/// Of these, the share that stays flagged whatever is written before and after it; null without any.
/// </param>
/// <param name="UnderEdits">
/// The share that stays flagged whatever 1 character is edited, whatever 2 are, and so on.
/// </param>
internal sealed record CertifiedTexts(int Flagged, double? UnderInsertion, IReadOnlyList<double?> UnderEdits)
{
    private const int TextsOfPart = 4;

    /// <summary>Proves what can be proved.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="texts">The texts; only the positive ones are looked at.</param>
    /// <param name="threshold">The logit above which a text is flagged.</param>
    /// <param name="edits">The most edited characters.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Ends it within a few texts.</param>
    public static CertifiedTexts From(
        TextDetector detector, IEnumerable<LabelledText> texts, float threshold, int edits,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfNegative(edits);
        string[] positive = [.. texts.Where(text => text.Label == 1).Select(text => text.Text)];
        float[] logits = DetectorScores.Of(detector, positive);
        string[] flagged = [.. positive.Where((_, i) => logits[i] > threshold)];
        var job = new Job(detector, flagged, threshold, edits, cancellation);
        int parts = (flagged.Length + TextsOfPart - 1) / TextsOfPart;
        for (int first = 0; first < parts; first += WorkerPool.Threads)
        {
            progress.Report((double)first / parts);
            job.First = first;
            WorkerPool.Run(job, Math.Min(WorkerPool.Threads, parts - first));
            cancellation.ThrowIfCancellationRequested();
        }
        return new CertifiedTexts(
            flagged.Length, Share(0), [.. Enumerable.Range(1, edits).Select(Share)]);

        double? Share(int column) => flagged.Length == 0 ? null
            : (double)Enumerable.Range(0, flagged.Length).Count(i => job.Holds[i, column]) / flagged.Length;
    }

    private sealed class Job(
        TextDetector detector, string[] texts, float threshold, int edits, CancellationToken cancellation) : ParallelJob
    {
        /// <summary>Of each text: under insertion, and under each number of edits.</summary>
        public bool[,] Holds { get; } = new bool[texts.Length, edits + 1];

        public int First { get; set; }

        protected override void Run(int part)
        {
            var insertion = new InsertionCertificate(detector);
            var certificate = new EditCertificate(detector);
            int start = (First + part) * TextsOfPart;
            for (int i = start; i < Math.Min(texts.Length, start + TextsOfPart); i++)
            {
                Holds[i, 0] = insertion.LowerBound(texts[i]) > threshold;
                for (int k = 1; k <= edits && !cancellation.IsCancellationRequested; k++)
                {
                    Holds[i, k] = certificate.LowerBound(texts[i], k) > threshold;
                    if (!Holds[i, k])
                    {
                        break; // more edits can't be better
                    }
                }
            }
        }
    }
}
