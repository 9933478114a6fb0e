namespace Scratch.Adversarial.Attacks;

/// <summary>Moves examples so that a model gets them wrong.</summary>
public abstract class Attack
{
    /// <summary>The name in options, tables and reports, such as <c>pgd</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Told how much of a batch is done; null for nobody.</summary>
    public IProgress<WorkProgress>? Progress { get; set; }

    /// <summary>
    /// Moves each example; one that is fooled already stays where it is unless the attack says otherwise.
    /// </summary>
    /// <param name="batch">The examples, at most the model's capacity.</param>
    /// <param name="result">(B, d), overwritten; shares no memory with the originals.</param>
    public abstract void Perturb(in AttackBatch batch, Matrix result);

    /// <summary>
    /// <see cref="Perturb"/>, where the ranks of an <see cref="Exchange"/> share the examples: each moves its own,
    /// alone, and all get the whole. An example draws by its number and doesn't feel the others, so the result is the
    /// same.
    /// </summary>
    /// <inheritdoc cref="Perturb"/>
    public void PerturbTogether(in AttackBatch batch, Matrix result)
    {
        if (Exchange.Current is null)
        {
            Perturb(batch, result);
            return;
        }
        Require(batch, result);
        (int first, int count) = Exchange.OwnRows(batch.Count);
        if (count > 0)
        {
            using Exchange.Scope alone = Exchange.Use(null);
            Perturb(batch.Slice(first, count), result.SliceRows(first, count));
        }
        Exchange.GatherRows(result);
    }

    /// <summary>Throws unless the batch fits together, and with the result.</summary>
    /// <exception cref="ArgumentException">It doesn't; the message prints both shapes.</exception>
    protected static void Require(in AttackBatch batch, Matrix result)
    {
        batch.Validate();
        Shape.RequireSame(batch.Originals, result);
        Shape.RequireDisjoint(batch.Originals, result);
    }

    /// <summary>The same, and unless the originals lie in a box.</summary>
    /// <exception cref="ArgumentException">The message names the row, the feature, its value and its range.</exception>
    protected static void Require(in AttackBatch batch, Matrix result, Box box)
    {
        Require(batch, result);
        box.Require(batch.Originals);
    }
}
