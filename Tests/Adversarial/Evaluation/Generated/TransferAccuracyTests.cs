using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation.Generated;
using Scratch.Adversarial.Generative;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Evaluation.Generated;

/// <summary>Classifiers trained on generated samples: good ones, wrong ones, and too few kinds of them.</summary>
public class TransferAccuracyTests
{
    private static readonly Dataset Training = Toys.Images(600, seed: 1);
    private static readonly Dataset Test = Toys.Images(300, seed: 2);
    private static readonly RandomStream Random = new(7);

    [Test]
    public void Samples_of_the_real_distribution_teach_as_well_as_real_examples()
    {
        TransferAccuracy accuracy = Compute(Toys.Images(600, seed: 3));
        Assert.That(
            (accuracy.GeneratedToReal.Value, accuracy.RealToReal.Value, accuracy.RealToGenerated.Value), Is.EqualTo((1.0, 1.0, 1.0)));
        Assert.That((accuracy.GeneratedToReal.Samples, accuracy.RealToGenerated.Samples), Is.EqualTo((300, 600)));
    }

    [Test]
    public void Samples_of_the_wrong_class_teach_what_is_wrong()
    {
        Dataset good = Toys.Images(600, seed: 3);
        int[] next = [.. good.Labels.ToArray().Select(label => (label + 1) % Toys.Classes)];
        TransferAccuracy accuracy = Compute(new Dataset("wrong", good.Inputs, next, good.Classes, good.Height, good.Width));
        Assert.That(
            (accuracy.GeneratedToReal.Value, accuracy.RealToReal.Value, accuracy.RealToGenerated.Value), Is.EqualTo((0.0, 1.0, 0.0)));
    }

    [Test]
    public void A_generator_that_lacks_a_class_loses_it_and_the_reverse_does_not_see_that()
    {
        Dataset good = Toys.Images(900, seed: 3);
        TransferAccuracy accuracy = Compute(good.Subset([.. Enumerable.Range(0, 900).Where(row => row % 3 != 2)]));
        Assert.That(accuracy.GeneratedToReal.Value, Is.EqualTo(2 / 3.0).Within(1e-12));
        Assert.That(accuracy.RealToGenerated.Value, Is.EqualTo(1));
    }

    [Test]
    public void Images_of_another_size_are_refused() => Assert.That(
        () => Compute(Toys.Images(600, height: 6)), Throws.TypeOf<InvalidDataException>().With.Message.Contains("6 x 6"));

    [Test]
    public void Labelled_samples_come_from_the_prompts_of_their_class()
    {
        // The generator is linear: the mean of a class's samples is what it makes of the mean of the class's prompts.
        PromptEncoder encoder = PromptEncoder.Of(Toys.Encoder(30, 4));
        var generator = new Network(4, new Dense(4, 30));
        generator.Initialise(new RandomStream(5));
        Dataset samples = LabelledSamples.Draw(encoder, generator, Training, 3001, Random);
        Assert.That(samples.Labels.ToArray().CountBy(label => label).Select(pair => pair.Value).Order(), Is.EqualTo(new[] { 1000, 1000, 1001 }));
        for (int c = 0; c < 3; c++)
        {
            int[] rows = [.. Enumerable.Range(0, 600).Where(row => row % 3 == c)];
            PromptPrior prior = PromptPrior.Of(PromptBank.Encode(encoder, Training.Subset(rows)));
            double[] expected = Agreement.Doubles(generator.Predict(Matrix.FromRows([.. prior.Mean])));
            double spread = Math.Sqrt(prior.Deviation.Sum(deviation => deviation * deviation));
            for (int pixel = 0; pixel < 30; pixel++)
            {
                double mean = Enumerable.Range(0, samples.Count).Where(row => samples.Labels.Span[row] == c).Average(row => samples.Inputs[row, pixel]);
                Assert.That(mean, Is.EqualTo(expected[pixel]).Within(5 * spread / Math.Sqrt(1000)), $"class {c}, pixel {pixel}");
            }
        }
    }

    [Test]
    public void A_class_without_examples_gets_no_samples()
    {
        Dataset two = Training.Subset([.. Enumerable.Range(0, 600).Where(row => row % 3 != 1)]);
        Dataset samples = LabelledSamples.Draw(PromptEncoder.Of(Toys.Encoder(30, 4)), Toys.Generator(4, 30), two, 10, Random);
        Assert.That(samples.Labels.ToArray(), Is.EqualTo(new[] { 0, 0, 0, 0, 0, 2, 2, 2, 2, 2 }));
    }

    private static TransferAccuracy Compute(Dataset generated) => TransferAccuracy.Compute(generated, Training, Test, epochs: 15, Random);
}
