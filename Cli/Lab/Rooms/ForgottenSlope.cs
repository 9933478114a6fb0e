namespace Scratch.Cli.Lab.Rooms;

/// <summary>
/// An activation with a mistake that is often made: its backward pass leaves out f′. The numeric check shows it.
/// </summary>
/// <param name="function">The activation itself.</param>
internal sealed class ForgottenSlope(ElementWise function) : ElementWise
{
    /// <inheritdoc/>
    public override string Type => function.Type;

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<float> x, Span<float> y) => function.Apply(x, y);

    /// <summary>The mistake: dX = dY.</summary>
    public override void Differentiate(ReadOnlySpan<float> y, ReadOnlySpan<float> dY, Span<float> dX) => dY.CopyTo(dX);
}
