using NUnit.Framework;
using Scratch.Adversarial.Prompts;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Prompts;

public class PromptSpaceTests
{
    [Test]
    public void The_way_between_two_directions_is_an_arc()
    {
        Matrix path = Matrix.Allocate(4, 2);
        PromptSpace.Interpolate([2, 0], [0, 2], path);
        double[] expected = [.. Enumerable.Range(0, 4)
            .SelectMany(i => new[] { 2 * Math.Cos(i * Math.PI / 6), 2 * Math.Sin(i * Math.PI / 6) })];
        Assert.That(Agreement.Error(path, expected), Is.LessThan(Tolerances.ByHand));
    }

    [Test]
    public void The_ends_are_the_prompts_whatever_their_lengths()
    {
        float[] from = [1, -2, 0.5f], to = [0.1f, 3, 4];
        Matrix path = Matrix.Allocate(7, 3);
        PromptSpace.Interpolate(from, to, path);
        Assert.That(path.Row(0).ToArray(), Is.EqualTo(from).Within(1e-6));
        Assert.That(path.Row(6).ToArray(), Is.EqualTo(to).Within(1e-6));
    }

    [TestCase(new float[] { 1, 1 }, new float[] { 3, 3 }, new float[] { 2, 2 })] // the same direction
    // opposite ones: no arc is the shortest
    [TestCase(new float[] { 1, 1 }, new float[] { -1, -1 }, new float[] { 0, 0 })]
    [TestCase(new float[] { 0, 0 }, new float[] { 4, 2 }, new float[] { 2, 1 })] // no direction at all
    [TestCase(new float[] { 4, 2 }, new float[] { 4, 2 }, new float[] { 4, 2 })]
    public void Without_an_angle_it_is_a_straight_line(float[] from, float[] to, float[] middle)
    {
        Matrix path = Matrix.Allocate(3, 2);
        PromptSpace.Interpolate(from, to, path);
        Assert.That(path.Row(1).ToArray(), Is.EqualTo(middle).Within(1e-6));
    }

    [Test]
    public void A_class_in_the_last_columns_changes_in_a_straight_line()
    {
        Matrix path = Matrix.Allocate(3, 4);
        PromptSpace.Interpolate([2, 0, 1, 0], [0, 2, 0, 1], path, conditions: 2);
        Assert.That(path.Row(1).ToArray(), Is.EqualTo(new[] { MathF.Sqrt(2), MathF.Sqrt(2), 0.5f, 0.5f }).Within(1e-6));
    }

    [Test]
    public void Perturbed_prompts_fill_the_ball_and_keep_their_class()
    {
        Matrix prompts = Matrix.Allocate(2000, 4), perturbed = Matrix.Allocate(2000, 4);
        prompts.Fill(1);
        PromptSpace.Perturb(prompts, 0.5f, new RandomStream(1), perturbed, conditions: 2);
        double[] distances =
            [.. Enumerable.Range(0, 2000)
            .Select(row => Math.Sqrt(Math.Pow(perturbed[row, 0] - 1, 2) + Math.Pow(perturbed[row, 1] - 1, 2)))];
        Assert.That(distances, Is.All.LessThanOrEqualTo(0.5 + 1e-6));
        Assert.That(distances.Count(distance => distance < 0.25), Is.EqualTo(500).Within(80), "a quarter of the disc");
        Assert.That(perturbed.Row(77)[2..].ToArray(), Is.All.EqualTo(1));
        Assert.That(() => PromptSpace.Perturb(prompts, 1, default, prompts), Throws.ArgumentException);
    }
}
