using System.Text;

namespace Scratch.Adversarial.Settings;

/// <summary>
/// What used to be called otherwise: the keys of files, the options of the command line, the names of stages. An old
/// word goes on working.
/// </summary>
internal static class OldWords
{
    private const string StagesKey = "stages"; // the only list whose words have changed

    private static readonly Dictionary<string, string> Renamed = new()
    {
        ["samples"] = "gan",
        ["game"] = "variant",
        ["fewLabels"] = "semiSupervised",
        ["guessWeight"] = "pseudoLabelWeight",
        ["evidenceDraws"] = "elboDraws",
        ["largestFall"] = "largestDrop",
        ["--game"] = "--gan",
        ["--guess-weight"] = "--pseudo-label-weight",
        ["--few-label-trainer"] = "--semi-supervised-trainer",
    };

    /// <summary>What a word is called now: itself, unless it is an old one.</summary>
    public static string Current(string word) => Renamed.GetValueOrDefault(word, word);

    /// <summary>The old words for this one.</summary>
    public static IEnumerable<string> Before(string word) =>
        Renamed.Where(pair => pair.Value == word).Select(pair => pair.Key);

    /// <summary>"'samples' is now called 'gan'" for an old word, else null.</summary>
    public static string? Notice(string word) =>
        Renamed.TryGetValue(word, out string? current) ? $"'{word}' is now called '{current}'" : null;

    /// <summary>
    /// A configuration's JSON with its old keys and stages replaced, all else as it was, each in its line.
    /// </summary>
    /// <param name="json">The text; if it is no JSON, it comes back as it is.</param>
    /// <param name="found">The old words that are in it, each once.</param>
    public static byte[] Replace(byte[] json, out IReadOnlyList<string> found)
    {
        var text = new MemoryStream();
        var words = new List<string>();
        found = words;
        int copied = 0;
        string? key = null;
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
                key = reader.TokenType == JsonTokenType.PropertyName ? reader.GetString() : key;
                string? word = reader.TokenType switch
                {
                    JsonTokenType.PropertyName => key,
                    JsonTokenType.String when key == StagesKey => reader.GetString(),
                    _ => null,
                };
                if (word is not null && Renamed.TryGetValue(word, out string? current))
                {
                    int start = (int)reader.TokenStartIndex + 1; // after the quote
                    text.Write(json, copied, start - copied);
                    text.Write(Encoding.UTF8.GetBytes(current));
                    copied = start + reader.ValueSpan.Length;
                    words.Add(word);
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException) // half of a surrogate pair
        {
            return json;
        }
        text.Write(json, copied, json.Length - copied);
        found = [.. words.Distinct()];
        return text.ToArray();
    }
}
