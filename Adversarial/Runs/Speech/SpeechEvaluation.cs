using Scratch.Adversarial.Domains.Speech.Signals;

namespace Scratch.Adversarial.Runs.Speech;

/// <summary>Accuracy at a ratio of signal to noise, or to what an attack may add.</summary>
/// <param name="Ratio">In dB.</param>
/// <param name="Correct">Words that are recognised; under attack those that are so without it as well.</param>
/// <param name="Accuracy">Their share.</param>
internal sealed record RatioReport(float Ratio, int Correct, double Accuracy)
{
    /// <summary>
    /// The share of the words of which intervals prove that nothing in the ball of an attack is recognised otherwise;
    /// null in noise.
    /// </summary>
    public double? CertifiedAccuracy { get; init; }
}

/// <summary>How well words are recognised in noise, under attack, and of whom.</summary>
internal sealed record SpeechEvaluation
{
    private const int WordsAtOnce = 50; // their bounds have 30 MB

    /// <summary>The data set.</summary>
    public required string Data { get; init; }

    /// <summary>The number of words.</summary>
    public required int Examples { get; init; }

    /// <summary>How many are recognised as they are.</summary>
    public required int Correct { get; init; }

    /// <summary>Their share.</summary>
    public required double Accuracy { get; init; }

    /// <summary>In white noise, each word in noise of its own that all ratios share.</summary>
    public IReadOnlyList<RatioReport> Noise { get; init; } = [];

    /// <summary>Under projected gradient descent with 20 steps on the samples.</summary>
    public IReadOnlyList<RatioReport> Attack { get; init; } = [];

    /// <summary>By speaker; null where they are not known.</summary>
    public IReadOnlyList<SpeakerReport>? Speakers { get; init; }

    /// <summary>The share of words that intervals certify, from their samples to the logits.</summary>
    /// <param name="classifier">From a row to logits.</param>
    /// <param name="words">The words.</param>
    /// <param name="ratio">Word to radius, in dB.</param>
    /// <param name="cancellation">Checked between batches.</param>
    public static double Certified(
        Network classifier, Dataset words, float ratio, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(words);
        var ball = new Ball(Norm.Parse("linf"), SpeechDomain.EpsilonOf(ratio), words.Domain.Box);
        bool[] certified = Certifier.Certify(
            classifier, new IntervalBounds(classifier, ball, WordsAtOnce), words, null, cancellation);
        return (double)certified.Count(proven => proven) / words.Count;
    }

    /// <summary>Accuracy in white noise, which is added to the word and brought to the usual level with it.</summary>
    /// <param name="classifier">From a row to logits.</param>
    /// <param name="words">The words.</param>
    /// <param name="ratio">Signal to noise, in dB.</param>
    /// <param name="random">Word i draws its noise from <c>random.Fork(i)</c>.</param>
    /// <param name="cancellation">Checked between batches.</param>
    public static RatioReport InNoise(
        Network classifier, Dataset words, float ratio, RandomStream random, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(words);
        Matrix noisy = Matrix.Allocate(words.Count, words.Inputs.Columns);
        float[] noise = new float[words.Inputs.Columns];
        for (int i = 0; i < words.Count; i++)
        {
            Span<float> row = noisy.Row(i);
            words.Inputs.Row(i).CopyTo(row);
            int count = SpeechRow.CountOf(row);
            Domains.Speech.Signals.Noise.FillWhite(random.Fork(i), noise.AsSpan(0, count));
            Domains.Speech.Signals.Noise.Add(row[..count], noise.AsSpan(0, count), ratio);
            SpeechRow.Finish(row, count);
        }
        int[] predictions = Evaluator.PredictClasses(classifier, noisy, cancellation);
        int correct = predictions.Where((seen, i) => seen == words.Labels.Span[i]).Count();
        return new RatioReport(ratio, correct, (double)correct / words.Count);
    }
}

/// <summary>The JSON forms of figures of spoken words, generated at compile time.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, Converters = [typeof(ShortestNumbers)])]
[JsonSerializable(typeof(SpeechEvaluation))]
internal sealed partial class SpeechRunJson : JsonSerializerContext;
