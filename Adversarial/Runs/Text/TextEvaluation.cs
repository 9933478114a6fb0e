namespace Scratch.Adversarial.Runs.Text;

/// <summary>A detector on some texts.</summary>
internal sealed record TextEvaluation
{
    /// <summary>What the texts were asked for by.</summary>
    public required string Data { get; init; }

    /// <summary>The score above which a text is flagged.</summary>
    public required float Threshold { get; init; }

    /// <summary>The figures at that threshold.</summary>
    public required TextFigures Figures { get; init; }

    /// <summary>What edits make of the texts; null if none were asked for.</summary>
    public EditReport? Edits { get; init; }

    /// <summary>What is proved of the texts that are flagged; null if it wasn't asked for.</summary>
    public CertifiedTexts? Certified { get; init; }
}
