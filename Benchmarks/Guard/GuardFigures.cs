using System.Diagnostics;
using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Domains.Text.Edits;
using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Runs.Text;
using Scratch.Engine;

namespace Scratch.Benchmarks.Guard;

/// <summary>What a guard catches, and what it flags by mistake.</summary>
/// <param name="Values">Each figure by its name, in the order of the table.</param>
internal sealed record GuardFigures(IReadOnlyDictionary<string, double> Values)
{
    /// <summary>The area under the curve, the first of the figures.</summary>
    public const string Auc = "CORE: ROC AUC";

    /// <summary>F1 at the threshold that is best on the validation texts.</summary>
    public const string F1 = "CORE: F1 at valid's best threshold";

    /// <summary>Recall at the threshold that 1 % of the harmless validation texts lie above.</summary>
    public const string Recall = "CORE: recall at valid's 1 % threshold";

    private const double Rate = 0.01;
    private const ulong EditSeed = 99;
    private const int MostCertified = 3; // edits of single characters

    private static readonly int[] Budgets = [1, 2, 3, 5, 10]; // likewise

    // the obfuscations of one text that keep it a text; the others are told one by one
    private static readonly string[] Usual =
    [
        "leet", "leet-half", "spaces", "zero-width", "homoglyphs", "full-width", "case", "typos", "combining",
        "hyphens", "base64", "dilute",
    ];

    /// <summary>The figures of a detector.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="data">The texts.</param>
    /// <param name="underEdits">Whether texts are edited, too.</param>
    public static GuardFigures Of(TextDetector detector, GuardData data, bool underEdits)
    {
        float[] core = Score(detector, data.Core), valid = Score(detector, data.Validation.Items);
        float strict = detector.OperatingPoints!.Threshold(Rate);
        float best = (float)Curve(valid, data.Validation.Items).BestF1!.Value.Score;
        var values = new Dictionary<string, double>
        {
            [Auc] = AreaUnder(core, data.Core),
            ["CORE: average precision"] = Curve(core, data.Core).AveragePrecision,
            [F1] = F1Of(core, data.Core, best),
            [Recall] = Share(core, data.Core, 1, strict),
            ["CORE: false positives there"] = Share(core, data.Core, 0, strict),
            ["trigger words: flagged there"] = Share(Score(detector, data.TriggerWords), data.TriggerWords, 0, strict),
        };
        LabelledText[] deepset = [.. data.Core.Where(text => text.Source == "deepset")];
        values["deepset: recall there"] = Share(Score(detector, deepset), deepset, 1, strict);
        if (underEdits)
        {
            AddEdits(values, detector, data, best);
            AddCertified(values, detector, data.Core, data.Attacks, best, strict);
            AddSingleEdits(values, detector, data, best, strict);
        }
        return new GuardFigures(values);
    }

    /// <summary>The area under the ROC curve among some texts.</summary>
    public static double AreaUnder(TextDetector detector, IReadOnlyList<LabelledText> texts) =>
        AreaUnder(Score(detector, texts), texts);

    /// <summary>F1 among some texts at the threshold that is best on others.</summary>
    public static double F1At(
        TextDetector detector, IReadOnlyList<LabelledText> chosenOn, IReadOnlyList<LabelledText> texts) =>
        F1Of(Score(detector, texts), texts, (float)Curve(Score(detector, chosenOn), chosenOn).BestF1!.Value.Score);

    private static void AddEdits(
        Dictionary<string, double> values, TextDetector detector, GuardData data, float threshold)
    {
        var random = new RandomStream(EditSeed);
        bool[] caught = new bool[data.Attacks.Count], flagged = new bool[data.Harmless.Count];
        Array.Fill(caught, true);
        foreach (string kind in TextEditCatalog.All.Select(kind => kind.Name).Prepend("none"))
        {
            TextEdit? edit = kind == "none" ? null : TextEditCatalog.Create(kind, benign: data.Filling);
            LabelledText[] attacks = Apply(edit, data.Attacks, random.Fork(0)),
                harmless = Apply(edit, data.Harmless, random.Fork(1));
            float[] ofAttacks = Score(detector, attacks), ofHarmless = Score(detector, harmless);
            values[$"edits, {kind}: recall"] = Share(ofAttacks, attacks, 1, threshold);
            values[$"edits, {kind}: harmless flagged"] = Share(ofHarmless, harmless, 0, threshold);
            for (int i = 0; i < caught.Length && Array.IndexOf(Usual, kind) >= 0; i++)
            {
                caught[i] &= ofAttacks[i] > threshold;
            }
            for (int i = 0; i < flagged.Length && Array.IndexOf(Usual, kind) >= 0; i++)
            {
                flagged[i] |= ofHarmless[i] > threshold;
            }
        }
        values["edits, the worst of twelve for each text: recall"] = caught.Count(hit => hit) / (double)caught.Length;
        values["edits, the worst of twelve for each text: harmless flagged"] =
            flagged.Count(hit => hit) / (double)flagged.Length;
    }

    /// <summary>Of the attacks that are caught, the share that is certain to be caught.</summary>
    private static void AddCertified(
        Dictionary<string, double> values, TextDetector detector, IReadOnlyList<LabelledText> core,
        IReadOnlyList<LabelledText> attacks, float best, float strict)
    {
        foreach ((string name, float threshold) in new[] { ("best", best), ("1 %", strict) })
        {
            values[$"certified under insertion, of those caught at the {name} threshold"] =
                CertifiedTexts.From(detector, core, threshold, 0).UnderInsertion ?? 0;
            IReadOnlyList<double?> edited =
                CertifiedTexts.From(detector, attacks, threshold, MostCertified).UnderEdits;
            for (int edits = 1; edits <= MostCertified; edits++)
            {
                values[$"certified under any {edits} edits, of the attacks caught at the {name} threshold"] =
                    edited[edits - 1] ?? 0;
            }
        }
    }

    /// <summary>
    /// Edits of single characters: the share of the attacks that are caught after a search, and of the harmless texts
    /// that are flagged after one.
    /// </summary>
    private static void AddSingleEdits(
        Dictionary<string, double> values, TextDetector detector, GuardData data, float best, float strict)
    {
        (string Name, float Threshold)[] points = [("best", best), ("1 %", strict)];
        var texts = new LabelledTexts("edited", [.. data.Attacks, .. data.Harmless], detector.ClassNames);
        foreach ((string name, float threshold) in points)
        {
            long start = Stopwatch.GetTimestamp();
            EditSearchReport report = EditSearchSweep.Run(
                detector, texts, threshold, new() { Budget = Budgets[^1] }, new RandomStream(EditSeed)).Report("");
            foreach (int budget in Budgets)
            {
                values[$"search, at most {budget} edits, {name} threshold: recall"] =
                    report.Budgets[budget].Recall!.Value;
                values[$"search, at most {budget} edits, {name} threshold: harmless flagged"] =
                    report.Budgets[budget].FalsePositiveRate!.Value;
            }
            values[$"search, {name} threshold: queries of a text"] = report.QueriesOfText;
            values[$"search, {name} threshold: seconds"] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
    }

    private static LabelledText[] Apply(TextEdit? edit, IReadOnlyList<LabelledText> texts, RandomStream random) =>
        edit is null
            ? [.. texts]
            : [.. texts.Select((text, i) => text with { Text = edit.Apply(text.Text, random.Fork(i)) })];

    private static float[] Score(TextDetector detector, IReadOnlyList<LabelledText> texts) =>
        DetectorScores.Of(detector, [.. texts.Select(text => text.Text)]);

    private static RankingCurve Curve(float[] logits, IReadOnlyList<LabelledText> texts) =>
        RankingCurve.From(Doubles(logits), [.. texts.Select(text => text.Label == 1)]);

    private static double AreaUnder(float[] logits, IReadOnlyList<LabelledText> texts) =>
        RocAuc.Compute(Doubles(logits), [.. texts.Select(text => text.Label == 1)]);

    private static double[] Doubles(float[] logits) => [.. logits.Select(logit => (double)logit)];

    /// <summary>At a threshold whose own score is flagged, as the curve has it.</summary>
    private static double F1Of(float[] logits, IReadOnlyList<LabelledText> texts, float threshold)
    {
        int right = 0, flagged = 0, positives = texts.Count(text => text.Label == 1);
        for (int i = 0; i < logits.Length; i++)
        {
            flagged += logits[i] >= threshold ? 1 : 0;
            right += logits[i] >= threshold && texts[i].Label == 1 ? 1 : 0;
        }
        return 2.0 * right / (flagged + positives);
    }

    private static double Share(float[] logits, IReadOnlyList<LabelledText> texts, int label, float threshold)
    {
        int flagged = 0, all = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            all += texts[i].Label == label ? 1 : 0;
            flagged += texts[i].Label == label && logits[i] > threshold ? 1 : 0;
        }
        return (double)flagged / all;
    }
}
