namespace Scratch.Adversarial.Domains.Text.Certificates;

/// <summary>
/// How low the logit of a text can be made by edits of single characters: what is still noticed then, is noticed
/// whatever a few typing errors make of it.
/// </summary>
/// <remarks>
/// <para>
/// An edit replaces, inserts or deletes one UTF-16 code unit, anywhere, of the text as it is read: in lower case and
/// plain letters, with one blank between two words, and blanks where something was hidden. The bound holds for every
/// text of at most <see cref="TextScanner.ChunkLength"/> characters that is read as what lies within so many edits of
/// what this one is read as. A swap of two neighbours is two edits; what is not read, such as case or invisible
/// characters, is none. Something hidden can only raise the logit, and counts for nothing.
/// </para>
/// <para>
/// It is the larger of two bounds. Windows that no edit touches keep their logit: <see cref="UntouchedWindows"/> finds
/// what must be left of them. And the run as a whole is bounded by what edits can take away and bring, through all
/// layers: <see cref="EditedRun"/>, <see cref="HeadBounds"/> (as interval bounds do for words, Jia et al. 2019, and for
/// characters, Huang et al. 2019; but with linear relaxation). Both are exact but for the last digits of sums in
/// another order.
/// </para>
/// </remarks>
public sealed class EditCertificate
{
    private readonly TextDetector _detector;
    private readonly TextScanner _everywhere;

    /// <summary>Certificates of a detector. Each thread needs an object of its own.</summary>
    public EditCertificate(TextDetector detector)
    {
        ArgumentNullException.ThrowIfNull(detector);
        _detector = detector;
        _everywhere = new TextScanner(detector, [.. detector.Shape.Scales.Select(scale => scale with { Stride = 1 })]);
    }

    /// <summary>
    /// A logit that the text has at least after any edits; −∞ if nothing is certain, as for texts of more than
    /// <see cref="TextScanner.ChunkLength"/> characters, or of fewer words than edits.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="edits">How many edits are made at most, 0 or more.</param>
    public float LowerBound(ReadOnlySpan<char> text, int edits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(edits);
        if (text.Length > TextScanner.ChunkLength || _everywhere.Read(text) == float.NegativeInfinity
            || _everywhere.RunOf(0).HiddenLength is not null)
        {
            return float.NegativeInfinity;
        }
        return Math.Max(
            new UntouchedWindows(_everywhere, _detector.Shape.Scales, edits).LowerBound(), BoundOfWhole(edits));
    }

    private float BoundOfWhole(int edits)
    {
        var run = new EditedRun(_detector, _everywhere.Grams, edits + LongWords.MostCuts(_everywhere.Grams, edits));
        return run.CanVanish ? float.NegativeInfinity : new HeadBounds(_detector, run).LowerBound();
    }
}
