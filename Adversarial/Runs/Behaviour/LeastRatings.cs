namespace Scratch.Adversarial.Runs.Behaviour;

/// <summary>The least rating that counts: a number, or any.</summary>
internal sealed class LeastRatings : Kind<double?>
{
    private const string Any = "any";

    private static readonly Numbers<double> Number = new(new NumberRange(-100, 100));

    /// <inheritdoc/>
    public override string Expected => $"{Number.Expected}, or {Any}";

    /// <inheritdoc/>
    public override bool TryRead(string text, out double? value)
    {
        bool isNumber = Number.TryRead(text, out double number);
        value = isNumber ? number : null;
        return isNumber || text == Any;
    }

    /// <inheritdoc/>
    public override bool Has(double? value) => value is not { } number || Number.Has(number);

    /// <inheritdoc/>
    public override string Write(double? value) => value is { } number ? Number.Write(number) : Any;
}
