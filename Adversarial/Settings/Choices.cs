using System.Buffers;
using System.Text;

namespace Scratch.Adversarial.Settings;

/// <summary>A few values, each with its word.</summary>
/// <param name="choices">The words and what they stand for.</param>
internal sealed class Choices<TValue>(params IReadOnlyList<(string Word, TValue Value)> choices) : Kind<TValue>
{
    /// <inheritdoc/>
    public override string Expected => string.Join(" or ", Words);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words { get; } = [.. choices.Select(choice => choice.Word)];

    /// <inheritdoc/>
    public override bool TryRead(string text, out TValue value)
    {
        string word = OldWords.Current(text);
        foreach ((string candidate, TValue stands) in choices)
        {
            if (candidate == word)
            {
                value = stands;
                return true;
            }
        }
        value = default!;
        return false;
    }

    /// <inheritdoc/>
    public override bool Has(TValue value) => choices.Any(choice => Equals(choice.Value, value));

    /// <inheritdoc/>
    public override string Write(TValue value) =>
        choices.FirstOrDefault(choice => Equals(choice.Value, value)).Word ?? $"{value}";
}

/// <summary>
/// The words of enumerations, as JSON has them: a member's <see cref="JsonStringEnumMemberNameAttribute"/>.
/// </summary>
internal static class Words
{
    /// <summary>All of them.</summary>
    public static Choices<TEnum> Of<TEnum>()
        where TEnum : struct, Enum => Named<TEnum>.All;

    /// <summary>Names that stand for themselves.</summary>
    public static Choices<string> Of(IEnumerable<string> names) => new([.. names.Select(name => (name, name))]);

    /// <summary>That of one member.</summary>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Of<TEnum>().Write(value);

    /// <summary>That of each of these, with a text between.</summary>
    public static string Join<TEnum>(string between, IEnumerable<TEnum> values)
        where TEnum : struct, Enum => string.Join(between, values.Select(Of));

    private static class Named<TEnum>
        where TEnum : struct, Enum
    {
        public static readonly Choices<TEnum> All =
            new([.. Enum.GetValues<TEnum>().Select(value => (Write(value), value))]);

        private static string Write(TEnum value)
        {
            var options = new JsonSerializerOptions();
            var converter = (JsonConverter<TEnum>)new JsonStringEnumConverter<TEnum>()
                .CreateConverter(typeof(TEnum), options);
            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer))
            {
                converter.Write(writer, value, options);
            }
            return Encoding.UTF8.GetString(buffer.WrittenSpan[1..^1]); // without the quotes
        }
    }
}
