namespace Scratch.Adversarial.Domains.Text;

/// <summary>Some words of a text that are judged together: from one to before another.</summary>
/// <param name="First">The first word.</param>
/// <param name="End">The word behind the last.</param>
/// <param name="Scale">The number of its scale; 0 for a run as a whole.</param>
public readonly record struct TextWindow(int First, int End, int Scale);

/// <summary>
/// The outputs of a detector's first layer for every window of a text: x · W + b, where x is the sum of the window's
/// entries, divided by <see cref="TextGrams.Length"/>, and 1 in the row of its scale.
/// </summary>
/// <remarks>
/// Every run is a window as a whole, and has those of each scale that lie in it. The product is linear in the n-grams:
/// one sum over all words up to each word is enough, and a window is the difference of two. Used again and again, it
/// allocates nothing after the longest text.
/// </remarks>
/// <param name="scales">The sizes of windows, beside the run as a whole.</param>
/// <param name="width">The outputs of the first layer.</param>
public sealed class WindowSums(IReadOnlyList<WindowScale> scales, int width)
{
    private readonly WindowScale[] _scales = [.. scales];
    private Matrix _prefix = Matrix.Allocate(256, width);
    private Matrix _outputs = Matrix.Allocate(256, width);
    private TextWindow[] _windows = new TextWindow[256];

    /// <summary>The number of windows; 0 for a text without words.</summary>
    public int Count { get; private set; }

    /// <summary>The outputs: (<see cref="Count"/>, width).</summary>
    public Matrix Outputs => _outputs.SliceRows(0, Count);

    /// <summary>A window of the text.</summary>
    public TextWindow this[int window] => _windows[window];

    /// <summary>Takes the windows of a text.</summary>
    /// <param name="grams">The words.</param>
    /// <param name="weight">(features + 1 + scales, width): the n-grams' rows, and those of the scales.</param>
    /// <param name="bias">(1, width).</param>
    public void Compute(TextGrams grams, Matrix weight, Matrix bias)
    {
        ArgumentNullException.ThrowIfNull(grams);
        Count = 0;
        Reserve(ref _prefix, grams.Words + 1, keep: 0);
        Span<float> sum = _prefix.Row(0);
        sum.Clear();
        for (int word = 0; word < grams.Words; word++)
        {
            Span<float> next = _prefix.Row(word + 1);
            sum.CopyTo(next);
            SparseRows.AddRows(weight, grams.EntriesWithPair(word), next);
            sum = next;
        }
        for (int run = 0; run < grams.Runs; run++)
        {
            (int first, int end) = grams.Run(run);
            Add(grams, new(first, end, 0), weight, bias);
            for (int s = 0; s < _scales.Length; s++)
            {
                (int words, int stride) = _scales[s];
                for (int start = first; start + words <= end && words < end - first; start += stride)
                {
                    Add(grams, new(start, start + words, s + 1), weight, bias);
                }
            }
        }
    }

    private void Add(TextGrams grams, TextWindow window, Matrix weight, Matrix bias)
    {
        if (Count == _windows.Length)
        {
            Array.Resize(ref _windows, 2 * Count);
        }
        Reserve(ref _outputs, Count + 1, keep: Count);
        (int first, int end, int scale) = window;
        Span<float> output = _outputs.Row(Count);
        output.Clear();
        SparseRows.AddRows(weight, grams.PairOf(first), output); // reaches out of the window, but stands in the sum
        TensorPrimitives.Add(output, _prefix.Row(first), output);
        TensorPrimitives.Subtract(_prefix.Row(end), output, output);
        float length = TextGrams.Length(grams.Entries(first, end).Length, end - first);
        TensorPrimitives.MultiplyAdd(output, 1 / length, bias.Row(0), output);
        TensorPrimitives.Add(output, weight.Row(grams.Features + scale), output);
        _windows[Count++] = window;
    }

    private static void Reserve(ref Matrix matrix, int rows, int keep)
    {
        if (matrix.Rows < rows)
        {
            Matrix larger = Matrix.Allocate(Math.Max(rows, 2 * matrix.Rows), matrix.Columns);
            matrix.SliceRows(0, keep).CopyTo(larger.SliceRows(0, keep));
            matrix = larger;
        }
    }
}
