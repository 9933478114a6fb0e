using Scratch.Adversarial.Domains.Tables;
using Scratch.Cli.Pages;

namespace Scratch.Cli.Views;

/// <summary>Examples that have no picture, in words.</summary>
internal sealed class WordView(Domain domain) : ExampleView
{
    private const int MostChanges = 3;

    /// <inheritdoc/>
    public override XElement One(Matrix example, Matrix? original, string alternative) => new(
        "span", Markup.Class("words"), new XAttribute("title", alternative), Markup.Printable(
            domain is TableDomain { Schema: var schema } && original is { } before
                ? Changes(schema, before.Row(0).ToArray(), example.Row(0).ToArray())
                : domain.Describe(example.Row(0))));

    /// <inheritdoc/>
    public override XElement Grid(
        Matrix examples, int columns, string alternative, int[]? classes = null, int[]? others = null)
    {
        return new(
            "ol",
            Markup.Class("words"),
            new XAttribute("title", alternative),
            Enumerable.Range(0, examples.Rows).Select(row => new XElement("li", Markup.Printable(
                Name(classes?[row / columns], "") + Name(others?[row / columns], "→ ")
                + domain.Describe(examples.Row(row))))));

        string Name(int? c, string before) => c is { } known ? $"{before}{domain.ClassName(known)}: " : "";
    }

    /// <summary>The columns that have moved most, in deviations; categories before numbers.</summary>
    private static string Changes(TableSchema schema, float[] before, float[] after)
    {
        string[] changes = [.. Enumerable.Range(0, schema.Columns.Count)
            .Select(c => (Column: schema.Columns[c], Was: schema.Decode(c, before), Is: schema.Decode(c, after),
                Size: schema.Columns[c].Categories is null
                    ? MathF.Abs(after[schema.Start(c)] - before[schema.Start(c)]) : float.PositiveInfinity))
            .Where(change => change.Was != change.Is)
            .OrderByDescending(change => change.Size)
            .Take(MostChanges)
            .Select(change => $"{change.Column.Name} {change.Was} → {change.Is}")];
        return changes.Length == 0 ? "as it was" : string.Join(", ", changes);
    }
}
