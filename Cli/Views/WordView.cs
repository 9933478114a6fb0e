using Scratch.Cli.Pages;

namespace Scratch.Cli.Views;

/// <summary>Examples that have no picture, in words.</summary>
internal sealed class WordView(Domain domain) : ExampleView
{
    /// <inheritdoc/>
    public override XElement One(Matrix example, string alternative) =>
        new("span", Markup.Class("words"), new XAttribute("title", alternative), domain.Describe(example.Row(0)));

    /// <inheritdoc/>
    public override XElement Grid(Matrix examples, int columns, string alternative) => new(
        "ol",
        Markup.Class("words"),
        new XAttribute("title", alternative),
        Enumerable.Range(0, examples.Rows).Select(row => new XElement("li", domain.Describe(examples.Row(row)))));
}
