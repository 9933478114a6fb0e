using NUnit.Framework;
using Scratch.Adversarial.Training;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Training;

public class MixtureOptionsTests
{
    private static IEnumerable<TestCaseData<MixtureOptions, string>> Wrong =>
    [
        new(new() { Real = 0.5 }, "sum to 1"),
        new(new() { Augmented = 0.1 }, "sum to 1"),
        new(new() { Real = 1.5, Generated = -0.5 }, "at least 0"),
        new(new() { Real = double.NaN }, "at least 0"),
        new(new() { Augmentation = new() { Noise = -1 } }, "noise is -1"),
        new(new() { PixelAttack = new() { Epsilon = -1 } }, "epsilon is -1"),
        new(new() { PromptAttack = new() { Steps = -1 } }, "steps is -1"),
    ];

    [TestCaseSource(nameof(Wrong))]
    public void Options_out_of_range_are_named(MixtureOptions options, string message) =>
        Assert.That(options.Validate, Throws.ArgumentException.With.Message.Contains(message));

    [Test]
    public void The_rows_of_every_mixture_and_batch_add_up()
    {
        Span<int> counts = stackalloc int[5];
        Span<float> draws = stackalloc float[5];
        for (int mixture = 0; mixture < 40; mixture++)
        {
            new RandomStream(1).Fork(mixture).FillUniform(draws);
            double sum = draws[0] + draws[1] + draws[2] + draws[3] + draws[4];
            var options = new MixtureOptions
            {
                Real = draws[0] / sum,
                Augmented = draws[1] / sum,
                Generated = draws[2] / sum,
                AdversarialPrompts = draws[3] / sum,
                AdversarialPixels = draws[4] / sum,
            };
            options.Validate();
            for (int rows = 1; rows <= 300; rows++)
            {
                options.CountRows(rows, counts);
                int total = counts[0] + counts[1] + counts[2] + counts[3] + counts[4];
                Assert.That(total, Is.EqualTo(rows));
                for (int i = 0; i < 5; i++)
                {
                    Assert.That(counts[i], Is.EqualTo(draws[i] / sum * rows).Within(1), "off by the rounding at both ends");
                    Assert.That(counts[i], Is.Not.Negative);
                }
            }
        }
    }

    [Test]
    public void Shares_that_divide_the_batch_are_met_exactly()
    {
        int[] counts = new int[5];
        new MixtureOptions { Real = 0.1, Augmented = 0.1, Generated = 0.05, AdversarialPrompts = 0.05, AdversarialPixels = 0.7 }.CountRows(100, counts);
        Assert.That(counts, Is.EqualTo([10, 10, 5, 5, 70]));
        MixtureOptions.RealOnly.CountRows(7, counts);
        Assert.That(counts, Is.EqualTo([7, 0, 0, 0, 0]));
    }
}
