using System.IO.Compression;
using Scratch.Adversarial.Domains.Text;

namespace Scratch.Guard;

/// <summary>
/// A ready-made detector of malicious prompts: instructions to a language model that override its own, or trick it
/// out of its rules.
/// </summary>
/// <remarks>
/// What it was trained on, what it catches and what it misses says docs/guard.md. Each thread needs a guard of its own;
/// their weights are shared. Warm, scoring allocates nothing.
/// </remarks>
/// <example>
/// <code>
/// PromptGuard guard = PromptGuard.Load();
/// bool isFlagged = guard.Score(text) &gt; PromptGuard.Threshold;
/// </code>
/// </example>
public sealed class PromptGuard
{
    private const string Resource = "guard.safetensors.gz";
    private const double UsualRate = 0.01;

    private static readonly Lazy<TextDetector> Shared = new(ReadResource);

    private readonly TextScanner _scanner = new(Shared.Value);

    private PromptGuard()
    {
    }

    /// <summary>The detector, for scanners of other programs.</summary>
    public static TextDetector Detector => Shared.Value;

    /// <summary>
    /// The score above which a text is flagged unless told otherwise: one in a hundred of the harmless texts that it
    /// was tried on, which are harder than most, lies above it.
    /// </summary>
    public static float Threshold { get; } = TextDetector.ScoreOf(Shared.Value.OperatingPoints!.Threshold(UsualRate));

    /// <summary>A guard for one thread.</summary>
    public static PromptGuard Load() => new();

    /// <summary>How likely it is that the text attacks: from 0 to 1; 0 for a text without words.</summary>
    public float Score(ReadOnlySpan<char> text) => TextDetector.ScoreOf(_scanner.Read(text));

    private static TextDetector ReadResource()
    {
        using Stream packed = typeof(PromptGuard).Assembly.GetManifestResourceStream(Resource)!;
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        using var file = new MemoryStream(); // a tensor's place is looked up
        gzip.CopyTo(file);
        file.Position = 0;
        return TextDetectorFile.Read(file, Resource);
    }
}
