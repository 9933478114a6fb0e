using NUnit.Framework;
using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Domains.Text.Certificates;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Text.Certificates;

internal sealed class InsertionCertificateTests
{
    private const float Rounding = 1e-4f;

    [TestCase(1ul)]
    [TestCase(2ul)]
    [TestCase(3ul)]
    public void No_text_before_and_after_gets_below_the_bound(ulong seed)
    {
        TextDetector detector = TextToys.Random(seed);
        var certificate = new InsertionCertificate(detector);
        var scanner = new TextScanner(detector);
        var random = new RandomStream(seed);
        float closest = float.PositiveInfinity;
        foreach (string text in TextToys.Texts(10, seed).Items.Select(item => item.Text))
        {
            float bound = certificate.LowerBound(text);
            Assert.That(bound, Is.LessThanOrEqualTo(scanner.Read(text) + Rounding).And.GreaterThan(-100f));
            for (int i = 0; i < 40; i++)
            {
                string around = $"{Words(random.Fork(2 * i), i)}\n{text}\n{Words(random.Fork((2 * i) + 1), 40 - i)}";
                float logit = scanner.Read(around);
                Assert.That(logit, Is.GreaterThanOrEqualTo(bound - Rounding), around);
                closest = Math.Min(closest, logit - bound);
            }
        }
        Assert.That(closest, Is.LessThan(0.5f), "and some come near");
    }

    [Test]
    public void Few_words_have_no_bound() =>
        Assert.That(new InsertionCertificate(TextToys.Random(1)).LowerBound("one two three four"),
            Is.EqualTo(float.NegativeInfinity));

    [Test]
    public void The_period_is_the_least_common_multiple() =>
        Assert.That(WindowScale.Period([new(8, 2), new(9, 3), new(8, 4)]), Is.EqualTo(12));

    private static string Words(RandomStream random, int count) =>
        string.Join(' ', Enumerable.Range(0, count).Select(i => $"w{random.Below(50, (ulong)i)}"));
}
