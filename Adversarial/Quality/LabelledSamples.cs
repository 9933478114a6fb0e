namespace Scratch.Adversarial.Quality;

/// <summary>Samples with labels, to train a classifier on.</summary>
internal static class LabelledSamples
{
    /// <summary>New samples, as many of every class, but for one. Allocates.</summary>
    /// <param name="prompts">Where the prompts of a class come from; a class without prompts gets no samples.</param>
    /// <param name="generator">Turns prompts into samples.</param>
    /// <param name="form">Gives the size of the images.</param>
    /// <param name="count">The number of samples.</param>
    /// <param name="random">Sample i draws from <c>random.Fork(i)</c>.</param>
    public static Dataset Draw(ClassPrompts prompts, Network generator, Dataset form, int count, RandomStream random)
    {
        int[] classes = [.. Enumerable.Range(0, prompts.Classes).Where(c => prompts.Densities[c] is not null)];
        int[] labels = [.. Enumerable.Range(0, count).Select(i => classes[(int)((long)i * classes.Length / count)])];
        Matrix drawn = Matrix.Allocate(count, prompts.Latent);
        prompts.Draw(labels, random, drawn);
        return new Dataset("generated samples", generator.PredictOutputs(drawn), labels, form.Classes, form.Domain);
    }

    /// <summary>What the generator makes of the mean prompt of every example. Allocates.</summary>
    public static Dataset Reconstruct(PromptEncoder encoder, Network generator, Dataset data) => new(
        "reconstructions",
        generator.PredictOutputs(PromptBank.Encode(encoder, data).Means),
        data.Labels.ToArray(),
        data.Classes, data.Domain);
}
