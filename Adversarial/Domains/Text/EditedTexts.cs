using Scratch.Adversarial.Domains.Text.Edits;
using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Adversarial.Domains.Text;

/// <summary>
/// Texts as an attacker might send them: each time it is asked for, a text loses some words, and perhaps is put among
/// harmless ones or edited. Harmless ones are treated alike, so that none of it tells anything.
/// </summary>
/// <remarks>
/// Changing texts at random while training is nearly as good as searching for the worst change, and much cheaper
/// (Ivgi and Berant 2021, Achieving Model Robustness through Discrete Adversarial Training).
/// </remarks>
internal sealed class EditedTexts : ITextExamples
{
    private const int ShortestHarmless = 60; // characters

    private readonly LabelledText[] _texts;
    private readonly DetectorOptions _options;
    private readonly TextEdit[] _edits;
    private readonly TextEdit _dilution;

    /// <summary>Texts, and how they are changed.</summary>
    /// <param name="texts">The texts, of two classes.</param>
    /// <param name="options">How often.</param>
    /// <exception cref="ArgumentException">There is no such edit.</exception>
    public EditedTexts(LabelledTexts texts, DetectorOptions options)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(options);
        (_texts, _options) = ([.. texts.Items], options);
        string[] harmless =
        [
            .. _texts.Where(text => text.Label == 0 && text.Text.Length >= ShortestHarmless)
                .Select(text => text.Text),
        ];
        _edits = [.. options.Edits.Select(name => TextEditCatalog.Create(name, benign: harmless))];
        _dilution = TextEditCatalog.Create("dilute", benign: harmless);
    }

    /// <inheritdoc/>
    public int Count => _texts.Length;

    /// <inheritdoc/>
    public int Label(int example) => _texts[example].Label;

    /// <inheritdoc/>
    public string Text(int example, RandomStream random)
    {
        string text = DropWords(_texts[example].Text, random.Fork(0));
        if (random.Uniform(0) < _options.Diluted)
        {
            text = _dilution.Apply(text, random.Fork(1));
        }
        return _edits.Length > 0 && random.Uniform(1) < _options.Edited
            ? _edits[random.Below(_edits.Length, 2)].Apply(text, random.Fork(2))
            : text;
    }

    private string DropWords(string text, RandomStream random)
    {
        if (_options.DroppedWords == 0)
        {
            return text;
        }
        var kept = new System.Text.StringBuilder(text.Length);
        ulong word = 0;
        foreach (Range range in text.AsSpan().Split(' '))
        {
            if (random.Uniform(word++) >= _options.DroppedWords)
            {
                kept.Append(kept.Length > 0 ? " " : "").Append(text.AsSpan(range));
            }
        }
        return kept.ToString();
    }
}
