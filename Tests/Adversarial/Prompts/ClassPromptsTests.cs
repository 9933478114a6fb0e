using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Quality;
using Scratch.Adversarial.Runs.Measures;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Prompts;

/// <summary>
/// Densities of classes, what is drawn from them, and how many of the samples land where they should.
/// </summary>
[NonParallelizable] // the number of threads belongs to the process
public class ClassPromptsTests
{
    private static readonly RandomStream Random = new(13);

    [Test]
    public void Draws_of_a_class_lie_where_its_prompts_do()
    {
        ClassPrompts prompts = ClassPrompts.Fit(Bank(conditions: 0), 2, Random);
        Matrix drawn = Matrix.Allocate(4, 2);
        prompts.Draw([0, 2, 0, 2], Random, drawn);
        Assert.That(Enumerable.Range(0, 4).Select(row => MathF.Round(drawn[row, 0] / 10)),
            Is.EqualTo(new float[] { 0, 2, 0, 2 }));
        Assert.That(drawn[0, 1], Is.Not.EqualTo(drawn[2, 1]), "each row is a draw of its own");
        Assert.That((prompts.Classes, prompts.Latent), Is.EqualTo((4, 2)));
    }

    [TestCase(1)]
    [TestCase(4)]
    [TestCase(-1)]
    public void A_class_without_prompts_can_not_be_drawn(int missing)
    {
        ClassPrompts prompts = ClassPrompts.Fit(Bank(conditions: 0), 2, Random);
        Assert.That(
            () => prompts.Draw([missing], Random, Matrix.Allocate(1, 2)),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains($"class {missing}")
                .And.Message.Contains("0 to 3"));
    }

    [Test]
    public void Of_a_conditional_bank_the_class_itself_is_a_part_of_the_prompt()
    {
        ClassPrompts prompts = ClassPrompts.Fit(Bank(conditions: 4), 2, Random);
        Matrix drawn = Matrix.Allocate(2, 6);
        drawn.Fill(float.NaN);
        prompts.Draw([2, 0], Random, drawn);
        Assert.That(drawn.Row(0)[2..].ToArray(), Is.EqualTo(new float[] { 0, 0, 1, 0 }));
        Assert.That(drawn.Row(1)[2..].ToArray(), Is.EqualTo(new float[] { 1, 0, 0, 0 }));
    }

    [Test]
    public void The_threads_make_no_difference()
    {
        Matrix[] drawn = [Matrix.Allocate(2, 2), Matrix.Allocate(2, 2)];
        for (int i = 0; i < 2; i++)
        {
            using var threads = new Engine.PoolThreads(1 + (2 * i));
            ClassPrompts.Fit(Bank(conditions: 0), 3, Random).Draw([0, 2], Random, drawn[i]);
        }
        Assert.That(Agreement.Bits(drawn[1]), Is.EqualTo(Agreement.Bits(drawn[0])));
    }

    /// <summary>
    /// Generator and classifier pass a prompt on as it is; the classifier finds class 0 left of 5 and class 2 right of
    /// it.
    /// </summary>
    [Test]
    public void The_share_that_lands_in_its_class_is_counted()
    {
        var densities = new GaussianMixture?[] { At(0), At(9), At(20) };
        var generator = new Network(1, new Dense(1, 1));
        generator.ParametersOf(0).Span[0].Fill(1);
        var classifier = new Network(1, new Dense(1, 3));
        classifier.ParametersOf(0).Span[0].Row(0)[2] = 1;
        classifier.ParametersOf(0).Span[1].Row(0)[0] = 5;
        Dataset labelled = LabelledSamples.Draw(
            new ClassPrompts(densities, 0), generator, Form(classes: 3), 2100, Random);
        int[] labels = labelled.Labels.ToArray(), found = Evaluator.PredictClasses(classifier, labelled.Inputs);
        Assert.That(Enumerable.Range(0, 3).Select(c => labels.Zip(found).Count(pair => pair == (c, c))),
            Is.EqualTo(new[] { 700, 0, 700 }));
        Estimate agreement = GeneratorEvaluator.Agreement(found, labelled);
        Assert.That(agreement.Value, Is.EqualTo(2 / 3.0));
        Assert.That(agreement.StandardError, Is.EqualTo(Math.Sqrt(2 / 9.0 / 2100)).Within(1e-12));
    }

    [Test]
    public void Draws_are_new_in_every_batch_of_the_measurement()
    {
        // Half of the draws lie right of 0. If every batch drew the same, the hits would be a multiple of those of one
        // batch.
        var generator = new Network(1, new Dense(1, 1));
        generator.ParametersOf(0).Span[0].Fill(1);
        var wide = new GaussianMixture([1], Matrix.FromRows([0]), Matrix.FromRows([1]));
        float[] samples = LabelledSamples.Draw(
            new ClassPrompts([wide, wide], 0), generator, Form(classes: 2), 2000, Random).Inputs.Span.ToArray();
        int first = samples.Take(500).Count(x => x > 0), second = samples.Skip(500).Take(500).Count(x => x > 0);
        Assert.That(first, Is.InRange(200, 300));
        Assert.That(second, Is.InRange(200, 300).And.Not.EqualTo(first));
        Assert.That(samples, Is.Unique);
    }

    /// <summary>Data of one number an example.</summary>
    private static Dataset Form(int classes) =>
        new("form", Matrix.Allocate(classes, 1), [.. Enumerable.Range(0, classes)], classes, new VectorDomain(1));

    private static GaussianMixture At(float mean) => new([1], Matrix.FromRows([mean]), Matrix.FromRows([0.5f]));

    /// <summary>Class 0 about (0, 0), class 2 about (20, 0); none of the classes 1 and 3.</summary>
    private static PromptBank Bank(int conditions)
    {
        Matrix means = Matrix.Allocate(60, 2 + conditions), deviations = Matrix.Allocate(60, 2 + conditions);
        int[] labels = new int[60];
        for (int i = 0; i < 60; i++)
        {
            labels[i] = i % 2 * 2;
            Random.Fork(i).FillNormal(means.Row(i)[..2]);
            means[i, 0] += 10 * labels[i];
            deviations.Row(i)[..2].Fill(0.1f);
            if (conditions > 0)
            {
                means[i, 2 + labels[i]] = 1;
            }
        }
        return new PromptBank(means, deviations, labels, 4, conditions);
    }
}
