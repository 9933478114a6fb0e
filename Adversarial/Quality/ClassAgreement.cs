using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Prompts;

namespace Scratch.Adversarial.Quality;

/// <summary>How many of the samples that a generator makes of a class's prompts a classifier puts into that class.</summary>
/// <param name="PerClass">Samples of each class.</param>
/// <param name="Hits">Of each class, those that the classifier agrees on.</param>
public sealed record ClassAgreement(int PerClass, IReadOnlyList<int> Hits)
{
    private const int BatchSize = 500;

    /// <summary>The share over all classes.</summary>
    public double Share => (double)Hits.Sum() / (PerClass * Hits.Count);

    /// <summary>The standard error of <see cref="Share"/>: of a share of independent samples.</summary>
    public double StandardError => Math.Sqrt(Share * (1 - Share) / (PerClass * Hits.Count));

    /// <summary>Draws prompts of every class, generates and classifies. Allocates.</summary>
    /// <param name="prompts">Where prompts of a class come from.</param>
    /// <param name="generator">From prompts to samples.</param>
    /// <param name="classifier">Independent of both: it has seen neither prompts nor samples.</param>
    /// <param name="perClass">Samples of each class, at least 1.</param>
    /// <param name="random">Class c is drawn from <c>random.Fork(c)</c>.</param>
    public static ClassAgreement Measure(ClassPrompts prompts, Network generator, Network classifier, int perClass, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perClass);
        int[] hits = new int[prompts.Classes], classes = new int[BatchSize];
        Matrix drawn = Matrix.Allocate(BatchSize, prompts.Latent);
        for (int c = 0; c < hits.Length; c++)
        {
            Array.Fill(classes, c);
            for (int start = 0; start < perClass; start += BatchSize)
            {
                int count = Math.Min(BatchSize, perClass - start);
                Matrix batch = drawn.SliceRows(0, count);
                prompts.Draw(classes.AsSpan(0, count), random.Fork(c).Fork(start), batch);
                hits[c] += Evaluator.Predict(classifier, generator.Predict(batch)).Count(predicted => predicted == c);
            }
        }
        return new ClassAgreement(perClass, hits);
    }
}
