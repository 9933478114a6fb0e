using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Adversarial.Domains.Behaviour.Reading;

/// <summary>Reads the values of a row: ids, ratings and times.</summary>
internal static class InteractionValues
{
    private const double LargestRating = 100;
    private const double FewestMilliseconds = 1e11; // as seconds, they are the year 5138
    private const double MostMilliseconds = 9.9e13; // as seconds, they are below that

    private const NumberStyles Style =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>An id without blanks around it.</summary>
    /// <exception cref="InvalidDataException">It is missing.</exception>
    public static ReadOnlySpan<char> ReadId(ReadOnlySpan<char> text, string role, TextPlace place)
    {
        ReadOnlySpan<char> id = text.Trim();
        return !id.IsEmpty ? id : throw place.Wrong($"the {role} is missing; expected one in every row.");
    }

    /// <summary>A rating.</summary>
    /// <exception cref="InvalidDataException">It is no number that a rating can be.</exception>
    public static double ReadRating(ReadOnlySpan<char> text, TextPlace place) =>
        double.TryParse(text, Style, CultureInfo.InvariantCulture, out double rating)
            && Math.Abs(rating) <= LargestRating ? rating : throw place.Wrong(
                $"the rating is '{TextPlace.Shorten(text)}'; expected a number from -100 to 100, such as 4.5.");

    /// <summary>A time, in milliseconds since 1970.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static long ReadTime(ReadOnlySpan<char> text, TextPlace place)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long whole)
            && whole <= MostMilliseconds)
        {
            return whole < FewestMilliseconds ? 1000 * whole : whole;
        }
        if (double.TryParse(text, Style, CultureInfo.InvariantCulture, out double number)
            && number is >= 0 and <= MostMilliseconds)
        {
            return (long)(number < FewestMilliseconds ? 1000 * number : number);
        }
        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            && text.ContainsAny('-', '/') && date.ToUnixTimeMilliseconds() >= 0 ? date.ToUnixTimeMilliseconds()
                : throw place.Wrong($"the time is '{TextPlace.Shorten(text)}'; expected seconds or milliseconds since "
                    + "1970, or a date such as 2024-05-31 12:00:00.");
    }
}
