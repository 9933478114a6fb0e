namespace Scratch.Adversarial.Data;

/// <summary>One way in which examples get worse, at five severities. After Hendrycks and Dietterich 2019.</summary>
/// <remarks>
/// What it does to an example is a function of the example, the severity and the stream: no other example is felt.
/// </remarks>
public abstract class Corruption
{
    /// <summary>The number of severities; they count from 1.</summary>
    public const int Severities = 5;

    /// <summary>The name in tables and reports.</summary>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>
    /// The number of the random stream: example e draws from <c>Fork(Stream).Fork(e)</c> of that of the evaluation.
    /// </summary>
    public abstract int Stream { get; }

    /// <summary>
    /// Overwrites <paramref name="output"/> with a worse example. Allocates nothing that grows with the number of
    /// examples.
    /// </summary>
    /// <param name="example">The features, not overwritten.</param>
    /// <param name="output">As many, overwritten, in the domain's box; shares no memory with the example.</param>
    /// <param name="severity">1 … 5.</param>
    /// <param name="random">The stream of this example; the same at every severity, so that they differ in strength
    /// alone.</param>
    public abstract void Apply(ReadOnlySpan<float> example, Span<float> output, int severity, RandomStream random);
}
