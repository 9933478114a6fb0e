namespace Scratch.Adversarial.Domains.Text.Certificates;

/// <summary>
/// How low the logit of a text can be made by any text before and after it: what is put among others and still noticed,
/// is noticed among all others.
/// </summary>
/// <remarks>
/// A window that lies wholly in the text has the same logit whatever stands around it, and the worst window counts.
/// What stands before only says at which of its words the windows begin; all of these alignments are tried. The first
/// word and the last don't count, for what is written against them may change how they are read. The bound is exact
/// but for the last digits of sums that begin elsewhere.
/// </remarks>
public sealed class InsertionCertificate
{
    private readonly WindowScale[] _scales;
    private readonly TextScanner _everywhere;

    /// <summary>Certificates of a detector. Each thread needs an object of its own.</summary>
    public InsertionCertificate(TextDetector detector)
    {
        ArgumentNullException.ThrowIfNull(detector);
        _scales = [.. detector.Shape.Scales];
        _everywhere = new TextScanner(detector, [.. _scales.Select(scale => scale with { Stride = 1 })]);
    }

    /// <summary>
    /// A logit that the text has at least wherever it stands; −∞ for one of fewer words than a window needs, or of more
    /// than <see cref="TextScanner.ChunkLength"/> characters. What is hidden in it counts for nothing.
    /// </summary>
    public float LowerBound(ReadOnlySpan<char> text)
    {
        if (text.Length > TextScanner.ChunkLength || _scales.Length == 0)
        {
            return float.NegativeInfinity;
        }
        _everywhere.Read(text);
        float bound = float.PositiveInfinity;
        for (int before = 0; before < WindowScale.Period(_scales); before++)
        {
            bound = Math.Min(bound, Largest(before));
        }
        return bound;
    }

    /// <summary>The largest logit among the windows that there are behind so many other words.</summary>
    private float Largest(int before)
    {
        float largest = float.NegativeInfinity;
        int words = _everywhere.Grams.Runs > 0 ? _everywhere.Grams.Run(0).End : 0;
        for (int window = 0; window < _everywhere.Windows.Count; window++)
        {
            (int first, int end, int scale) = _everywhere.Windows[window];
            if (scale > 0 && first > 0 && end < words && (first + before) % _scales[scale - 1].Stride == 0)
            {
                largest = Math.Max(largest, _everywhere.Logits[window]);
            }
        }
        return largest;
    }
}
