using System.IO.Compression;
using System.Text;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Tests.Adversarial.Domains.Text.Reading;

/// <summary>
/// Files of texts that can't be read: one line each, which names the file, the line and what was expected. Those that
/// look bad and can be read give their texts.
/// </summary>
[NonParallelizable] // what is allocated belongs to the process
public sealed class BadTextTests
{
    private const string Two = "{\"text\":\"a\",\"label\":0}\n{\"text\":\"b\",\"label\":1}\n";

    private static IEnumerable<TestCaseData<string, string, string>> Refused =>
    [
        new("t.jsonl", "", "line 1: the file is empty; expected texts"),
        new("t.csv", "\n \r\n", "line 1: the file is empty; expected texts"),
        new("t.jsonl", Two + "{\"text\":\"c\"}\n", "line 3: there is no column 'label' for the label; expected one of text."),
        new("t.jsonl", Two + "{\"prompt\":\"c\",\"label\":1}", "line 3: there is no column 'text' for the text; expected one of prompt, label."),
        new("t.jsonl", Two + "{}", "line 3: there is no column 'text' for the text; expected one, but there are none."),
        new("t.jsonl", Two + "{\"text\":\"c\",\"label\":null}", "line 3: the label is missing; expected"),
        new("t.jsonl", Two + "{\"text\":\"c\",\"label\":\" \"}", "line 3: the label is missing; expected"),
        new("t.jsonl", Two + "{\"text\":null,\"label\":1}", "line 3: the text is missing; expected"),
        new("t.jsonl", Two + "{\"text\":5,\"label\":1}", "line 3, column 9: the text is a number; expected a string in quotes"),
        new("t.jsonl", Two + "{\"text\":[\"c\"],\"label\":1}", "line 3, column 9: the text is an array; expected a string"),
        new("t.jsonl", Two + "{\"text\":\"c\",\"label\":[1]}", "line 3, column 21: the label is an array; expected a string, a number"),
        new("t.jsonl", Two + "{\"text\":\"c\",\"label\":1,\"text\":\"d\"}", "line 3, column 23: a second value of 'text'; expected one"),
        new("t.jsonl", Two + "\n  {\"text\":\"é\",\"label\":}", "line 4, column 23: the JSON is broken here; expected an object"),
        new("t.jsonl", Two + "{\"text\":\"c\",\"label\":1", "line 3, column 22: the JSON is broken here; expected"),
        new("t.jsonl", Two + "{\"text\":\"c\",\"label\":1} x", "line 3, column 24: the JSON is broken here; expected"),
        new("t.jsonl", Two + "{\"text\":\"\\ud8\",\"label\":1}", "line 3, column 14: the JSON is broken here; expected"),
        new("t.jsonl", Two + "\"c\"", "line 3, column 1: this is a string; expected an object"),
        new("t.jsonl", Two + "[1]", "line 3, column 1: this is an array; expected an object"),
        new("t.jsonl", Two + "{\"a\":" + new string('[', 100), "line 3, column 69: the JSON is broken here; expected"),
        new("t.jsonl", "text,label\na,1\n", "line 1, column 2: the JSON is broken here; expected"),
        new("t.json", "[]", "line 1: no text; expected some"),
        new("t.json", "[\n{\"text\":\"a\",\"label\":0},\n{\"text\":\"b\" \"label\":1}]", "line 3, column 13: the JSON is broken here; expected"),
        new("t.json", "[{\"text\":\"a\",\"label\":0},\n 7]", "line 2, column 2: this is a number; expected an object"),
        new("t.json", "[{\"text\":\"a\",\"label\":0},\n {\"text\":\"a\"", "line 2, column 2: the file ends within the array"),
        new("t.json", "[{\"text\":\"a\",\"label\":0},]", "line 1, column 25: a comma before the end; expected an object"),
        new("t.json", "[{\"text\":\"a\",\"label\":0}]]", "line 1, column 25: more follows the array; expected the end"),
        new("t.json", "{\"data\":[]}", "line 1: there is no column 'text' for the text; expected one of data."),
        new("t.csv", "text,label\n", "line 1: no text; expected some"),
        new("t.csv", "prompt,class\na,1\n", "line 1: there is no column 'text' for the text; expected one of prompt, class."),
        new("t.csv", "text\na\n", "line 1: there is no column 'label' for the label; expected one of text."),
        new("t.csv", "text,label,text\na,1,b\n", "line 1, column 3: the name 'text' is that of column 1, too; expected"),
        new("t.csv", "text,label\na,0\nb,\n", "line 3, column 2: the label is missing; expected"),
        new("t.csv", "text,label\na,0\nb, and c,1\n", "line 3, column 3: the line has 3 values; expected 2"),
        new("t.csv", "text,label\na,0\nb\n", "line 3, column 2: the line has 1 values; expected 2"),
        new("t.csv", "text,label\n\"a\nb\",0\nc,\"1\n", "line 4, column 2: a quote that opens here is not closed; expected"),
        new("t.csv", "text,label\n\"a,0\nb,1\n", "line 2, column 1: a quote that opens here is not closed; expected"),
        new("t.csv", "text,label\na,x\nb,X\n", "line 3: every text is of the class 'x'; expected at least two"),
        new("t.csv", "text,label\na,1\n", "line 2: every text is of the class '1'; expected at least two"),
        new("t.tsv", "text,label\na,1\n", "line 1: there is no column 'text' for the text; expected one of text,label."),
        new("t.txt", "__label__a one\ntwo\n", "line 2: the line doesn't begin with __label__; expected"),
        new("t.txt", "__label__a one\n__label__ two\n", "line 2: the label is missing; expected"),
        new("t.txt", "__label__a __label__b two\n", "line 1: the text has a second label; expected one"),
        new("t", "ham\tone\nspam two\n", "line 2: the line has no tab; expected the label, a tab"),
        new("t", "ham\tone\n\ttwo\n", "line 2: the label is missing; expected"),
        new("t.xml", "<text>a</text>", "line 1: neither the name nor this line says the format; expected"),
        new("t.csv", "\u0089PNG\r\n\u001A\n\0\0\0\rIHDR\0\0\u0001\0", "line 1: 9 of the first 20 characters are none of a text; expected UTF-8"),
        new("t.csv", "t\0e\0x\0t\0,\0l\0a\0b\0e\0l\0\n\0", "line 1: 11 of the first 22 characters are none of a text; expected UTF-8"),
        new("t.csv.gz", "text,label\na,0\nb,1\n", "at byte 0: no gzip data; expected"),
    ];

    private static IEnumerable<TestCaseData<string, string, string>> Accepted =>
    [
        new("t.jsonl", "\r\n" + Two.Replace("\n", "\r\n\r\n", StringComparison.Ordinal), "a=0 b=1"),
        new("t.jsonl", Two.Replace('\n', '\r'), "a=0 b=1"),
        new("t.jsonl", "\uFEFF" + Two.TrimEnd(), "a=0 b=1"),
        new("t.jsonl", "[" + Two.TrimEnd().Replace('\n', ',') + "]", "a=0 b=1"),
        new("t.json", " [ " + Two.TrimEnd().Replace('\n', ',') + " ]\n", "a=0 b=1"),
        new("t.json", Two, "a=0 b=1"),
        new("t.json", "[{\"text\":\"]},\\\"[\",\"label\":0,\"more\":[{\"text\":1}]},{\"label\":1,\"text\":\"\\\\\"}]", "]},\"[=0 \\=1"),
        new("t.jsonl", "{\"text\":\"a\",\"label\":0}\n{\"text\":\"b\",\"label\":\"1.0\"}\n{\"text\":\"c\",\"label\":true}\n{\"text\":\"d\",\"label\":1.0}\n", "a=0 b=1 c=1 d=1"),
        new("t.jsonl", "{\"Text\":\"a\",\"LABEL\":0}\n{\"text\":\"b\",\"Text\":\"x\",\"label\":1}\n{\"TEXT\":\"x\",\"text\":\"c\",\"label\":1}\n", "a=0 b=1 c=1"),
        new("t.jsonl", "{\"text\":\"\\ud83d\\ude00\\ud83d \\udE00\",\"label\":0}\n{\"text\":\"\\u0000\",\"label\":1}", "\U0001F600\uFFFD \uFFFD=0 \0=1"),
        new("t.jsonl", "{\"text\":\"a\",\"label\":0}\n{\"text\":\"\",\"label\":1}", "a=0 =1"),
        new("t.csv", "text,label\r\n\"a\r\n\"\"b\"\"\",0\r\nb,1", "a\r\n\"b\"=0 b=1"),
        new("t.csv", "\uFEFF\"text\";label;\"label\r\n2\"\n a ;0;x\n\nb;1.0;y\n", " a =0 b=1"),
        new("t.csv", ",label,text\r1,0,a\r2,1,b\r", "a=0 b=1"),
        new("t.csv", "text,label\n,0\nb,1\n", "=0 b=1"),
        new("t.tsv", "label\ttext\n1\ta, b\n0\tb\n", "a, b=1 b=0"),
        new("t.tsv", "\uFEFFham\tit's \"5\nspam\twin\tnow\n", "it's \"5=0 win\tnow=1"),
        new("t.csv", "text,label\nplain,Benign\nodd,MALICIOUS\n", "plain=0 odd=1"),
        new("t.csv", "text,label\na,zebra\nb,safe\n", "a=1 b=0"),
        new("t.csv", "text,label\na,10\nb,9\n", "a=1 b=0"),
        new("t.txt", "__label__b  one two \r\n\n__label__a\tthree\n__label__b\n", "one two=1 three=0 =1"),
        new("t.text", Two, "a=0 b=1"),
    ];

    [TestCaseSource(nameof(Refused))]
    public void A_file_that_is_wrong_is_refused_in_one_line_that_names_the_place(string name, string text, string message)
    {
        using TemporaryFolder folder = new();
        string path = folder.File(name);
        File.WriteAllText(path, text);
        Assert.That(() => LabelledTextReader.Read(path, new TextColumns()), Throws.TypeOf<InvalidDataException>()
            .With.Message.StartsWith($"{path}: {message}").And.Message.Not.Contains("\n"));
    }

    [TestCaseSource(nameof(Accepted))]
    public void A_file_that_looks_wrong_is_read(string name, string text, string expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.File(name);
        File.WriteAllText(path, text);
        Assert.That(Show(LabelledTextReader.Read(path, new TextColumns())), Is.EqualTo(expected));
        using (var gzip = new GZipStream(File.Create($"{path}.gz"), CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }
        Assert.That(Show(LabelledTextReader.Read($"{path}.gz", new TextColumns())), Is.EqualTo(expected));
    }

    [Test]
    public void Control_characters_of_a_file_do_not_reach_messages()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("t.csv");
        File.WriteAllText(path, $"\"te\nxt\",\u001B[31m{new string('c', 1000)}\na,1\n");
        Assert.That(() => LabelledTextReader.Read(path, new TextColumns()), Throws.TypeOf<InvalidDataException>()
            .With.Message.EndsWith($"expected one of te xt,  [31m{new string('c', 35)}…."));
    }

    [TestCase("{\"text\":\"", "aaaaaaaa", TestName = "A line of JSON of 20 MB is refused without being read whole")]
    [TestCase("text,label\n", "aaaaaaa,", TestName = "A line of values of 20 MB is refused without being read whole")]
    [TestCase("text,label\n\"", "aaaa,1\n\n", TestName = "A quote of 20 MB is refused without being read whole")]
    [TestCase("[", "{\"a\":[[[", TestName = "An array of 20 MB that never ends is refused without being read whole")]
    [TestCase("__label__a ", "aaaaaaaa", TestName = "A line of fastText of 20 MB is refused without being read whole")]
    public void A_line_of_20_MB(string start, string repeated)
    {
        using TemporaryFolder folder = new();
        string path = folder.File(start[0] == 't' ? "t.csv" : start[0] == '_' ? "t.txt" : "t.json");
        File.WriteAllText(path, start + string.Concat(Enumerable.Repeat(repeated, 2_500_000)));
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.That(() => LabelledTextReader.Read(path, new TextColumns()), Throws.TypeOf<InvalidDataException>()
            .With.Message.Contains("longer than 16 MiB; expected shorter"));
        Assert.That(GC.GetTotalAllocatedBytes(precise: true) - before, Is.LessThan(150_000_000));
    }

    [Test]
    public void Gzip_data_that_are_cut_or_swell_are_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("t.jsonl.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Optimal))
        {
            for (int i = 0; i < 2000; i++)
            {
                gzip.Write(Encoding.UTF8.GetBytes($"{{\"text\":\"{i * 7919 % 2003}\",\"label\":{i % 2}}}\n"));
            }
        }
        byte[] whole = File.ReadAllBytes(path);
        foreach (int length in (int[])[0, 1, 17, 18, 100, whole.Length / 2, whole.Length - 9, whole.Length - 1])
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.That(() => LabelledTextReader.Read(path, new TextColumns()), Throws.TypeOf<InvalidDataException>()
                .With.Message.StartsWith($"{path}: at byte 0: no gzip data; expected")
                .Or.Message.StartsWith($"{path}: the gzip data"), $"{length} bytes");
        }
        byte[] damaged = [.. whole];
        damaged[whole.Length / 2] ^= 0x55;
        File.WriteAllBytes(path, damaged);
        Assert.That(() => LabelledTextReader.Read(path, new TextColumns()), Throws.TypeOf<InvalidDataException>());
        File.WriteAllBytes(path, whole);
        Assert.That(LabelledTextReader.Read(path, new TextColumns()).Items, Has.Count.EqualTo(2000));
        using Stream bomb = TextFile.Open(path, most: 10_000);
        Assert.That(() => bomb.CopyTo(Stream.Null), Throws.TypeOf<InvalidDataException>()
            .With.Message.EqualTo($"{path}: more than 10000 bytes come out of the gzip data; expected at most that."));
    }

    [Test]
    public void A_folder_needs_a_folder_of_texts_for_each_class()
    {
        using TemporaryFolder folder = new();
        Assert.That(Read, Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(
            $"{folder.Path}: a folder without folders; expected one for each class"));
        Directory.CreateDirectory(folder.File(".git"));
        Directory.CreateDirectory(folder.File("ham"));
        File.WriteAllText(folder.File("ham/readme.md"), "no text");
        Assert.That(Read, Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
            $"{folder.File("ham")}: no text; expected .txt files of the class 'ham' in it."));
        File.WriteAllText(folder.File("ham/1.txt"), "one");
        Assert.That(Read, Throws.TypeOf<InvalidDataException>().With.Message.EndsWith(
            "every text is of the class 'ham'; expected at least two classes."));
        Directory.CreateDirectory(folder.File("spam"));
        File.WriteAllBytes(folder.File("spam/2.txt"), [0, 1, 2, 3, 255, 254]);
        Assert.That(Read, Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(
            $"{folder.File("spam/2.txt")}: line 1: 6 of the first 6 characters are none of a text"));
        Assert.That(() => LabelledTextReader.Read(folder.File("missing.csv"), new TextColumns()),
            Throws.InstanceOf<IOException>());

        LabelledTexts Read() => LabelledTextReader.Read(folder.Path, new TextColumns());
    }

    [Test]
    public void A_test_file_has_the_classes_of_training()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("t.csv");
        File.WriteAllText(path, "text,label\na,SPAM\n");
        Assert.That(Show(LabelledTextReader.Read(path, new TextColumns(), ["ham", "spam"])), Is.EqualTo("a=1"));
        File.WriteAllText(path, "text,label\na,true\nb,0.0\n");
        Assert.That(Show(LabelledTextReader.Read(path, new TextColumns(), ["0", "1"])), Is.EqualTo("a=1 b=0"));
        Assert.That(() => LabelledTextReader.Read(path, new TextColumns(), ["ham", "spam"]),
            Throws.TypeOf<InvalidDataException>().With.Message.EqualTo(
                $"{path}: line 2, column 2: there is no class 'true' in training; expected ham or spam."));
    }

    [Test]
    public void A_column_may_be_called_spam()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("t.tsv");
        File.WriteAllText(path, "spam\ttext\n0\ta\n1\tb\n");
        Assert.That(Show(LabelledTextReader.Read(path, new TextColumns(Label: "spam"))), Is.EqualTo("a=0 b=1"));
    }

    [Test]
    public void Too_many_classes_are_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("t.csv");
        File.WriteAllText(path, "text,label\n" + string.Concat(Enumerable.Range(0, 1100).Select(i => $"a,{i}.5\n")));
        Assert.That(() => LabelledTextReader.Read(path, new TextColumns()), Throws.TypeOf<InvalidDataException>()
            .With.Message.EqualTo($"{path}: line 1002, column 2: the label '1000.5' is the 1001th class; expected at "
                + "most 1000 classes."));
    }

    private static string Show(LabelledTexts texts) =>
        string.Join(' ', texts.Items.Select(item => $"{item.Text}={item.Label}"));
}
