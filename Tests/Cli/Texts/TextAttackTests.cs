using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Adversarial.Runs.Text;
using Scratch.Engine;

namespace Scratch.Tests.Cli.Texts;

/// <summary>A detector under edits, and its figures on other texts.</summary>
public class TextAttackTests
{
    private ToyTexts _toy = null!;

    [OneTimeSetUp]
    public void Train()
    {
        _toy = new ToyTexts();
        Assert.That(CommandLine.Run(_toy.TrainCommand(_toy.Run)).ExitCode, Is.Zero);
    }

    [OneTimeTearDown]
    public void Remove() => _toy.Dispose();

    [Test]
    public void Recall_falls_under_edits_and_the_worst_is_no_better_than_any()
    {
        string saved = _toy.File("escaped.jsonl");
        (int exitCode, string output, string error) = CommandLine.Run(
            "attack", _toy.Run, "--attack", "edits", "--kinds", "reverse,typos", "--save", saved, "--threshold", "0.5", "--json");
        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        EditReport report = JsonSerializer.Deserialize(output, TextRunJson.Default.EditReport)!;
        Assert.That(report.Kinds.Select(kind => kind.Kind), Is.EqualTo(new[] { "none", "reverse", "typos", "worst" }));
        Assert.That(report.Kinds[0].Recall, Is.GreaterThan(0.9));
        Assert.That(report.Kinds[1].Recall, Is.LessThan(1), "no reader of n-grams knows a word backwards");
        Assert.That(report.Kinds[3].Recall, Is.LessThanOrEqualTo(report.Kinds.Min(kind => kind.Recall!.Value)));
        Assert.That(report.Kinds[3].FalsePositiveRate, Is.EqualTo(report.Kinds[0].FalsePositiveRate));

        string[] lines = File.ReadAllLines(saved);
        Assert.That(lines, Has.Length.EqualTo((int)Math.Round(report.Positives * (report.Kinds[0].Recall!.Value - report.Kinds[3].Recall!.Value))));
        JsonElement first = JsonDocument.Parse(lines[0]).RootElement;
        Assert.That(first.GetProperty("label").GetString(), Is.EqualTo("spam"));
        Assert.That(first.GetProperty("kind").GetString(), Is.EqualTo("reverse").Or.EqualTo("typos"));
        Assert.That(first.GetProperty("score").GetSingle(), Is.LessThanOrEqualTo(report.Threshold));
        Assert.That(CommandLine.Run("scan", _toy.Run, saved, "--threshold", "0.5").ExitCode, Is.Zero, "what has escaped is not flagged");
    }

    [Test]
    public void What_is_proved_is_no_more_than_what_a_search_leaves()
    {
        (int exitCode, string output, string error) = CommandLine.Run(
            "evaluate", _toy.Run, "--count", "60", "--threshold", "0.5", "--certified", "2", "--json");
        Assert.That(exitCode, Is.Zero, error);
        TextEvaluation evaluation = JsonSerializer.Deserialize(output, TextRunJson.Default.TextEvaluation)!;
        CertifiedTexts certified = evaluation.Certified!;
        Assert.That(certified.Flagged, Is.EqualTo((int)Math.Round(evaluation.Figures.Recall!.Value * evaluation.Figures.Positives)));
        Assert.That(certified.UnderInsertion, Is.InRange(0, 1));
        Assert.That(certified.UnderEdits, Has.Count.EqualTo(2));
        Assert.That(certified.UnderEdits[1], Is.LessThanOrEqualTo(certified.UnderEdits[0]!.Value));

        (exitCode, output, error) = CommandLine.Run(
            "attack", _toy.Run, "--attack", "edits", "--count", "60", "--threshold", "0.5", "--budget", "2", "--json");
        Assert.That(exitCode, Is.Zero, error);
        EditSearchReport searched = JsonSerializer.Deserialize(output, TextRunJson.Default.EditSearchReport)!;
        for (int edits = 1; edits <= 2; edits++)
        {
            Assert.That(certified.UnderEdits[edits - 1] * certified.Flagged,
                Is.LessThanOrEqualTo((searched.Budgets[edits].Recall!.Value * searched.Positives) + 0.5), $"{edits} edits");
        }
        (_, output, _) = CommandLine.Run("evaluate", _toy.Run, "--count", "60", "--certified", "1");
        Assert.That(output, Does.Contain("1 character is edited").And.Contain("is written before and after"));
    }

    [Test]
    public void Several_tries_find_at_least_as_much_as_one()
    {
        var run = TextRunFolder.Open(_toy.Run);
        LabelledTexts texts = TextData.Open(run.Options).Judged;
        EditSweep once = Sweep(1), often = Sweep(5);
        Assert.That(often.WorstLogits.Zip(once.WorstLogits, (a, b) => a - b), Is.All.LessThanOrEqualTo(0));
        Assert.That(often.WorstLogits.Sum(), Is.LessThan(once.WorstLogits.Sum()));
        Assert.That(Sweep(5).WorstLogits, Is.EqualTo(often.WorstLogits), "the same seed, the same bits");

        EditSweep Sweep(int tries) => EditSweep.Run(
            run.ReadDetector(), texts, new EditOptions(["typos"], tries), new RandomStream(Seed: 2));
    }

    [Test]
    public void A_search_says_how_many_edits_it_takes_and_keeps_them()
    {
        string saved = _toy.File("fooled.jsonl");
        string[] line = ["attack", _toy.Run, "--attack", "edits", "--budget", "3", "--count", "30", "--threshold", "0.5"];
        (int exitCode, string output, string error) = CommandLine.Run([.. line, "--beam", "2", "--json", "--save", saved]);
        Assert.That(exitCode, Is.Zero, error); // which has the progress where it takes long
        EditSearchReport report = JsonSerializer.Deserialize(output, TextRunJson.Default.EditSearchReport)!;
        Assert.That((report.Texts, report.Beam, report.Budgets.Count), Is.EqualTo((30, 2, 4)));
        Assert.That(report.Budgets.Select(budget => budget.Recall), Is.Ordered.Descending);
        Assert.That(report.Budgets[3].Recall, Is.LessThan(report.Budgets[0].Recall!.Value));
        Assert.That(report.QueriesOfText, Is.GreaterThan(100));
        foreach (string text in File.ReadAllLines(saved))
        {
            JsonElement fooled = JsonDocument.Parse(text).RootElement;
            Assert.That(fooled.GetProperty("edits").GetArrayLength(), Is.InRange(1, 3));
            Assert.That(fooled.GetProperty("score").GetSingle() > 0.5f, Is.EqualTo(fooled.GetProperty("label").GetString() == "ham"));
            JsonElement last = fooled.GetProperty("edits")[fooled.GetProperty("edits").GetArrayLength() - 1];
            string after = last.GetProperty("after").GetString()!;
            Assert.That(fooled.GetProperty("text").GetString()!.Substring(last.GetProperty("position").GetInt32(), after.Length),
                Is.EqualTo(after));
        }
        Assert.That(CommandLine.Run([.. line, "--kinds", "swap,double"]).Output, Does.Contain("3 edits").And.Contain("was asked"));
    }

    [Test]
    public void Figures_of_other_texts_come_by_source_and_under_edits()
    {
        string other = _toy.File("other.jsonl");
        ToyTexts.WriteTexts(other, 90, new RandomStream(Seed: 9));
        (int exitCode, string output, string error) = CommandLine.Run(
            "evaluate", _toy.Run, "--data", other, "--by", "origin", "--kinds", "case", "--json");
        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        TextEvaluation evaluation = JsonSerializer.Deserialize(output, TextRunJson.Default.TextEvaluation)!;
        Assert.That((evaluation.Figures.Texts, evaluation.Figures.Positives), Is.EqualTo((90, 30)));
        Assert.That(evaluation.Figures.RocAuc, Is.GreaterThan(0.99));
        Assert.That(evaluation.Figures.Sources.Select(source => source.Source), Is.EqualTo(new[] { "o0", "o1" }));
        Assert.That(evaluation.Figures.Sources.Sum(source => source.Positives), Is.EqualTo(30));
        Assert.That(evaluation.Edits!.Kinds[1].Recall, Is.EqualTo(evaluation.Edits.Kinds[0].Recall), "case is nothing");
        Assert.That(CommandLine.Run("evaluate", _toy.Run, "--count", "20").Output, Does.Contain("false positives"));
    }

    [TestCase("evaluate RUN --attacks pgd", "--attacks is not for texts")]
    [TestCase("attack RUN --attack pgd", "is a detector of texts; expected --attack edits")]
    [TestCase("attack RUN --attack edits --epsilon 1", "--epsilon is not for texts")]
    [TestCase("attack RUN --attack edits --kinds none", "--kinds is 'none'")]
    [TestCase("attack RUN --attack edits --save a.npz", "expected a file .jsonl")]
    [TestCase("attack RUN --attack edits --budget 2 --search 3", "expected one of them")]
    [TestCase("attack RUN --attack edits --beam 2", "expected --budget beside it")]
    [TestCase("attack RUN --attack edits --budget 0", "--budget is 0")]
    [TestCase("attack RUN --attack edits --budget 2 --kinds rot13", "which goes without --budget")]
    [TestCase("attack RUN --attack edits --kinds swap", "which goes with --budget")]
    [TestCase("attack --attack edits", "expected a detector of texts")]
    [TestCase("evaluate elsewhere --by source", "--by is for texts")]
    public void What_doesn_t_go_together_is_refused(string line, string message)
    {
        (int exitCode, _, string error) = CommandLine.Run(
            [.. line.Split(' ').Select(word => word == "RUN" ? _toy.Run : word)]);
        Assert.That(exitCode, Is.EqualTo(2), error);
        Assert.That(error, Does.Contain(message));
    }
}
