namespace Scratch.Adversarial.Domains.Text;

/// <summary>Reads texts with a detector. Each thread needs one of its own.</summary>
/// <remarks>
/// <para>
/// A text is normalised, what is hidden in it is decoded and becomes runs of its own, and every window gets a logit. In
/// the text itself blanks stand where something was hidden.
/// </para>
/// <para>
/// A text of more than <see cref="ChunkLength"/> characters is read in chunks that overlap by as many words as the
/// largest window has, so that memory doesn't grow with it; the members that tell of words and windows tell of the
/// chunk that has the worst window. After the longest chunk nothing more is allocated.
/// </para>
/// </remarks>
public sealed class TextScanner
{
    /// <summary>The most characters that are read at once.</summary>
    public const int ChunkLength = 8192;

    private const int RowsOfHead = 256, NotHidden = -1;

    private readonly TextDetector _detector;
    private readonly NormalisedText _text = new();
    private readonly NormalisedText _decoded = new();
    private readonly HiddenText _hidden = new();
    private readonly Workspace[] _heads;
    private readonly int _overlap, _period;
    private readonly char[] _blanked = new char[ChunkLength];
    private float[] _logits = new float[256];
    private int[] _foundIn = new int[8]; // for each run of the grams the hidden run, or NotHidden
    private int _start;

    /// <summary>A scanner for a detector.</summary>
    public TextScanner(TextDetector detector)
        : this(detector, detector?.Shape.Scales!)
    {
    }

    /// <summary>A scanner whose windows begin elsewhere.</summary>
    internal TextScanner(TextDetector detector, IReadOnlyList<WindowScale> scales)
    {
        ArgumentNullException.ThrowIfNull(detector);
        _detector = detector;
        Grams = new TextGrams(detector.Shape.Features);
        Windows = new WindowSums(scales, detector.Weight.Columns);
        _heads = [.. detector.Heads.Select(head => new Workspace(head, RowsOfHead))];
        _overlap = scales.Count == 0 ? 0 : scales.Max(scale => scale.Words);
        _period = WindowScale.Period(scales);
    }

    /// <summary>The words of the chunk that has the worst window.</summary>
    public TextGrams Grams { get; }

    /// <summary>Its windows.</summary>
    public WindowSums Windows { get; }

    /// <summary>The logit of each of its windows.</summary>
    public ReadOnlySpan<float> Logits => _logits.AsSpan(0, Windows.Count);

    /// <summary>The window with the largest logit, the first of equals; −1 if the text has no word.</summary>
    public int Worst { get; private set; }

    /// <summary>Reads a text: its words, their n-grams, and the logits of its windows.</summary>
    /// <returns>The largest logit; −∞ for a text without words.</returns>
    public float Read(ReadOnlySpan<char> text)
    {
        if (text.Length <= ChunkLength)
        {
            return ReadChunk(text, 0);
        }
        (float largest, int worst) = (float.NegativeInfinity, 0);
        for (int start = 0, next; start < text.Length; start = next)
        {
            float logit = ReadChunk(text, start);
            next = Next(text);
            if (logit > largest)
            {
                (largest, worst) = (logit, start);
            }
        }
        return _start == worst ? largest : ReadChunk(text, worst);
    }

    /// <summary>
    /// Reads a text and gives every window whose logit is above a threshold, in the order of the text.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="threshold">The logit that counts from there on.</param>
    /// <param name="found">Gets the windows. Nothing is taken out of it.</param>
    /// <returns>The largest logit; −∞ for a text without words.</returns>
    public float Find(ReadOnlySpan<char> text, float threshold, ICollection<FoundWindow> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        float largest = float.NegativeInfinity;
        for (int start = 0; start < text.Length; start = Next(text))
        {
            largest = Math.Max(largest, ReadChunk(text, start));
            for (int window = 0; window < Windows.Count; window++)
            {
                if (_logits[window] > threshold)
                {
                    found.Add(Place(window));
                }
            }
        }
        return largest;
    }

    /// <summary>Where a window of the chunk lies in the text that was read.</summary>
    public FoundWindow Place(int window)
    {
        (int first, int end, int scale) = Windows[window];
        int run = 0;
        while (Grams.Run(run).End <= first)
        {
            run++;
        }
        if (_foundIn[run] is var hidden and >= 0)
        {
            HiddenRun found = _hidden.Runs[hidden];
            return new FoundWindow(_start + found.Start, found.Length, _logits[window], scale, found.Kind);
        }
        int from = _text.Positions[Grams.Position(first)];
        int last = Grams.Position(end - 1) + Grams.WordLength(end - 1) - 1;
        return new FoundWindow(_start + from, _text.Positions[last] + 1 - from, _logits[window], scale, null);
    }

    /// <summary>
    /// The run that a word of the chunk is in, as it was read; where it begins in the text, and how long it is there if
    /// it was hidden. Valid until the next reading.
    /// </summary>
    internal (NormalisedText Text, int Start, int? HiddenLength) RunOf(int word)
    {
        int run = 0;
        while (Grams.Run(run).End <= word)
        {
            run++;
        }
        if (_foundIn[run] is var hidden and >= 0)
        {
            HiddenRun found = _hidden.Runs[hidden];
            _decoded.Read(_hidden.Decoded(found));
            return (_decoded, _start + found.Start, found.Length);
        }
        return (_text, _start, null);
    }

    /// <summary>
    /// Where the chunk behind this one begins: so early that every window lies in one of them, and at a word where
    /// windows of all scales begin in this one.
    /// </summary>
    private int Next(ReadOnlySpan<char> text)
    {
        int end = Math.Min(text.Length, _start + ChunkLength), words = Grams.Runs > 0 && _foundIn[0] < 0
            ? Grams.Run(0).End : 0;
        int word = (words - _overlap) / _period * _period;
        if (end == text.Length || word <= 0 || word >= words)
        {
            return end;
        }
        int place = _text.Positions[Grams.Position(word)];
        return place > 0 ? _start + place : end; // one character may stand for many words
    }

    private float ReadChunk(ReadOnlySpan<char> whole, int start)
    {
        _start = start;
        ReadOnlySpan<char> chunk = whole[start..Math.Min(whole.Length, start + ChunkLength)];
        Grams.Clear();
        if (_hidden.Find(chunk) == 0)
        {
            AddRun(chunk, _text, NotHidden);
        }
        else
        {
            chunk.CopyTo(_blanked);
            foreach (ref readonly HiddenRun run in _hidden.Runs)
            {
                if (run.Kind != HiddenKind.Leetspeak) // which hides nothing of what stands beside it
                {
                    _blanked.AsSpan(run.Start, run.Length).Fill(' ');
                }
            }
            AddRun(_blanked.AsSpan(0, chunk.Length), _text, NotHidden);
            for (int i = 0; i < _hidden.Runs.Length; i++)
            {
                AddRun(_hidden.Decoded(_hidden.Runs[i]), _decoded, i);
            }
        }
        Windows.Compute(Grams, _detector.Weight, _detector.Bias);
        ComputeLogits();
        Worst = RowOperations.ArgMax(Logits);
        return Worst < 0 ? float.NegativeInfinity : _logits[Worst];
    }

    private void AddRun(ReadOnlySpan<char> text, NormalisedText room, int hidden)
    {
        room.Read(text);
        int runs = Grams.Runs;
        Grams.Add(room.Characters);
        if (_foundIn.Length < Grams.Runs)
        {
            Array.Resize(ref _foundIn, 2 * Grams.Runs);
        }
        if (Grams.Runs > runs)
        {
            _foundIn[runs] = hidden;
        }
    }

    /// <summary>A window's logit is the mean of the members'.</summary>
    private void ComputeLogits()
    {
        if (_logits.Length < Windows.Count)
        {
            _logits = new float[2 * Windows.Count];
        }
        _logits.AsSpan(0, Windows.Count).Clear();
        float share = 1f / _heads.Length;
        for (int first = 0; first < Windows.Count; first += RowsOfHead)
        {
            int count = Math.Min(RowsOfHead, Windows.Count - first);
            Matrix outputs = Windows.Outputs.SliceRows(first, count);
            Span<float> sums = _logits.AsSpan(first, count);
            for (int member = 0; member < _heads.Length; member++)
            {
                Matrix logits = _detector.Heads[member].ForwardToLogits(
                    _heads[member], _detector.Part(outputs, member));
                TensorPrimitives.MultiplyAdd(logits.Span, share, sums, sums);
            }
        }
    }
}
