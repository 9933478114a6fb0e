using Scratch.Engine;

namespace Scratch.Adversarial.Attacks;

/// <summary>Examples to attack.</summary>
/// <param name="Originals">(B, d), where they start, not overwritten.</param>
/// <param name="Labels">B true classes.</param>
/// <param name="Examples">B numbers, one for each example: example e draws from <c>Random.Fork(e)</c>, whoever else is in the batch.</param>
/// <param name="Random">The stream of this attack.</param>
/// <param name="Wanted">B classes that the model is to see instead; empty for an untargeted attack, which takes any but the true one.</param>
public readonly record struct AttackBatch(
    Matrix Originals, ReadOnlyMemory<int> Labels, ReadOnlyMemory<int> Examples, RandomStream Random, ReadOnlyMemory<int> Wanted = default)
{
    /// <summary>The number of examples.</summary>
    public int Count => Originals.Rows;

    /// <summary>True if the examples are to be seen as given classes.</summary>
    public bool IsTargeted => !Wanted.IsEmpty;

    /// <summary>True if a model that sees class <paramref name="seen"/> in example <paramref name="row"/> is fooled.</summary>
    public bool IsFooled(int row, int seen) => IsTargeted ? seen == Wanted.Span[row] : seen != Labels.Span[row];

    /// <summary>Throws unless lengths and shapes agree.</summary>
    /// <exception cref="ArgumentException">They don't; the message prints both.</exception>
    public void Validate()
    {
        Shape.RequireLength(Labels.Length, Count, nameof(Labels));
        Shape.RequireLength(Examples.Length, Count, nameof(Examples));
        if (IsTargeted)
        {
            Shape.RequireLength(Wanted.Length, Count, nameof(Wanted));
        }
    }
}

/// <summary>Moves examples so that a model gets them wrong.</summary>
public abstract class Attack
{
    /// <summary>The name in options, tables and reports, such as <c>pgd</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Moves each example; one that is fooled already stays where it is unless the attack says otherwise.</summary>
    /// <param name="batch">The examples, at most the target's capacity.</param>
    /// <param name="result">(B, d), overwritten; shares no memory with the originals.</param>
    public abstract void Perturb(in AttackBatch batch, Matrix result);
}
