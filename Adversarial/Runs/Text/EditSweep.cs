using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Domains.Text.Edits;
using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Adversarial.Runs.Text;

/// <summary>Texts under edits: of each kind, and what the worst of all kinds makes of each positive text.</summary>
/// <remarks>
/// Worst is the lowest logit of a positive text. With several tries it is edited so often by every kind at random, and
/// the worst try counts: the attacker asks the detector, and needs no gradient. Nobody wants a negative text to be
/// flagged: it is edited once by each kind, to see what that costs, and stays as it is beside the worst of the others.
/// </remarks>
internal sealed class EditSweep
{
    private const int ShortestHarmless = 60; // characters of a text that others are put among

    private readonly EditOutcome[] _worst;

    private EditSweep(LabelledTexts texts, float[] plain, EditScores[] kinds, EditOutcome[] worst) =>
        (Texts, Plain, Kinds, _worst) = (texts, plain, kinds, worst);

    /// <summary>The texts.</summary>
    public LabelledTexts Texts { get; }

    /// <summary>The logit of each text as it is.</summary>
    public IReadOnlyList<float> Plain { get; }

    /// <summary>The logits under each kind, in the order that was asked for.</summary>
    public IReadOnlyList<EditScores> Kinds { get; }

    /// <summary>
    /// The worst that became of each positive text, itself as it is among them; negative ones as they are.
    /// </summary>
    public IReadOnlyList<EditOutcome> Worst => _worst;

    /// <summary>The logits of <see cref="Worst"/>.</summary>
    public float[] WorstLogits => [.. _worst.Select(outcome => outcome.Logit)];

    /// <summary>Edits texts and scores them.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="texts">The texts; the harmless among them are what others are put among.</param>
    /// <param name="options">The kinds, and how often each is tried.</param>
    /// <param name="random">Decides everything that is random.</param>
    /// <param name="progress">Told how far it is; null for nobody.</param>
    /// <param name="cancellation">Ends it between two kinds.</param>
    /// <exception cref="ArgumentException">There is no such kind.</exception>
    public static EditSweep Run(
        TextDetector detector, LabelledTexts texts, EditOptions options, RandomStream random,
        IProgress<WorkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentNullException.ThrowIfNull(options);
        string[] originals = [.. texts.Items.Select(item => item.Text)];
        string[] harmless = [.. texts.Items
            .Where(item => item.Label == 0 && item.Text.Length >= ShortestHarmless).Select(item => item.Text)];
        float[] plain = DetectorScores.Of(detector, originals);
        EditOutcome[] worst = [.. originals.Select((text, i) => new EditOutcome("", text, plain[i]))];
        var kinds = new EditScores[options.Kinds.Count];
        for (int k = 0; k < kinds.Length; k++)
        {
            TextEdit edit =
                TextEditCatalog.Create(options.Kinds[k], benign: harmless.Length > 0 ? harmless : null);
            float[]? ofKind = null;
            for (int attempt = 0; attempt < options.Tries; attempt++)
            {
                cancellation.ThrowIfCancellationRequested();
                progress.Report((k + ((double)attempt / options.Tries)) / kinds.Length);
                RandomStream draw = random.Fork(k).Fork(attempt);
                string[] edited = [.. originals.Select((text, i) => edit.Apply(text, draw.Fork(i)))];
                float[] logits = DetectorScores.Of(detector, edited);
                ofKind ??= [.. logits];
                for (int i = 0; i < logits.Length; i++)
                {
                    if (texts.Items[i].Label != 1)
                    {
                        continue;
                    }
                    ofKind[i] = Math.Min(ofKind[i], logits[i]);
                    if (logits[i] < worst[i].Logit)
                    {
                        worst[i] = new EditOutcome(edit.Name, edited[i], logits[i]);
                    }
                }
            }
            kinds[k] = new EditScores(edit.Name, ofKind!);
        }
        return new EditSweep(texts, plain, kinds, worst);
    }

    /// <summary>What the sweep comes to at a threshold.</summary>
    /// <param name="threshold">The logit above which a text is flagged.</param>
    /// <param name="data">What the texts are called.</param>
    public EditReport At(float threshold, string data)
    {
        return new EditReport
        {
            Data = data,
            Texts = Texts.Items.Count,
            Positives = Texts.Items.Count(item => item.Label == 1),
            Threshold = TextDetector.ScoreOf(threshold),
            Kinds =
            [
                Row(EditReport.Plain, [.. Plain]),
                .. Kinds.Select(kind => Row(kind.Kind, kind.Logits)),
                Row(EditReport.Worst, WorstLogits),
            ],
        };

        EditFigures Row(string name, float[] logits)
        {
            TextFigures figures = TextFigures.From(Texts.Items, logits, threshold, threshold);
            return new EditFigures(name, figures.Recall, figures.FalsePositiveRate, figures.RocAuc);
        }
    }

    /// <summary>The positives that were flagged as they are, and are not after their worst edit.</summary>
    /// <param name="threshold">The logit above which a text is flagged.</param>
    public IEnumerable<(LabelledText Text, EditOutcome Outcome)> Escaped(float threshold)
    {
        for (int i = 0; i < _worst.Length; i++)
        {
            if (Texts.Items[i].Label == 1 && Plain[i] > threshold && !(_worst[i].Logit > threshold))
            {
                yield return (Texts.Items[i], _worst[i]);
            }
        }
    }
}

/// <summary>What an attacker tries.</summary>
/// <param name="Kinds">The names of the edits: see <see cref="TextEditCatalog"/>.</param>
/// <param name="Tries">How often each text is edited by each kind, at least 1; the worst counts.</param>
internal sealed record EditOptions(IReadOnlyList<string> Kinds, int Tries = 1)
{
    /// <summary>Every kind once.</summary>
    public static EditOptions All { get; } = new([.. TextEditCatalog.All.Select(kind => kind.Name)]);
}

/// <summary>The logits of texts under edits of one kind.</summary>
/// <param name="Kind">Its name.</param>
/// <param name="Logits">The logit of each text.</param>
internal sealed record EditScores(string Kind, float[] Logits);

/// <summary>What became of a text.</summary>
/// <param name="Kind">The edit that it was; empty if the text is as it was.</param>
/// <param name="Text">The text now.</param>
/// <param name="Logit">Its logit.</param>
internal readonly record struct EditOutcome(string Kind, string Text, float Logit);
