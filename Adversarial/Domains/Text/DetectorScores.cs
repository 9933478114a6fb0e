namespace Scratch.Adversarial.Domains.Text;

/// <summary>The logits of many texts, several at a time.</summary>
public static class DetectorScores
{
    private const int TextsOfPart = 32;

    /// <summary>The logit of each text's worst window; −∞ for a text without words.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="texts">The texts.</param>
    public static float[] Of(TextDetector detector, IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(texts);
        float[] logits = new float[texts.Count];
        WorkerPool.Run(new Job(detector, texts, logits), (texts.Count + TextsOfPart - 1) / TextsOfPart);
        return logits;
    }

    private sealed class Job(TextDetector detector, IReadOnlyList<string> texts, float[] logits) : ParallelJob
    {
        protected override void Run(int part)
        {
            var scanner = new TextScanner(detector);
            for (int i = part * TextsOfPart; i < Math.Min(texts.Count, (part + 1) * TextsOfPart); i++)
            {
                logits[i] = scanner.Read(texts[i]);
            }
        }
    }
}
