using System.CommandLine;
using NUnit.Framework;
using Scratch.Cli.Commands;
using Scratch.Cli.Settings;

namespace Scratch.Tests.Cli;

/// <summary>
/// The tables that <c>Benchmarks/Tables/run.sh</c> runs for hours: that no row breaks off for a word that isn't there.
/// </summary>
public class TablesTests
{
    private static IEnumerable<string> Files =>
        Directory.EnumerateFiles(Repository.FullPath("Benchmarks/Tables"), "*.rows").Order();

    [TestCaseSource(nameof(Files))]
    public void EveryRowIsACommandThatTheToolUnderstands(string file)
    {
        string[][] rows = [.. File.ReadLines(file).Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))];
        Assert.That(rows, Is.Not.Empty);
        Assert.That(rows.Select(row => row.Length), Is.All.EqualTo(3));
        Assert.That(rows.Select(row => row[0]), Is.Unique);
        foreach (string[] row in rows)
        {
            ParseResult train = TrainCommand.Create().Parse(Words(row[1])),
                evaluate = EvaluateCommand.Create().Parse($"run {row[2]}");
            Assert.That(train.Errors, Is.Empty, row[0]);
            Assert.That(() => TrainOptions.Read(train), Throws.Nothing, row[0]);
            Assert.That(evaluate.Errors, Is.Empty, row[0]);
            Assert.That(row[1], Does.Not.Contain("--seed").And.Not.Contain("--out"), "the script gives them");
        }
    }

    /// <summary>As the script splits them, which is in the root of the project then.</summary>
    private static string[] Words(string arguments) =>
        [.. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(
            word => word.StartsWith("Benchmarks/", StringComparison.Ordinal) ? Repository.FullPath(word) : word)];
}
