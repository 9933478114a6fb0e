namespace Scratch.Adversarial.Domains.Text;

/// <summary>A word of a text, and how much it adds to a logit.</summary>
/// <param name="Word">The word as the detector reads it.</param>
/// <param name="Start">Where it begins in the text, in UTF-16 code units; of a hidden word, where the hidden part
/// does.</param>
/// <param name="Length">Its code units there.</param>
/// <param name="Contribution">What it adds, in units of the logit; negative if it speaks against.</param>
public readonly record struct WordContribution(string Word, int Start, int Length, float Contribution);

/// <summary>Which characters of a text spoke for what a detector says of its worst window.</summary>
/// <remarks>
/// <para>
/// Between two kinks of its activations the logit is linear in the outputs h of the first layer: its gradient dh, the
/// mean over the members, times h. The part of h that comes from the text is a sum over its n-grams, so that an n-gram
/// contributes sign · (W[row] · dh) / length (gradient times input, Shrikumar et al. 2016). It is shared out evenly
/// over the characters of the n-gram, that of a word over the word's, that of a pair over both words'.
/// </para>
/// <para>
/// What is left, <see cref="Rest"/>, are the biases and the row of the window's size, which no character brings in. A
/// collision of the hash goes to whoever stands there.
/// </para>
/// </remarks>
public sealed class TextExplanation
{
    private TextExplanation(FoundWindow window, float[] characters, WordContribution[] words) =>
        (Window, Characters, Words) = (window, characters, words);

    /// <summary>The worst window.</summary>
    public FoundWindow Window { get; }

    /// <summary>
    /// For each code unit of the text from the window's start to its end what it contributes, in units of the logit;
    /// what was hidden shares its sum evenly.
    /// </summary>
    public IReadOnlyList<float> Characters { get; }

    /// <summary>The words of the window in their order, which together contribute the same sum.</summary>
    public IReadOnlyList<WordContribution> Words { get; }

    /// <summary>What the logit has beside the contributions.</summary>
    public float Rest => Window.Logit - Words.Sum(word => word.Contribution);

    /// <summary>Explains the worst window of a text.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="text">The text.</param>
    /// <returns>Null for a text without words.</returns>
    public static TextExplanation? Of(TextDetector detector, ReadOnlySpan<char> text)
    {
        ArgumentNullException.ThrowIfNull(detector);
        var scanner = new TextScanner(detector);
        scanner.Read(text);
        if (scanner.Worst < 0)
        {
            return null;
        }
        TextWindow window = scanner.Windows[scanner.Worst];
        FoundWindow found = scanner.Place(scanner.Worst);
        float[] gradient = Gradient(detector, scanner.Windows.Outputs.SliceRows(scanner.Worst, 1));
        float[] shares = Shares(detector, scanner.Grams, window, gradient);
        (NormalisedText run, int start, int? hidden) = scanner.RunOf(window.First);
        int origin = scanner.Grams.Position(window.First);
        var words = new WordContribution[window.End - window.First];
        for (int i = 0; i < words.Length; i++)
        {
            int word = window.First + i;
            int position = scanner.Grams.Position(word), length = scanner.Grams.WordLength(word);
            (int from, int end) = hidden is { } hiddenLength ? (start, start + hiddenLength)
                : (start + run.Positions[position], start + run.Positions[position + length - 1] + 1);
            words[i] = new WordContribution(
                run.Characters.Slice(position, length).ToString(), from, end - from,
                Reductions.Sum<float>(shares.AsSpan(position - origin, length)));
        }
        float[] characters = new float[found.Length];
        for (int i = 0; i < shares.Length; i++)
        {
            if (hidden is null)
            {
                characters[start + run.Positions[origin + i] - found.Start] += shares[i];
            }
        }
        if (hidden is not null)
        {
            characters.AsSpan().Fill(shares.Sum() / characters.Length);
        }
        return new TextExplanation(found, characters, words);
    }

    /// <summary>The gradient of the logit, the mean of the members', by the first layer's outputs.</summary>
    private static float[] Gradient(TextDetector detector, Matrix outputs)
    {
        Matrix gradient = Matrix.Allocate(1, outputs.Columns);
        for (int member = 0; member < detector.Heads.Count; member++)
        {
            Network head = detector.Heads[member];
            var workspace = new Workspace(head, 1);
            head.ForwardToLogits(workspace, detector.Part(outputs, member));
            workspace.DLogits[0, 0] = 1f / detector.Heads.Count;
            head.BackwardFromLogits(
                workspace, workspace.DLogits, detector.Part(gradient, member), ParameterGradients.Skip);
        }
        return gradient.Row(0).ToArray();
    }

    /// <summary>What each normalised character of the window contributes, from its first word's to its last.</summary>
    private static float[] Shares(TextDetector detector, TextGrams grams, TextWindow window, float[] gradient)
    {
        int last = window.End - 1, origin = grams.Position(window.First);
        float[] shares = new float[grams.Position(last) + grams.WordLength(last) - origin];
        float length = TextGrams.Length(
            grams.Entries(window.First, window.End).Length, window.End - window.First);
        for (int word = window.First; word < window.End; word++)
        {
            int at = grams.Position(word) - origin, count = grams.WordLength(word);
            ReadOnlySpan<int> entries = grams.Entries(word, word + 1);
            Share(Sum(entries[..TextGrams.WordCopies]), shares.AsSpan(at, count), count);
            int next = TextGrams.WordCopies;
            foreach ((int start, int end) in TextGrams.CharacterSpans(count))
            {
                Share(Sum(entries.Slice(next++, 1)), shares.AsSpan(at + start, end - start), end - start);
            }
            if (word > window.First)
            {
                float pair = Sum(grams.PairOf(word));
                int before = grams.WordLength(word - 1);
                Share(pair, shares.AsSpan(grams.Position(word - 1) - origin, before), before + count);
                Share(pair, shares.AsSpan(at, count), before + count);
            }
        }
        return shares;

        float Sum(ReadOnlySpan<int> entries)
        {
            float sum = 0;
            foreach (int entry in entries)
            {
                sum += SparseRows.Sign(entry)
                    * Reductions.Dot(detector.Weight.Row(SparseRows.Row(entry)), gradient);
            }
            return sum / length;
        }
    }

    private static void Share(float contribution, Span<float> shares, int count) =>
        TensorPrimitives.Add(shares, contribution / count, shares);
}
