using System.Diagnostics;
using System.Text.Json.Serialization.Metadata;

namespace Scratch.Adversarial.Sharding;

/// <summary>What was computed of some examples.</summary>
/// <param name="Values">(examples, width).</param>
/// <param name="Seconds">Wall-clock time, of all machines that computed some of them.</param>
internal readonly record struct ExampleValues(Matrix Values, double Seconds);

/// <summary>
/// Who computes what takes long and is of one example alone: this process all of it, or a shard, or nobody any more,
/// because the shards have done it.
/// </summary>
/// <remarks>
/// A measurement asks for its results here and goes on with them in one and the same way, so that what is merged of
/// shards is what one process comes to, bit by bit. In a shard the results of other examples are zeros, and what
/// follows from them is thrown away.
/// </remarks>
internal abstract class ExampleWork
{
    /// <summary>All of it, here.</summary>
    public static ExampleWork Here { get; } = new Whole();

    /// <summary>The time that others have taken for it.</summary>
    public virtual double SecondsElsewhere => 0;

    /// <summary>Results of examples.</summary>
    /// <param name="name">What is computed; what is asked for by the same name again counts as another.</param>
    /// <param name="rows">The examples, as rows of the whole data set. In a shard rows of others are left out.</param>
    /// <param name="width">How many numbers there are of each, at least 1.</param>
    /// <param name="compute">Computes those of some of the rows: (rows, width). The numbers of a row don't depend on
    /// the other rows that it is given.</param>
    /// <exception cref="InvalidDataException">The parts don't have them.</exception>
    public abstract ExampleValues OfRows(string name, int[] rows, int width, Func<int[], Matrix> compute);

    /// <summary>A result that isn't of single examples; the first shard computes it.</summary>
    /// <param name="name">What is computed.</param>
    /// <param name="form">Its form in a part.</param>
    /// <param name="compute">Computes it from what is known of all examples without <see cref="OfRows"/>.</param>
    /// <param name="elsewhere">What other shards take in its place.</param>
    /// <exception cref="InvalidDataException">The parts don't have it.</exception>
    public abstract T Once<T>(string name, JsonTypeInfo<T> form, Func<T> compute, T elsewhere);

    /// <summary>Yes or no of examples, as <see cref="OfRows"/> finds numbers.</summary>
    public bool[] Decide(string name, int[] rows, Func<int[], bool[]> compute)
    {
        Matrix found = OfRows(name, rows, 1, some =>
        {
            bool[] answers = compute(some);
            Matrix values = Matrix.Allocate(some.Length, 1);
            for (int i = 0; i < answers.Length; i++)
            {
                values[i, 0] = answers[i] ? 1 : 0;
            }
            return values;
        }).Values;
        return [.. Enumerable.Range(0, rows.Length).Select(i => found[i, 0] != 0)];
    }

    /// <summary>Computes and takes the time.</summary>
    protected static ExampleValues Time(Func<Matrix> compute)
    {
        var clock = Stopwatch.StartNew();
        Matrix values = compute();
        return new ExampleValues(values, clock.Elapsed.TotalSeconds);
    }

    private sealed class Whole : ExampleWork
    {
        public override ExampleValues OfRows(string name, int[] rows, int width, Func<int[], Matrix> compute) =>
            Time(() => compute(rows));

        public override T Once<T>(string name, JsonTypeInfo<T> form, Func<T> compute, T elsewhere) => compute();
    }
}
