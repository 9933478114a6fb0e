using NUnit.Framework;
using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Text;

[NonParallelizable] // the number of threads belongs to the process
internal sealed class DetectorTrainingTests
{
    private int _threads;

    [SetUp]
    public void KeepThreads() => _threads = WorkerPool.Threads;

    [TearDown]
    public void RestoreThreads() => WorkerPool.Threads = _threads;

    [Test]
    public void A_toy_is_learnt_with_the_same_bits_on_any_number_of_threads()
    {
        float[][] scores = new float[2][];
        for (int i = 0; i < scores.Length; i++)
        {
            WorkerPool.Threads = 1 + (2 * i);
            TextDetector detector = DetectorTraining.Train(
                TextToys.Texts(200, 1), TextToys.Texts(100, 2), TextToys.Options, new RandomStream(3));
            LabelledTexts test = TextToys.Texts(100, 4);
            scores[i] = DetectorScores.Of(detector, [.. test.Items.Select(item => item.Text)]);
            float threshold = detector.OperatingPoints!.Threshold(0.02);
            int right = scores[i].Where((logit, row) => (logit > threshold) == (test.Items[row].Label == 1)).Count();
            Assert.That(right, Is.GreaterThanOrEqualTo(97));
            Assert.That(detector.OperatingPoints.Harmless, Is.EqualTo(50));
        }
        Assert.That(scores[0], Is.EqualTo(scores[1]));
    }

    [Test]
    public void Texts_are_changed_by_the_stream_alone()
    {
        LabelledTexts texts = TextToys.Texts(50, 1);
        var edited = new EditedTexts(texts, TextToys.Options with { Diluted = 0.5f, Edited = 0.5f });
        int changed = 0;
        for (int i = 0; i < edited.Count; i++)
        {
            string text = edited.Text(i, new RandomStream((ulong)i));
            Assert.That(edited.Text(i, new RandomStream((ulong)i)), Is.EqualTo(text));
            Assert.That(edited.Label(i), Is.EqualTo(texts.Items[i].Label));
            changed += text != texts.Items[i].Text ? 1 : 0;
        }
        Assert.That(changed, Is.GreaterThan(25));
        var plain = new EditedTexts(texts, TextToys.Options with { Diluted = 0, Edited = 0, DroppedWords = 0 });
        Assert.That(plain.Text(3, new RandomStream(1)), Is.EqualTo(texts.Items[3].Text));
    }

    [Test]
    public void One_class_is_not_enough()
    {
        var one = new LabelledTexts("one", [new("a b", 0, ""), new("c d", 0, "")], ["x", "y"]);
        Assert.That(
            () => DetectorTraining.Train(one, one, TextToys.Options, new RandomStream(1)),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("one: the texts are of 1 of 2 classes"));
    }

    [TestCase(0.0, 5f)]
    [TestCase(0.019, 5f)]
    [TestCase(0.02, 4f)]
    [TestCase(0.1, 0f)]
    public void A_threshold_flags_at_most_that_share_of_the_harmless(double rate, float threshold)
    {
        OperatingPoints points = OperatingPoints.From([.. Enumerable.Range(-44, 50).Select(i => (float)i)]);
        Assert.That(points.Threshold(rate), Is.EqualTo(threshold));
        Assert.That(() => points.Threshold(0.2), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => points.Threshold(double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
