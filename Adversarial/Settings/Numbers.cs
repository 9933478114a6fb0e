using System.Numerics;

namespace Scratch.Adversarial.Settings;

/// <summary>
/// Numbers, written with a point whatever the country, without separators of thousands: 0.001, 1e-3, or 8/255 where
/// they need not be whole.
/// </summary>
/// <param name="range">Those that are allowed.</param>
internal sealed class Numbers<TNumber>(NumberRange range) : Kind<TNumber>
    where TNumber : struct, INumber<TNumber>
{
    private static readonly bool IsWhole = TNumber.CreateTruncating(0.5) == TNumber.Zero;

    private static readonly NumberStyles Style =
        IsWhole ? NumberStyles.AllowLeadingSign
            : NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <inheritdoc/>
    public override string Expected => range.Describe(IsWhole);

    /// <inheritdoc/>
    public override bool TryRead(string text, out TNumber value)
    {
        int bar = IsWhole ? -1 : text.IndexOf('/', StringComparison.Ordinal);
        if (bar < 0)
        {
            return TNumber.TryParse(text, Style, CultureInfo.InvariantCulture, out value);
        }
        bool isRead = TNumber.TryParse(text[..bar], Style, CultureInfo.InvariantCulture, out value)
            & TNumber.TryParse(text[(bar + 1)..], Style, CultureInfo.InvariantCulture, out TNumber divisor);
        value = isRead ? value / divisor : value;
        return isRead;
    }

    /// <inheritdoc/>
    public override string? Refuse(string text) =>
        IsWhole && !TryRead(text, out _) && text.Length > 0 && text.All(char.IsAsciiDigit)
            ? $"is {text}; expected {Expected}, and {Write(TNumber.CreateSaturating(double.MaxValue))} at most"
            : base.Refuse(text);

    /// <inheritdoc/>
    public override bool Has(TNumber value) => range.Contains(double.CreateChecked(value));

    /// <inheritdoc/>
    public override string Write(TNumber value) => value.ToString(null, CultureInfo.InvariantCulture);
}
