namespace Scratch.Adversarial.Settings;

/// <summary>
/// Writes numbers in JSON with no more digits than they have: 0.1 of single precision as 0.1, though it is
/// 0.10000000149011612 as a number of double precision.
/// </summary>
/// <remarks>
/// A number that is exactly one of single precision was one, but for shares of up to 16,384 examples: those can be
/// exactly both, and keep all of their digits.
/// </remarks>
internal sealed class ShortestNumbers : JsonConverter<double>
{
    private const double Examples = 1 << 14;

    /// <inheritdoc/>
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDouble();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if ((float)value == value && (Math.Abs(value) > 1 || !double.IsInteger(value * Examples)))
        {
            writer.WriteNumberValue((float)value);
        }
        else
        {
            writer.WriteNumberValue(value);
        }
    }
}
