using NUnit.Framework;
using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Text.Reading;

/// <summary>What is counted in texts, how they are parted, and which columns say what.</summary>
public sealed class LabelledTextsTests
{
    [Test]
    public void Sources_and_groups_come_from_their_columns()
    {
        using TemporaryFolder folder = new();
        string jsonl = folder.File("t.jsonl"), csv = folder.File("t.csv");
        File.WriteAllText(jsonl, "{\"text\":\"a\",\"label\":0,\"who\":7}\n{\"text\":\"b\",\"label\":1,\"who\":\"x\"}\n");
        File.WriteAllText(csv, "text,label,who,from\na,0,7,\nb,1,x,web\n");
        LabelledTexts texts = LabelledTextReader.Read(jsonl, new TextColumns(Group: "who", Source: "who"));
        Assert.That(texts.Items, Is.EqualTo(new[]
        {
            new LabelledText("a", 0, "7") { Group = "7" }, new LabelledText("b", 1, "x") { Group = "x" },
        }));
        Assert.That(texts.Name, Is.EqualTo(jsonl));
        Assert.That(texts.ClassNames, Is.EqualTo(new[] { "0", "1" }));
        texts = LabelledTextReader.Read(csv, new TextColumns(Group: "who", Source: "FROM"));
        Assert.That(texts.Items.Select(item => (item.Source, item.Group)),
            Is.EqualTo(new[] { ("t.csv", "7"), ("web", "x") }));
        File.WriteAllText(csv, "text,label,who\na,0,\"7\"\"\"\nb,1,x\n");
        Assert.That(LabelledTextReader.Read(csv, new TextColumns(Group: "who", Source: "who")).Items[0],
            Is.EqualTo(new LabelledText("a", 0, "7\"") { Group = "7\"" }));
        File.WriteAllText(csv, "text,label,who\na,0,7\nb,1,\n");
        Assert.That(() => LabelledTextReader.Read(csv, new TextColumns(Group: "who")),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                $"{csv}: line 3, column 3: the group is missing; expected one in every row."));
        File.WriteAllText(jsonl, "{\"text\":\"a\",\"label\":0,\"who\":null}\n");
        Assert.That(() => LabelledTextReader.Read(jsonl, new TextColumns(Group: "who")),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                $"{jsonl}: line 1: the group is missing; expected one in each object."));
    }

    [Test]
    public void A_folder_gives_its_texts_in_the_order_of_their_names()
    {
        using TemporaryFolder folder = new();
        foreach (string name in (string[])["ham/b", "spam/c", "ham/a"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
            File.WriteAllText(folder.File($"{name}.txt"), $"\uFEFF{name}\n");
        }
        File.WriteAllBytes(folder.File("spam/d.txt"), [.. "it cost 5 pounds"u8, 0xA3]);
        LabelledTexts texts = LabelledTextReader.Read(folder.Path, new TextColumns());
        Assert.That(texts.Items, Is.EqualTo(new[]
        {
            new LabelledText("ham/a\n", 0, "ham/a.txt"), new("ham/b\n", 0, "ham/b.txt"),
            new("spam/c\n", 1, "spam/c.txt"), new("it cost 5 pounds\uFFFD", 1, "spam/d.txt"),
        }));
        Assert.That(texts.ClassNames, Is.EqualTo(new[] { "ham", "spam" }));
        Assert.That(texts.Counts, Is.EqualTo(new TextCounts(0, 0, 0, 0, new InvalidBytes(1, 16))));
    }

    [Test]
    public void What_is_odd_is_counted()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("t.jsonl");
        File.WriteAllBytes(path,
        [
            .. "{\"text\":\"some text\",\"label\":0}\n{\"text\":\" \",\"label\":1}\n{\"text\":\"some text\",\"label\":0}\n"u8,
            .. "{\"text\":\"some text\",\"label\":1}\n{\"text\":\"\\ud800\",\"label\":1,\"x\":\"\\ud800\"}\n"u8,
            .. "{\"text\":\""u8, 0xFF, 0xE2, 0x82, .. "\",\"label\":1}\n"u8,
        ]);
        LabelledTexts texts = LabelledTextReader.Read(path, new TextColumns());
        Assert.That(texts.Counts, Is.EqualTo(new TextCounts(1, 2, 1, 1, new InvalidBytes(2, 166))));
        Assert.That(texts.Items[^1].Text, Is.EqualTo("\uFFFD\uFFFD"));
    }

    [Test]
    public void Of_two_classes_the_one_that_is_looked_for_is_the_second()
    {
        foreach ((string harmless, string flagged) in ((string, string)[])
            [("0", "1"), ("ham", "spam"), ("safe", "malicious"), ("benign", "attack"), ("regular", "jailbreak"),
                ("normal", "injection"), ("zafe", "unsafe"), ("False", "True"), ("negative", "positive"), ("a", "b"),
                ("-1", "1"), ("1", "2"), ("9", "10"), ("no", "abc")])
        {
            Assert.That(LabelNames.Sort([harmless, flagged]), Is.EqualTo(new[] { harmless, flagged }));
            Assert.That(LabelNames.Sort([flagged, harmless]), Is.EqualTo(new[] { harmless, flagged }));
        }
        Assert.That(LabelNames.Sort(["spam", "ham", "news"]), Is.EqualTo(new[] { "ham", "news", "spam" }));
        Assert.That(LabelNames.Sort(["10", "9", "-3"]), Is.EqualTo(new[] { "-3", "9", "10" }));
    }

    [TestCase("1.0", "1")]
    [TestCase(" 01 ", "1")]
    [TestCase("1e2", "100")]
    [TestCase("-0", "0")]
    [TestCase("0.5", "0.5")]
    [TestCase("1e400", "1e400")]
    [TestCase("NaN", "NaN")]
    [TestCase("Spam", "Spam")]
    public void A_label_is_written_in_one_way(string label, string expected) =>
        Assert.That(LabelNames.Normalise(label), Is.EqualTo(expected));

    [Test]
    public void A_split_keeps_groups_and_equal_texts_together_and_shares_of_classes()
    {
        var items = new List<LabelledText>();
        for (int i = 0; i < 300; i++)
        {
            items.Add(new LabelledText($"text {i % 100}", i % 100 % 4 == 0 ? 1 : 0, "f"));
            items.Add(new LabelledText($"own {i}", i % 30 / 10 % 2, "f") { Group = $"group {i / 3 % 20}" });
        }
        var texts = new LabelledTexts("f", items, ["no", "yes"]);
        Assert.That(texts.Counts, Is.EqualTo(new TextCounts(0, 200, 0, 0, default)));
        (LabelledTexts kept, LabelledTexts aside) = texts.Split(0.2f, new RandomStream(1));
        Assert.That(kept.Items.Count + aside.Items.Count, Is.EqualTo(600));
        Assert.That(aside.Items, Has.Count.EqualTo(120).Within(10));
        Assert.That(aside.DuplicatesOf(kept), Is.Zero);
        Assert.That(aside.DuplicatesOf(texts), Is.EqualTo(aside.Items.Count));
        Assert.That(aside.Items.Select(item => item.Group).OfType<string>()
            .Intersect(kept.Items.Select(item => item.Group).OfType<string>()), Is.Empty);
        Assert.That(aside.Items.Count(item => item.Label == 1) / (double)texts.Items.Count(item => item.Label == 1),
            Is.EqualTo(0.2).Within(0.03));
        Assert.That(texts.Split(0.2f, new RandomStream(1)).SetAside.Items, Is.EqualTo(aside.Items), "same seed");
        Assert.That(texts.Split(0.2f, new RandomStream(2)).SetAside.Items, Is.Not.EqualTo(aside.Items), "another");
        LabelledTexts taken = texts.Take(100, new RandomStream(3));
        Assert.That(taken.Items, Has.Count.InRange(97, 100));
        Assert.That(texts.Items.Count(item => taken.Items.Contains(item)), Is.EqualTo(taken.Items.Count));
        Assert.That(texts.Take(600, new RandomStream(3)), Is.SameAs(texts));
    }

    [Test]
    public void A_split_that_leaves_a_part_empty_is_refused()
    {
        var one = new LabelledText("a", 0, "f") { Group = "g" };
        var texts = new LabelledTexts("f", [one, one with { Text = "b", Label = 1 }], ["no", "yes"]);
        Assert.That(() => texts.Split(0.4f, new RandomStream(1)), Throws.TypeOf<InvalidDataException>()
            .With.Message.EqualTo("f: 2 texts are too few to set some aside; expected more texts or groups."));
        Assert.That(() => texts.Split(0.6f, new RandomStream(1)), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new LabelledTexts("f", [one with { Label = 2 }], ["no", "yes"]),
            Throws.ArgumentException.With.Message.StartsWith("f: a text of the class 2; expected"));
    }
}
