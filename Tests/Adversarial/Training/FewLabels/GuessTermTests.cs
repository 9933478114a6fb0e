using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.FewLabels;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Training.FewLabels;

public class GuessTermTests
{
    private static readonly Dataset Data = Toys.Images(6);

    private static readonly float[][] Said = // class 2 is always third in what is said, and never far behind in the last two rows
    [
        [0.90f, 0.08f, 0.02f],
        [0.85f, 0.14f, 0.01f],
        [0.10f, 0.88f, 0.02f],
        [0.05f, 0.93f, 0.02f],
        [0.55f, 0.05f, 0.40f],
        [0.05f, 0.52f, 0.43f],
    ];

    [Test]
    public void A_guess_is_what_the_classifier_says_if_it_is_sure_enough()
    {
        Assert.That(Guesses(new() { Confidence = 0.6f }), Is.EqualTo(new[] { 0, 0, 1, 1, -1, -1 }));
        Assert.That(Guesses(new() { Confidence = 0.5f }), Is.EqualTo(new[] { 0, 0, 1, 1, 0, 1 }));
    }

    [Test]
    public void Aligned_a_class_that_others_swallow_gets_the_examples_that_are_likest_it()
    {
        Assert.That(Guesses(new() { Confidence = 0.5f, AlignGuesses = true }), Is.EqualTo(new[] { 0, 0, 1, 1, 2, 2 }));
        double[] commonness = [.. Enumerable.Range(0, 3).Select(k => 1 + Said.Sum(p => (double)p[k]))];
        double[] sureness = [.. Said.Select(p => Enumerable.Range(0, 3).Max(k => p[k] / commonness[k]) / Enumerable.Range(0, 3).Sum(k => p[k] / commonness[k]))];
        float between = (float)(sureness[4] + sureness[5]) / 2; // of the two that change their class
        Assert.That(Guesses(new() { Confidence = between, AlignGuesses = true })[4..], Is.EqualTo(sureness[4] > sureness[5] ? [2, -1] : new[] { -1, 2 }));
    }

    /// <summary>The class that each row is to be seen as; -1 where it teaches nothing.</summary>
    private static int[] Guesses(FewLabelOptions options)
    {
        Matrix probabilities = Matrix.Allocate(Said.Length, 3), inputs = Matrix.Allocate(Said.Length, Data.Inputs.Columns), targets = Matrix.Allocate(Said.Length, 3);
        for (int row = 0; row < Said.Length; row++)
        {
            Said[row].CopyTo(probabilities.Row(row));
        }
        int[] rows = [.. Enumerable.Range(0, Said.Length)];
        var mixed = new MixedBatch(Toys.Classifier(Data.Inputs.Columns), Data, MixtureOptions.RealOnly, prompts: null, Said.Length);
        new GuessTerm(mixed, options, classes: 3, Said.Length).Compose(
            new UnlabelledBatch(rows, Data.Inputs, probabilities), new RandomStream(1), inputs, targets);
        return [.. rows.Select(row => targets.Row(row).IndexOf(1f))];
    }
}
