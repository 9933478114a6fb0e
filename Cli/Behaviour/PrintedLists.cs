using System.Text;
using System.Text.Encodings.Web;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Runs.Behaviour;

namespace Scratch.Cli.Behaviour;

/// <summary>Lists of items for people and for scripts.</summary>
/// <param name="items">The items.</param>
/// <param name="output">Where to.</param>
internal sealed class PrintedLists(ItemCatalogue items, TextWriter output)
{
    // a script reads the line, and no browser: + and & stay as they are
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A list as a table with its reasons.</summary>
    /// <param name="list">The list.</param>
    /// <param name="title">What stands above it.</param>
    /// <param name="hasReasons">Whether there is a column for them.</param>
    public void WriteTable(RecommendedList list, string title, bool hasReasons)
    {
        bool hasTitles = list.Items.Any(listed => items.Titles[listed.Item] is not null);
        string[] columns =
        [
            "", "item", .. hasTitles ? ["title"] : Array.Empty<string>(),
            .. hasReasons ? ["because of"] : Array.Empty<string>(),
            list.IsPopular ? "users" : "score",
        ];
        var table = new TextTable(title, columns) { TextColumns = columns.Length - 1 };
        int place = 0;
        foreach (ListedItem listed in list.Items)
        {
            table.Add(
            [
                (++place).ToString(CultureInfo.InvariantCulture), items.Ids[listed.Item],
                .. hasTitles ? [items.Titles[listed.Item] ?? ""] : Array.Empty<string>(),
                .. hasReasons ? [string.Join(", ", listed.Because.Select(reason => items.NameOf(reason.Item)))]
                    : Array.Empty<string>(),
                listed.Score.ToString(list.IsPopular ? "0" : "0.000", CultureInfo.InvariantCulture),
            ]);
        }
        table.Write(output);
    }

    /// <summary>A list on a line: the user, and the ids of the items with commas between.</summary>
    public void WriteLine(string user, RecommendedList list) =>
        output.WriteLine($"{user}: {string.Join(", ", list.Items.Select(listed => items.Ids[listed.Item]))}");

    /// <summary>A list as a JSON object on a line.</summary>
    /// <param name="of">What the first key is called: <c>user</c>, or <c>item</c>.</param>
    /// <param name="id">Its value; null for nobody who is known by name.</param>
    /// <param name="list">The list: ids, titles, scores and reasons, all in one order.</param>
    public void WriteJson(string of, string? id, RecommendedList list)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Plain))
        {
            json.WriteStartObject();
            json.WriteString(of, id);
            WriteArray("items", listed => json.WriteStringValue(items.Ids[listed.Item]));
            WriteArray("titles", listed => json.WriteStringValue(items.Titles[listed.Item]));
            WriteArray("scores", listed => json.WriteNumberValue((float)listed.Score));
            WriteArray("because", listed =>
            {
                json.WriteStartArray();
                foreach (ItemReason reason in listed.Because)
                {
                    json.WriteStartObject();
                    json.WriteString("item", items.Ids[reason.Item]);
                    json.WriteNumber("weight", (float)reason.Weight);
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            });
            json.WriteBoolean("popular", list.IsPopular);
            json.WriteEndObject();

            void WriteArray(string name, Action<ListedItem> write)
            {
                json.WriteStartArray(name);
                foreach (ListedItem listed in list.Items)
                {
                    write(listed);
                }
                json.WriteEndArray();
            }
        }
        output.WriteLine(Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
    }
}
