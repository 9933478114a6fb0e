using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Quality;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Quality;

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
            (accuracy.GeneratedToReal.Value, accuracy.RealToReal.Value, accuracy.RealToGenerated.Value),
                Is.EqualTo((1.0, 1.0, 1.0)));
        Assert.That((accuracy.GeneratedToReal.Samples, accuracy.RealToGenerated.Samples), Is.EqualTo((300, 600)));
    }

    [Test]
    public void Samples_of_the_wrong_class_teach_what_is_wrong()
    {
        Dataset good = Toys.Images(600, seed: 3);
        int[] next = [.. good.Labels.ToArray().Select(label => (label + 1) % Toys.Classes)];
        TransferAccuracy accuracy = Compute(new Dataset("wrong", good.Inputs, next, good.Classes, good.Domain));
        Assert.That(
            (accuracy.GeneratedToReal.Value, accuracy.RealToReal.Value, accuracy.RealToGenerated.Value),
                Is.EqualTo((0.0, 1.0, 0.0)));
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
        () => Compute(Toys.Images(600, height: 6)),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("6 x 6"));

    [Test]
    public void Reconstructions_that_are_the_examples_teach_as_much_as_they_do()
    {
        TransferAccuracy accuracy = TransferAccuracy.Compute(
            Toys.Images(600, seed: 3), Training, Test, epochs: 15, Random, reconstructed: Training);
        Assert.That(accuracy.ReconstructedToReal, Is.EqualTo(accuracy.RealToReal));
    }

    [Test]
    public void Labelled_samples_are_made_of_the_prompts_of_their_class_as_many_of_each()
    {
        ClassPrompts prompts = ClassPrompts.Fit(Toys.Prompts(Training, 4), components: 2, Random);
        Network generator = Toys.Generator(4, 30);
        Dataset samples = LabelledSamples.Draw(prompts, generator, Training, 301, Random);
        Assert.That(samples.Labels.ToArray().CountBy(label => label).Select(pair => pair.Value).Order(),
            Is.EqualTo(new[] { 100, 100, 101 }));
        Matrix drawn = Matrix.Allocate(301, 4);
        prompts.Draw(samples.Labels.Span, Random, drawn);
        Assert.That(Agreement.Bits(samples.Inputs), Is.EqualTo(Agreement.Bits(generator.PredictOutputs(drawn))));
    }

    [Test]
    public void A_class_without_prompts_gets_no_samples()
    {
        Dataset two = Training.Subset([.. Enumerable.Range(0, 600).Where(row => row % 3 != 1)]);
        ClassPrompts prompts = ClassPrompts.Fit(Toys.Prompts(two, 4), components: 1, Random);
        Dataset samples = LabelledSamples.Draw(prompts, Toys.Generator(4, 30), two, 10, Random);
        Assert.That(samples.Labels.ToArray(), Is.EqualTo(new[] { 0, 0, 0, 0, 0, 2, 2, 2, 2, 2 }));
    }

    [Test]
    public void A_reconstruction_is_what_the_generator_makes_of_an_example_s_mean_prompt()
    {
        PromptEncoder encoder = PromptEncoder.From(Toys.Encoder(30, 4));
        Network generator = Toys.Generator(4, 30);
        Dataset back = LabelledSamples.Reconstruct(encoder, generator, Training);
        Assert.That(Agreement.Bits(back.Inputs),
            Is.EqualTo(Agreement.Bits(generator.PredictOutputs(PromptBank.Encode(encoder, Training).Means))));
        Assert.That(back.Labels.ToArray(), Is.EqualTo(Training.Labels.ToArray()));
    }

    private static TransferAccuracy Compute(Dataset generated) =>
        TransferAccuracy.Compute(generated, Training, Test, epochs: 15, Random);
}
