using NUnit.Framework;
using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Domains.Images;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Classification;

public class MixtureOptionsTests
{
    private static IEnumerable<TestCaseData<MixtureOptions, string>> Wrong =>
    [
        new(new() { Real = 0.5 }, "sum to 1"),
        new(new() { Augmented = 0.1 }, "sum to 1"),
        new(new() { Real = 1.5, Generated = -0.5 }, "at least 0"),
        new(new() { Real = double.NaN }, "at least 0"),
        new(new() { End = new(Real: 0.9) }, "shares of the mixture's end"),
        new(new() { Augmentation = new AugmentationOptions { Noise = -1 } }, "noise is -1"),
        new(new() { PixelAttack = new() { Epsilon = -1 } }, "epsilon of the attack is -1"),
        new(new() { PromptAttack = new() { Steps = -1 } }, "steps of the attack is -1"),
        new(new() { PixelAttack = new() { Norm = "l0", Epsilon = 3 } },
            "no steps in the norm 'l0'; expected linf or l2"),
        new(new() { PromptAttack = new() { Norm = "l0", Bounded = false } }, "no steps in the norm 'l0'"),
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
                options.CountRows(rows, progress: 0, counts);
                int total = counts[0] + counts[1] + counts[2] + counts[3] + counts[4];
                Assert.That(total, Is.EqualTo(rows));
                for (int i = 0; i < 5; i++)
                {
                    Assert.That(counts[i], Is.EqualTo(draws[i] / sum * rows).Within(1),
                        "off by the rounding at both ends");
                    Assert.That(counts[i], Is.Not.Negative);
                }
            }
        }
    }

    [Test]
    public void Shares_move_in_straight_lines_to_those_at_the_end()
    {
        var options = new MixtureOptions
        {
            Real = 0.8,
            AdversarialPixels = 0.2,
            End = new(Augmented: 0.4, AdversarialPixels: 0.6)
        };
        options.Validate();
        int[] counts = new int[5];
        foreach ((double progress, int[] expected) in new (
            double, int[])[] { (0, [80, 0, 0, 0, 20]), (0.25, [60, 10, 0, 0, 30]), (1, [0, 40, 0, 0, 60]) })
        {
            options.CountRows(100, progress, counts);
            Assert.That(counts, Is.EqualTo(expected), $"{progress}");
        }
    }

    [Test]
    public void A_generator_is_needed_if_there_are_samples_of_it_at_any_moment()
    {
        MixtureOptions real = MixtureOptions.RealOnly;
        Assert.That((real.NeedsGenerator, real.MovesPrompts), Is.EqualTo((false, false)));
        real = real with { End = new(Generated: 1) };
        Assert.That((real.NeedsGenerator, real.MovesPrompts), Is.EqualTo((true, false)));
        real = real with { End = new(Real: 0.5, AdversarialPrompts: 0.5) };
        Assert.That((real.NeedsGenerator, real.MovesPrompts), Is.EqualTo((true, true)));
    }

    [Test]
    public void Shares_that_divide_the_batch_are_met_exactly()
    {
        int[] counts = new int[5];
        new MixtureOptions
        {
            Real = 0.1,
            Augmented = 0.1,
            Generated = 0.05,
            AdversarialPrompts = 0.05,
            AdversarialPixels = 0.7
        }.CountRows(100, progress: 0, counts);
        Assert.That(counts, Is.EqualTo([10, 10, 5, 5, 70]));
        MixtureOptions.RealOnly.CountRows(7, progress: 0.5, counts);
        Assert.That(counts, Is.EqualTo([7, 0, 0, 0, 0]));
    }
}
