using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Speech;
using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Pipeline;

namespace Scratch.Tests.Adversarial.Domains.Speech;

/// <summary>Folders and lists of words, and how they are parted.</summary>
public sealed class SpokenWordReaderTests
{
    private static readonly string[] Digits = ["0", "2", "10"], Speakers = ["anna", "ben", "van_der_eve"];

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("")]
    [TestCase("recordings/")]
    [TestCase("a/recordings/")]
    public void A_folder_of_digits_says_label_speaker_and_index(string below)
    {
        PutDigits(below);
        Put("a/readme.txt", "x"u8.ToArray());
        SpokenWords words = SpokenWordReader.Read(_folder.Path, 8000);
        Assert.That(words.ClassNames, Is.EqualTo(Digits), "in the order of numbers");
        Assert.That(words.Speakers, Is.EqualTo(Speakers));
        Assert.That(words.Clips, Has.Count.EqualTo(3 * 3 * 7));
        Assert.That(words.Clips.Select(clip => clip.Index).Distinct().Order(), Is.EqualTo(Enumerable.Range(0, 7)));
        Assert.That(words.Clips.Select(clip => clip.Samples.Length), Is.All.EqualTo(800));
        SpokenClip last = words.Clips[^1];
        Assert.That((Path.GetFileName(last.Name), last.Label, last.Speaker, last.Index),
            Is.EqualTo(("2_van_der_eve_6.wav", 1, "van_der_eve", 6)));
    }

    [Test]
    public void Folders_of_classes_say_speakers_and_parts()
    {
        foreach (string name in (string[])["yes/a1_nohash_0", "yes/a1_nohash_1", "yes/b2_nohash_0", "no/a1_nohash_0", "no/c3_nohash_0"])
        {
            Put($"{name}.wav", Word());
        }
        Put("_background_noise_/tap.wav", Word());
        Put("testing_list.txt", "yes/b2_nohash_0.wav\r\nno/c3_nohash_0.wav\r\nno/gone.wav\n"u8.ToArray());
        Put("validation_list.txt", "yes/a1_nohash_1.wav\n"u8.ToArray());
        SpokenWords words = SpokenWordReader.Read(_folder.Path, 8000);
        Assert.That(words.ClassNames, Is.EqualTo(["no", "yes"]));
        Assert.That(words.Speakers, Is.EqualTo(["a1", "b2", "c3"]));
        SpeechParts parts = SpeechParts.Create(words, new SpeechOptions());
        Assert.That((parts.Training.Count, parts.Validation.Count, parts.Test.Count), Is.EqualTo((2, 1, 2)));
        Assert.That(parts.Rule, Is.EqualTo("the parts that the data name"));
        var source = new SpeechSource(_folder.Path, new SpeechOptions());
        (Dataset training, Dataset validation) = ValidationSplit.Take(Presets.Find("speech"), source, source.OpenTraining());
        Assert.That((training.Count, validation.Count), Is.EqualTo((2, 1)), "none is split off");
        parts = SpeechParts.Create(words, new SpeechOptions { HoldOut = ["c3", "b2"] });
        Assert.That((parts.Training.Count, parts.Validation.Count, parts.Test.Count), Is.EqualTo((3, 0, 2)));
        Assert.That(parts.Rule, Is.EqualTo("the speakers c3, b2 held out"));
    }

    [Test]
    public void A_list_names_files_labels_and_speakers()
    {
        Put("sounds/x.wav", Word());
        Put("y z.wav", Word());
        Put("list.csv", "\uFEFFlabel;Path;speaker;more\nb;sounds/x.wav;s;1\n\na;\"y z.wav\";t;2\n"u8.ToArray());
        SpokenWords words = SpokenWordReader.Read(_folder.File("list.csv"), 8000);
        Assert.That(words.ClassNames, Is.EqualTo(["a", "b"]));
        Assert.That(words.Clips.Select(clip => (clip.Label, clip.Speaker)), Is.EqualTo([(1, "s"), (0, "t")]));
        Put("list.csv", "path,label,split\ny z.wav,a,train\ny z.wav,b,Train\ny z.wav,a,dev\ny z.wav,b,test\n"u8.ToArray());
        words = SpokenWordReader.Read(_folder.File("list.csv"), 8000);
        SpeechParts parts = SpeechParts.Create(words, new SpeechOptions());
        Assert.That((parts.Training.Count, parts.Validation.Count, parts.Test.Count), Is.EqualTo((2, 1, 1)));
        Assert.That(words.Speakers, Is.Empty);
    }

    [TestCase("", "line 1: the file is empty")]
    [TestCase("path,label\n", "line 1: a header without rows; expected")]
    [TestCase("file,label\nx.wav,a\n", "line 1: there is no column 'path' among file, label; expected")]
    [TestCase("path,label\ngone.wav,a\n", "line 2, column 1: there is no file 'gone.wav'; expected")]
    [TestCase("path,label\nx.wav,a\nx.wav\n", "line 3, column 2: the line has 1 values; expected 2")]
    [TestCase("path,label\nx.wav,\n", "line 2, column 2: the value is missing; expected one.")]
    [TestCase("path,label,speaker\nx.wav,a,\n", "line 2, column 3: the value is missing; expected one.")]
    [TestCase("path,label,split\nx.wav,a,best\n", "line 2, column 3: there is no part 'best'; expected train")]
    [TestCase("path,label\nx.wav,a\nx.wav,a\n", "the words are of 1 classes, the first 'a'; expected 2 to 1000.")]
    [TestCase("path,label\n\"x.wav,a\n", "line 2, column 1: a quote that opens here is not closed")]
    public void A_wrong_list_is_refused_in_a_line(string text, string message)
    {
        Put("x.wav", Word());
        Put("list.csv", System.Text.Encoding.UTF8.GetBytes(text));
        Assert.That(() => SpokenWordReader.Read(_folder.File("list.csv"), 8000), Throws.TypeOf<InvalidDataException>()
            .With.Message.StartsWith($"{_folder.File("list.csv")}: {message}").And.Message.Not.Contains("\n"));
    }

    [Test]
    public void A_wrong_folder_is_refused_with_the_name_of_the_file()
    {
        Assert.That(Read, Throws.TypeOf<InvalidDataException>().With.Message.Contains("no .wav file is in this folder"));
        Put("hello.wav", Word());
        Assert.That(Read, Throws.TypeOf<InvalidDataException>()
            .With.Message.StartsWith($"{_folder.File("hello.wav")}: the name says neither word nor speaker; expected"));
        File.Delete(_folder.File("hello.wav"));
        PutDigits("");
        Put("2_anna_3.wav", "ID3, it is"u8.ToArray());
        Put("2_anna_4.wav", []);
        Assert.That(Read, Throws.TypeOf<InvalidDataException>()
            .With.Message.StartsWith($"{_folder.File("2_anna_3.wav")}: at byte 0: this is MP3"));
        Assert.That(() => SpokenWordReader.Read(_folder.File("gone"), 8000), Throws.InstanceOf<IOException>());

        SpokenWords Read() => SpokenWordReader.Read(_folder.Path, 8000);
    }

    [Test]
    public void Silence_is_left_out_and_named_and_what_is_unusual_is_told()
    {
        PutDigits("");
        Put("2_anna_3.wav", Wavs.Pcm16(new float[1000], 8000));
        Put("2_anna_4.wav", Word()[..^10]);
        Put("2_anna_5.wav", Wavs.Pcm16(Wavs.Tone(20000, 8000), 8000));
        SpokenWords words = SpokenWordReader.Read(_folder.Path, 8000);
        Assert.That(words.Silent, Is.EqualTo([_folder.File("2_anna_3.wav")]));
        Assert.That(words.Remarks.Single(), Does.StartWith($"{_folder.File("2_anna_4.wav")}: the sound ends after 795"));
        Assert.That((words.Clips.Count, words.Shortened), Is.EqualTo((62, 1)));
    }

    [Test]
    public void Classes_that_training_lacks_are_refused()
    {
        PutDigits("");
        Assert.That(SpokenWordReader.Read(_folder.Path, 8000, ["10", "2", "x", "0"]).Clips[0].Label, Is.EqualTo(3));
        Assert.That(() => SpokenWordReader.Read(_folder.Path, 8000, ["0", "2"]), Throws.TypeOf<InvalidDataException>()
            .With.Message.EndsWith("there is no class '10' in training; expected one of 0, 2."));
    }

    [Test]
    public void The_splits_part_words_by_speaker_by_repetition_or_by_class()
    {
        PutDigits("");
        SpokenWords words = SpokenWordReader.Read(_folder.Path, 8000);
        SpeechParts parts = SpeechParts.Create(words, new SpeechOptions { TestShare = 0.3f });
        Assert.That(parts.Rule, Is.EqualTo($"the speakers {parts.Test.Select(clip => clip.Speaker).Distinct().Single()} held out"));
        Assert.That((parts.Training.Count, parts.Test.Count), Is.EqualTo((42, 21)));
        Assert.That(parts.Training.Select(clip => clip.Speaker), Has.None.EqualTo(parts.Test[0].Speaker));
        parts = SpeechParts.Create(words, new SpeechOptions { Split = SpeechSplit.Official });
        Assert.That((parts.Training.Count, parts.Test.Count, parts.Test.Max(clip => clip.Index)), Is.EqualTo((18, 45, 4)));
        parts = SpeechParts.Create(words, new SpeechOptions { Split = SpeechSplit.Class, TestShare = 1 / 3f });
        Assert.That((parts.Training.Count, parts.Test.Count), Is.EqualTo((42, 21)));
        Assert.That(parts.Rule, Is.EqualTo("33.33% of every class held out, speakers shared"));
        Assert.That(parts.Training, Is.EqualTo(SpeechParts.Create(
            words, new SpeechOptions { Split = SpeechSplit.Class, TestShare = 1 / 3f }).Training));
        Assert.That(() => SpeechParts.Create(words, new SpeechOptions { HoldOut = ["bob"] }), Throws
            .TypeOf<InvalidDataException>().With.Message.Contains("no speaker 'bob' to be held out; expected some of anna"));
        Assert.That(() => SpeechParts.Create(words, new SpeechOptions { HoldOut = Speakers }), Throws
            .TypeOf<InvalidDataException>().With.Message.Contains("no word of the class '0' is left to train on"));
    }

    [Test]
    public void Rows_are_as_long_as_the_longest_word_of_training()
    {
        PutDigits("");
        Put("2_anna_3.wav", Wavs.Pcm16(Wavs.Tone(4000, 8000), 8000));
        Put("2_ben_3.wav", Wavs.Pcm16(Wavs.Tone(12000, 16000), 16000));
        var source = new SpeechSource(_folder.Path, new SpeechOptions { HoldOut = ["ben"] });
        Dataset training = source.OpenTraining(), test = source.OpenTest(3);
        Assert.That(training.Domain.Features, Is.EqualTo(4001));
        Assert.That(test.Domain, Is.SameAs(training.Domain));
        int row = test.Labels.ToArray().Index().First(pair => SpeechRow.CountOf(test.Inputs.Row(pair.Index)) == 4000).Index;
        Assert.That(Level.Measure(SpeechRow.WordOf(test.Inputs.Row(row))), Is.EqualTo(0.05).Within(1e-5));
        Assert.That(() => source.OpenTest(4), Throws.TypeOf<InvalidDataException>());
        foreach (int i in Enumerable.Range(0, training.Count))
        {
            Assert.That(training.Domain.Box.FindOutside(training.Inputs.Row(i)), Is.Negative);
        }
    }

    [Test]
    public void The_embedded_digits_are_there()
    {
        var source = new SpeechSource(SyntheticDigits.Name, new SpeechOptions());
        Dataset training = source.OpenTraining(), test = source.OpenTest(10);
        Assert.That((source.Words!.Clips.Count, source.Words.Speakers.Count), Is.EqualTo((1120, 44)));
        Assert.That(source.Words.Speakers, Has.None.Contains("allison"));
        Assert.That(training.Count + test.Count, Is.EqualTo(1120));
        Assert.That(test.Count, Is.InRange(180, 260));
        Assert.That(training.Domain.Features, Is.InRange(4000, 8001));
        Assert.That(source.ReadParts().Test.CountBy(clip => clip.Label).Select(pair => pair.Value).Distinct(),
            Has.Exactly(1).Items, "all digits are as frequent");
    }

    [Test]
    public void A_folder_of_images_is_none_of_words_though_a_sound_is_below()
    {
        Put("a/b/0_anna_0.wav", Word());
        Assert.That(SpeechSource.Takes(_folder.Path));
        Put("train-images-idx3-ubyte", []);
        Assert.That(SpeechSource.Takes(_folder.Path), Is.False);
    }

    private static byte[] Word() => Wavs.Pcm16(Wavs.Tone(800, 8000), 8000);

    private void PutDigits(string below)
    {
        foreach (string digit in Digits)
        {
            foreach (string speaker in Speakers)
            {
                for (int i = 0; i < 7; i++)
                {
                    Put($"{below}{digit}_{speaker}_{i}.wav", Word());
                }
            }
        }
    }

    private void Put(string name, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllBytes(_folder.File(name), content);
    }
}
