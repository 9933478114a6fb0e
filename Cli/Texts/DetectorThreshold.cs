using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Runs.Text;

namespace Scratch.Cli.Texts;

/// <summary>The option <c>--threshold N|fpr:RATE</c>: the score above which a text is flagged.</summary>
internal static class DetectorThreshold
{
    private const string RatePrefix = "fpr:";
    private const float WithoutRates = 0; // the logit of the score 0.5

    private static readonly Numbers<float> Scores = new(NumberRange.Share);
    private static readonly Numbers<double> Rates = new(new(0, OperatingPoints.LargestRate));

    public static Option<string?> Create() => Usage.Text(
        "--threshold N|fpr:RATE",
        "The score above which a text is flagged, or the share of harmless texts that may be; fpr:0.01 by default.",
        Refuse,
        []);

    /// <summary>The logit above which a text is flagged.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="option">The option.</param>
    /// <param name="detector">The detector; one that was never tried on harmless texts takes scores alone.</param>
    /// <exception cref="UsageException">The detector knows no rates.</exception>
    public static float Read(ParseResult parsed, Option<string?> option, TextDetector detector)
    {
        if (parsed.GetValue(option) is not { } text)
        {
            return detector.OperatingPoints?.Threshold(TextRun.UsualRate) ?? WithoutRates;
        }
        if (!text.StartsWith(RatePrefix, StringComparison.Ordinal))
        {
            float score = Scores.Read(text, option.Name);
            return MathF.Log(score / (1 - score));
        }
        return detector.OperatingPoints?.Threshold(Rates.Read(text[RatePrefix.Length..], option.Name))
            ?? throw new UsageException(
                $"{option.Name} is {text}, and the detector wasn't tried on harmless texts; expected a score.");
    }

    private static string? Refuse(string text) => text.StartsWith(RatePrefix, StringComparison.Ordinal)
        ? Rates.Refuse(text[RatePrefix.Length..])
        : Scores.Refuse(text) is { } problem ? $"{problem}, or {RatePrefix} and a share" : null;
}
