namespace Scratch.Adversarial.Classification.SemiSupervised;

/// <summary>The unlabelled part of a batch, as the classifier sees it before the update.</summary>
/// <param name="Rows">B row numbers of the data.</param>
/// <param name="Examples">(B, features), the examples as they are.</param>
/// <param name="Probabilities">(B, classes), p(y | x).</param>
internal readonly record struct UnlabelledBatch(ReadOnlyMemory<int> Rows, Matrix Examples, Matrix Probabilities)
{
    /// <summary>The share of the training that lies before, in [0, 1).</summary>
    public double Progress { get; init; }
}

/// <summary>
/// What unlabelled examples add to a batch: where each of them is moved to, and what the classifier is to say there.
/// </summary>
/// <remarks>
/// What it is to say is held constant, so that every term is a divergence from a given target, as that of a labelled
/// example is.
/// </remarks>
/// <param name="name">In tables of figures.</param>
/// <param name="weight">Of the mean over the examples, beside 1 for the labelled ones.</param>
internal abstract class UnlabelledTerm(string name, float weight)
{
    public string Name { get; } = name;

    public float Weight { get; } = weight;

    /// <summary>Composes the term's part of a batch. Allocates nothing.</summary>
    /// <param name="batch">The examples.</param>
    /// <param name="random">The stream of this part.</param>
    /// <param name="inputs">(B, features), overwritten with the moved examples.</param>
    /// <param name="targets">(B, classes), overwritten; a row of zeros for an example that is to teach nothing.</param>
    public abstract void Compose(in UnlabelledBatch batch, RandomStream random, Matrix inputs, Matrix targets);
}
