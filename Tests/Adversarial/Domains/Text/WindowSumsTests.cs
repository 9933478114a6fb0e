using NUnit.Framework;
using Scratch.Adversarial.Domains.Text;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Text;

internal sealed class WindowSumsTests
{
    [Test]
    public void Every_window_is_its_own_product()
    {
        TextDetector detector = TextToys.Random(1);
        var grams = new TextGrams(detector.Shape.Features);
        grams.Add("one two three four five six seven eight");
        grams.Add("nine ten");
        var sums = new WindowSums(detector.Shape.Scales, detector.Weight.Columns);
        sums.Compute(grams, detector.Weight, detector.Bias);

        TextWindow[] windows = [.. Enumerable.Range(0, sums.Count).Select(i => sums[i])];
        Assert.That(windows, Is.EqualTo(new TextWindow[]
        {
            new(0, 8, 0), new(0, 3, 1), new(1, 4, 1), new(2, 5, 1), new(3, 6, 1), new(4, 7, 1), new(5, 8, 1),
            new(0, 6, 2), new(2, 8, 2), new(8, 10, 0),
        }));
        for (int i = 0; i < windows.Length; i++)
        {
            (int first, int end, int scale) = windows[i];
            ReadOnlySpan<int> entries = grams.Entries(first, end);
            for (int j = 0; j < detector.Weight.Columns; j++)
            {
                double sum = 0;
                foreach (int entry in entries)
                {
                    sum += SparseRows.Sign(entry) * detector.Weight[SparseRows.Row(entry), j];
                }
                double expected = (sum / TextGrams.Length(entries.Length, end - first)) + detector.Bias[0, j]
                    + detector.Weight[detector.Shape.Features + scale, j];
                Assert.That(sums.Outputs[i, j], Is.EqualTo(expected).Within(1e-5), $"{windows[i]}");
            }
        }
    }

    [Test]
    public void A_text_without_words_has_no_window()
    {
        TextDetector detector = TextToys.Random(1);
        var sums = new WindowSums(detector.Shape.Scales, detector.Weight.Columns);
        sums.Compute(new TextGrams(detector.Shape.Features), detector.Weight, detector.Bias);
        Assert.That(sums.Count, Is.Zero);
    }
}
