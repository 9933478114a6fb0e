using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Scratch.Tests.Docs;

/// <summary>A piece of C# in a document, which stands in a test, too, and is compiled there.</summary>
internal static partial class Snippet
{
    /// <summary>
    /// Asserts that the nth piece of a document is what stands in a source file before a line <c>// The end.</c>, from
    /// a given text on.
    /// </summary>
    /// <param name="document">The document, from the root of the repository.</param>
    /// <param name="index">Which of its pieces, from 0.</param>
    /// <param name="source">The source file, likewise.</param>
    /// <param name="start">What the piece starts with.</param>
    public static void AssertCompiled(string document, int index, string source, string start)
    {
        string text = Repository.Read(source);
        // a line of a method, not what asks for it
        int first = text.LastIndexOf($"        {start}", StringComparison.Ordinal);
        string compiled = text[first..text.IndexOf("// The end.", first, StringComparison.Ordinal)];
        string printed = CSharpBlock().Matches(Repository.Read(document))[index].Groups[1].Value;
        Assert.That(Unindented(printed), Is.EqualTo(Unindented(compiled)));
    }

    private static string Unindented(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Trim())).Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();
}
