namespace Scratch.Adversarial.Attacks;

/// <summary>
/// What a gradient attack climbs: a function of each example's logits that grows as the model comes to be fooled, and
/// its gradient.
/// </summary>
public abstract class AttackLoss
{
    /// <summary>The loss with that name.</summary>
    /// <param name="name"><c>ce</c>, <c>margin</c> or <c>dlr</c>.</param>
    /// <param name="classes">The number of logits.</param>
    /// <param name="capacity">The largest batch. Allocates for it.</param>
    /// <exception cref="ArgumentException">There is no such loss, or it needs more classes; the message says
    /// so.</exception>
    public static AttackLoss Create(string name, int classes, int capacity) => name switch
    {
        "ce" => new CrossEntropyLoss(classes, capacity),
        "margin" => new MarginLoss(),
        "dlr" => new DlrLoss(classes),
        _ => throw new ArgumentException($"There is no attack loss '{name}'; expected ce, margin or dlr."),
    };

    /// <summary>The loss of every example and its gradient, unscaled: no example feels the others.</summary>
    /// <param name="logits">(B, classes), not overwritten.</param>
    /// <param name="labels">B true classes.</param>
    /// <param name="wanted">B classes to be seen instead; empty for an untargeted attack.</param>
    /// <param name="perExample">(1, B), overwritten.</param>
    /// <param name="dLogits">(B, classes), overwritten; empty to evaluate only.</param>
    public abstract void Compute(
        Matrix logits, ReadOnlySpan<int> labels, ReadOnlySpan<int> wanted, Matrix perExample, Matrix dLogits);

    /// <summary>Throws if a model has too few classes for the loss of that name.</summary>
    internal static void RequireClasses(string name, int classes, bool isTargeted = false)
    {
        int least = name != "dlr" ? 2 : isTargeted ? 4 : 3;
        if (classes < least)
        {
            throw new ArgumentException(
                $"The {(isTargeted ? "targeted " : "")}{name} loss compares {least} logits, but there are {classes} "
                + "classes; expected ce or margin, which do with 2.");
        }
    }

    /// <summary>Throws unless there is a loss with that name.</summary>
    internal static void RequireName(string name) => _ = Create(name, classes: int.MaxValue, capacity: 0);

    /// <summary>−log p_y: up from the true class. Targeted, log p_t: down to the wanted one.</summary>
    private sealed class CrossEntropyLoss(int classes, int capacity) : AttackLoss
    {
        private static readonly Loss CrossEntropy = new SoftmaxCrossEntropy();
        private readonly Matrix _oneHot = capacity == 0 ? default : Matrix.Allocate(capacity, classes);

        public override void Compute(
            Matrix logits, ReadOnlySpan<int> labels, ReadOnlySpan<int> wanted, Matrix perExample, Matrix dLogits)
        {
            Matrix oneHot = _oneHot.SliceRows(0, logits.Rows);
            OneHot.Write(wanted.IsEmpty ? labels : wanted, oneHot);
            CrossEntropy.Compute(logits, oneHot, perExample, wanted.IsEmpty ? 1 : -1, dLogits);
            if (!wanted.IsEmpty)
            {
                TensorPrimitives.Negate(perExample.Row(0), perExample.Row(0));
            }
        }
    }
}
