using System.CommandLine;
using NUnit.Framework;
using Scratch.Cli.Commands;
using Scratch.Cli.Output;
using Scratch.Cli.Settings;
using Scratch.Cli.Sharding;

namespace Scratch.Tests.Cli.Screen;

/// <summary>What the tool says of itself.</summary>
public class HelpTests
{
    private static IEnumerable<ToolCommand> Commands =>
        new[]
        {
            TrainCommand.Create(), EvaluateCommand.Create(), AttackCommand.Create(), DefendCommand.Create(),
            GenerateCommand.Create(), PromptsCommand.Create(), AblateCommand.Create(), MergeCommand.Create(), CleanCommand.Create(),
            AugmentCommand.Create(), PresetsCommand.Create(), GradCheckCommand.Create(), ScanCommand.Create(),
            ExplainCommand.Create(), RecogniseCommand.Create(), SayCommand.Create(),
            RecommendCommand.Create(), SimilarCommand.Create(),
        }.Cast<ToolCommand>();

    private static IEnumerable<string> Names => Commands.Select(command => command.Name);

    [TestCaseSource(nameof(Names))]
    public void Every_command_has_its_options_in_groups_and_three_examples_that_it_understands(string name)
    {
        ToolCommand command = Commands.Single(one => one.Name == name);
        Assert.That(command.Examples, Has.Count.EqualTo(3));
        Assert.That(command.Options, Is.EquivalentTo(command.Groups.SelectMany(group => group.Options)));
        Assert.That(command.Common, Is.SubsetOf(command.Options.Select(option => option.Name)));
        foreach (string example in command.Examples)
        {
            string line = example.Split(" # ")[0];
            Assert.That(line, Does.StartWith(name is "clean" or "augment" ? $"scratch data {name}" : $"scratch {name}"));
            string rest = line[(line.IndexOf(name, StringComparison.Ordinal) + name.Length)..].Split(" > ")[0];
            ParseResult parsed = command.Parse(rest);
            Assert.That(CommandLineErrors.Find(parsed), Is.Null, line);
        }
    }

    [Test]
    public void Help_shows_the_common_options_and_help_all_the_others_in_groups()
    {
        (int exitCode, string help, string error) = CommandLine.Run("train", "--help");
        string all = CommandLine.Run("train", "--help-all").Output;
        Assert.That((exitCode, error), Is.EqualTo((0, "")));
        Assert.That(help, Does.Contain("--epochs").And.Contain("--batch-size").And.Contain("Examples")
            .And.Contain("'scratch train --help-all' shows").And.Not.Contain("--penalty-weight"));
        Assert.That(all, Does.Contain("--penalty-weight").And.Contain("--momentum, --beta1 X"));
        Assert.That(all, Does.Not.Contain("--game,"), "an old word");
        foreach (string title in new[] { "Data", "Model", "Prompts", "GAN", "Attack", "Optimizer", "Output" })
        {
            Assert.That(all, Does.Contain($"\n{title}\n"));
        }
        Assert.That(help.Split('\n').Concat(all.Split('\n')).Max(line => line.Length), Is.LessThanOrEqualTo(100));
    }

    [Test]
    public void Help_can_be_asked_for_in_three_ways_and_without_a_command_it_comes_by_itself()
    {
        string train = CommandLine.Run("train", "-h").Output, tool = CommandLine.Run("--help").Output;
        Assert.That(CommandLine.Run("help", "train"), Is.EqualTo((0, train, "")));
        Assert.That(CommandLine.Run("help"), Is.EqualTo((0, tool, "")));
        Assert.That(CommandLine.Run(), Is.EqualTo((2, tool, "")), "a script that has lost its command sees it");
        Assert.That(CommandLine.Run("data").ExitCode, Is.EqualTo(2));
        Assert.That(CommandLine.Run("help", "data", "clean"), Is.EqualTo(CommandLine.Run("data", "clean", "--help")));
        Assert.That(CommandLine.Run("attack", "--help").ExitCode, Is.Zero, "whatever is required");
        Assert.That(CommandLine.Run("--version").Output, Does.Match(@"^\d+\.\d+\.\d+"));
    }

    [TestCase("trian", "train")]
    [TestCase("eval", "evaluate")]
    [TestCase("pretest", "presets")]
    [TestCase("dance", null)]
    [TestCase("x", null)]
    public void What_is_nearly_a_word_is_taken_for_it(string word, string? expected) =>
        Assert.That(CommandLineErrors.Suggest(word, ["train", "evaluate", "data", "presets"]), Is.EqualTo(expected));

    [Test]
    public void Lines_break_between_words_and_nothing_moves_the_cursor() =>
        Assert.That(Terminal.Wrap("one two\nthree \u001b[1m four", 8), Is.EqualTo(new[] { "one two", "three", "[1m four" }));

    [TestCase("mnist", "mnist")]
    [TestCase("a b", "'a b'")]
    [TestCase("it's; x", "'it'\\''s; x'")]
    [TestCase("$HOME", "'$HOME'")]
    [TestCase("a\nb", "'a\nb'")]
    [TestCase("größe", "'größe'")]
    [TestCase("", "''")]
    [TestCase("~", "'~'")]
    public void A_word_is_quoted_for_a_shell(string word, string expected) =>
        Assert.That(Usage.Quote(word), Is.EqualTo(expected));
}
