namespace Scratch.Adversarial.Training.Tracing;

/// <summary>A part of a training step, in the order in which it is computed.</summary>
internal enum TracedPhase
{
    /// <summary>From the input to the logits.</summary>
    Forward,

    /// <summary>From the logits to one number.</summary>
    Loss,

    /// <summary>From that number back to every parameter.</summary>
    Backward,

    /// <summary>The parameters move.</summary>
    Update,
}

/// <summary>Numbers of one kind, such as all of dW1, with the formula that they share.</summary>
/// <param name="Phase">When they are computed.</param>
/// <param name="Symbol">What they are called, such as <c>dW1</c>.</param>
/// <param name="Formula">How they are computed, such as <c>dW1 = xᵀ · da</c>.</param>
/// <param name="Rows">The rows of their matrix.</param>
/// <param name="Columns">The columns of it.</param>
/// <param name="Numbers">Row by row.</param>
internal sealed record TracedGroup(
    TracedPhase Phase, string Symbol, string Formula, int Rows, int Columns, IReadOnlyList<TracedNumber> Numbers);

/// <summary>One number of a training step, and what it is made of.</summary>
/// <param name="Symbol">Such as <c>dW1[1,2]</c>: from input 1 to unit 2.</param>
/// <param name="Value">As the engine computed it.</param>
/// <param name="Terms">What it is the sum of; empty where it isn't one.</param>
internal sealed record TracedNumber(string Symbol, float Value, IReadOnlyList<TracedTerm> Terms)
{
    /// <summary>The function of the sum of the terms that it is, such as <c>relu</c>; null if it is the sum.</summary>
    public string? Function { get; init; }

    /// <summary>
    /// The same gradient by central differences, which know nothing of the backward pass; null if it isn't the gradient
    /// of an input or a parameter.
    /// </summary>
    public double? Numeric { get; init; }

    /// <summary>
    /// |value − numeric| over the larger of |numeric| and the root of the mean square of its group, which judges
    /// numbers near zero by the size of the others; null where there is no <see cref="Numeric"/>.
    /// </summary>
    public double? Error { get; init; }
}

/// <summary>One term of a sum: a product.</summary>
/// <param name="Factors">What is multiplied.</param>
internal sealed record TracedTerm(params IReadOnlyList<TracedFactor> Factors)
{
    /// <summary>What comes of it.</summary>
    public double Product => Factors.Aggregate(1.0, (product, factor) => product * factor.Value);
}

/// <summary>One factor of a product.</summary>
/// <param name="Symbol">Such as <c>da[2]</c>, or what it is: <c>relu′(a[2])</c>.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct TracedFactor(string Symbol, double Value);
