namespace Scratch.Adversarial.Domains.Text;

/// <summary>A window of a text, and what a detector says of it.</summary>
/// <param name="Start">Where it begins in the text, in UTF-16 code units.</param>
/// <param name="Length">Its code units there.</param>
/// <param name="Logit">The detector's logit.</param>
/// <param name="Scale">The number of its scale; 0 for a run as a whole.</param>
/// <param name="Hidden">How it was hidden; null if it stands there to be read.</param>
public readonly record struct FoundWindow(int Start, int Length, float Logit, int Scale, HiddenKind? Hidden)
{
    /// <summary>The logit as a probability.</summary>
    public float Score => TextDetector.ScoreOf(Logit);
}
