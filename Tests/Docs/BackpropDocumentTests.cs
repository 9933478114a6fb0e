using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Scratch.Tests.Docs;

/// <summary>docs/backprop.md and the sources refer to each other; neither reference may go stale.</summary>
public partial class BackpropDocumentTests
{
    private static readonly string Document = Repository.Read("docs/backprop.md");
    private static readonly string Sources = string.Join('\n', Repository.Sources);

    private static IEnumerable<string> QuotedLines =>
        from fence in Document.Split("```")
        where fence.StartsWith("csharp\n", StringComparison.Ordinal)
        from line in fence.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
        select line;

    private static IEnumerable<string> SectionsNamedInSources =>
        SectionReference().Matches(Sources).Select(m => m.Groups[1].Value).Distinct();

    [TestCaseSource(nameof(QuotedLines))]
    public void A_quoted_line_stands_in_the_sources(string line) => Assert.That(Sources, Does.Contain(line));

    [TestCaseSource(nameof(SectionsNamedInSources))]
    public void A_section_that_the_sources_name_exists(string title) =>
        Assert.That(Document, Does.Contain($"\n## {title}\n"));

    [GeneratedRegex("docs/backprop\\.md, section \"([^\"]+)\"")]
    private static partial Regex SectionReference();
}
