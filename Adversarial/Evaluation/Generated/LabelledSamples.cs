using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Adversarial.Evaluation.Generated;

/// <summary>Samples of every class: a class's prompts are drawn from a normal distribution with the moments of the prompts of its training examples.</summary>
internal static class LabelledSamples
{
    /// <summary>As many samples of every class, but for one. Allocates.</summary>
    /// <param name="encoder">Gives the prompts of the training examples.</param>
    /// <param name="generator">Turns prompts into samples.</param>
    /// <param name="training">At least one example of each class that samples are wanted of; the others get none.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="random">Class c draws from <c>random.Fork(c)</c>.</param>
    public static Dataset Draw(PromptEncoder encoder, Network generator, Dataset training, int count, RandomStream random)
    {
        int[] classes = [.. training.Labels.ToArray().Distinct().Order()];
        Matrix samples = Matrix.Allocate(count, generator.Outputs);
        int[] labels = new int[count];
        for (int i = 0, start = 0; i < classes.Length; i++)
        {
            int end = (int)((long)count * (i + 1) / classes.Length), label = classes[i];
            int[] rows = [.. Enumerable.Range(0, training.Count).Where(row => training.Labels.Span[row] == label)];
            PromptPrior prior = PromptPrior.Of(PromptBank.Encode(encoder, training.Subset(rows)));
            Matrix prompts = Matrix.Allocate(end - start, generator.Inputs);
            prior.Draw(random.Fork(label), prompts);
            generator.Predict(prompts).CopyTo(samples.SliceRows(start, end - start));
            labels.AsSpan(start, end - start).Fill(label);
            start = end;
        }
        return new Dataset("generated samples", samples, labels, training.Classes, training.Height, training.Width);
    }
}
