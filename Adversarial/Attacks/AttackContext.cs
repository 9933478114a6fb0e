namespace Scratch.Adversarial.Attacks;

/// <summary>
/// What an attack is made from: the model under attack, the budget, and what some attacks need beside them.
/// </summary>
/// <param name="Model">The model under attack.</param>
/// <param name="Options">The ball and the budget.</param>
public sealed record AttackContext(IModel Model, AttackOptions Options)
{
    /// <summary>
    /// How many features stand side by side, for attacks that see a picture in a point
    /// (<see cref="Domain.RowLength"/>); 0 if a point is none.
    /// </summary>
    public int RowLength { get; init; }

    /// <summary>True if the attack will be asked for a class of its own, so that one that can't is refused.</summary>
    public bool IsTargeted { get; init; }

    /// <summary>
    /// True if nobody asks for more than who is fooled, so that an attack may leave an example at its first success.
    /// Attacks that climb step by step do.
    /// </summary>
    public bool StopsOnceFooled { get; init; }

    /// <summary>Turns images into prompts; null if there is none.</summary>
    public Network? Encoder { get; init; }

    /// <summary>Turns prompts into images; null if there is none.</summary>
    public Network? Generator { get; init; }

    /// <summary>Another classifier, whose adversarial examples are tried on the model; null if there is none.</summary>
    public Network? Surrogate { get; init; }

    /// <summary>Who computes what becomes of each example; this process all of it unless said.</summary>
    internal ExampleWork Work { get; init; } = ExampleWork.Here;
}
