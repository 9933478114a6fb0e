using NUnit.Framework;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Reading;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Adversarial.Runs.Behaviour;
using Scratch.Cli.Behaviour;
using Scratch.Cli.Commands;
using Scratch.Cli.Settings;
using Scratch.Engine;
using Scratch.Tests.Cli.Behaviour;

namespace Scratch.Tests.Docs;

/// <summary>docs/recommend.md says what is true: its program is the one below, and its recommenders are those there are.</summary>
[NonParallelizable] // the console belongs to the process
public class RecommendDocumentTests
{
    [Test]
    public void The_program_is_the_one_that_runs_here() => Snippet.AssertCompiled(
        "docs/recommend.md", 0, "Tests/Docs/RecommendDocumentTests.cs", "// Lists of one's own, in ten lines.");

    [Test]
    public void It_finds_what_is_hidden_and_lists_a_tool_for_a_tool()
    {
        TextWriter console = Console.Out;
        using var printed = new StringWriter();
        using var toy = new ToyBaskets();
        Console.SetOut(printed);
        try
        {
            Use(toy.Data);
        }
        finally
        {
            Console.SetOut(console);
        }
        string[] lines = [.. printed.ToString().Split('\n', StringSplitOptions.TrimEntries)];
        Assert.That(lines[0], Is.EqualTo("True"));
        Assert.That(ToyBaskets.Tools.Select(tool => tool[..3]), Has.Member(lines[1]));
    }

    [Test]
    public void Every_recommender_has_its_place_and_every_command_is_understood()
    {
        string text = Repository.Read("docs/recommend.md");
        foreach (RecommenderKind kind in RecommenderCatalogue.All)
        {
            Assert.That(text, Does.Contain($"`{kind.Name}`"));
        }
        foreach (string attack in BehaviourAttacking.Names)
        {
            Assert.That(text, Does.Contain($"| `{attack}` |"));
        }
        string[] commands = [.. text.Split('\n').Where(line => line.StartsWith("    scratch ", StringComparison.Ordinal)).Select(line => line.Trim())];
        Assert.That(commands, Has.Length.GreaterThan(6));
        ToolCommand[] known =
        [
            (ToolCommand)TrainCommand.Create(), (ToolCommand)RecommendCommand.Create(), (ToolCommand)SimilarCommand.Create(),
            (ToolCommand)EvaluateCommand.Create(), (ToolCommand)GenerateCommand.Create(), (ToolCommand)AttackCommand.Create(),
        ];
        foreach (string line in commands)
        {
            ToolCommand command = known.Single(one => line.StartsWith($"scratch {one.Name} ", StringComparison.Ordinal));
            Assert.That(CommandLineErrors.Find(command.Parse(line[$"scratch {command.Name} ".Length..])), Is.Null, line);
        }
    }

    private static void Use(string file)
    {
        // Lists of one's own, in ten lines.
        BehaviourData data = InteractionReader.Read(file, new InteractionOptions { FewestUsers = 2 });
        BehaviourSplit split = BehaviourSplit.Create(data, new SplitOptions(), new RandomStream(Seed: 1));
        Ease ease = Ease.Fit(split.Training, ridge: 10);
        RankingFigures figures = RankingEvaluator.Measure(ease, split.Test, top: 3, new ItemUsers(split.Training));
        Console.WriteLine(figures.HitRate > 0.5);
        var lists = new ItemLists(ease, split.Training.CountUsers()); // of each thread its own
        RecommendedList list = lists.Recommend([data.Items.FindNamed("ham")], new ListOptions { Top = 1 });
        Console.WriteLine(data.Items.NameOf(list.Items[0].Item));

        // The end.
    }
}
