using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Runs.Behaviour;

namespace Scratch.Tests.Cli.Behaviour;

/// <summary>Fake profiles among those that a recommender learns from.</summary>
public class PoisonTests
{
    private ToyBaskets _toy = null!;

    [OneTimeSetUp]
    public void Train()
    {
        _toy = new ToyBaskets();
        (int exitCode, _, string error) = CommandLine.Run(_toy.TrainCommand(_toy.Run));
        Assert.That(exitCode, Is.Zero, error);
    }

    [OneTimeTearDown]
    public void Remove() => _toy.Dispose();

    [TestCase("random")]
    [TestCase("love-hate")]
    [TestCase("popular")]
    [TestCase("bandwagon")]
    [TestCase("copies")]
    [TestCase("optimised")]
    public void An_attack_pushes_its_target_and_leaves_its_fakes(string attack)
    {
        string file = _toy.File($"{attack}.csv");
        PoisoningReport report = Read("--attack", attack, "--share", "0.3", "--target", "fig", "--save", file);
        Assert.That((report.Attack, report.Recommender, report.Top), Is.EqualTo((attack, "ease", 3)));
        Assert.That((report.TrainingUsers, report.Fakes), Is.EqualTo((110, 33)));
        PushedItem target = report.Targets.Single();
        Assert.That((target.Item, target.Title), Is.EqualTo(("fig", "a fig, new")));
        Assert.That(target.HitRateAfter, Is.GreaterThanOrEqualTo(target.HitRateBefore));
        Assert.That(target.MedianRankAfter, Is.LessThanOrEqualTo(target.MedianRankBefore));
        Assert.That(report.DetectorAuc, Is.InRange(0, 1));
        string[] rows = File.ReadAllLines(file);
        Assert.That(rows[0], Is.EqualTo("user,item"));
        Assert.That(rows.Count(row => row.EndsWith(",fig", StringComparison.Ordinal)), Is.EqualTo(33), "each fake has it");
        Assert.That(rows.Skip(1).Select(row => row.Split(',')[0]).Distinct(),
            Is.EqualTo(Enumerable.Range(1, 33).Select(user => $"fake-{user}")));
    }

    [Test]
    public void Without_a_target_items_are_drawn_and_the_figures_before_are_those_of_the_run()
    {
        PoisoningReport report = Read("--attack", "bandwagon", "--seed", "3", "--threads", "1");
        Assert.That(report.Fakes, Is.EqualTo(1), "a hundredth");
        Assert.That(report.Targets, Has.Count.InRange(1, 15));
        BehaviourReport run = BehaviourRunFolder.Open(_toy.Run).ReadReport();
        Assert.That(report.HitRateBefore, Is.EqualTo(run.Recommenders.Single(one => one.IsOwn).Test.HitRate));
        PoisoningReport again = Read("--attack", "bandwagon", "--seed", "3", "--threads", "2");
        Assert.That(again with { Targets = report.Targets }, Is.EqualTo(report));
        Assert.That(again.Targets, Is.EqualTo(report.Targets));
    }

    [Test]
    public void Another_recommender_is_said_not_to_be_what_is_attacked()
    {
        string run = _toy.File("neighbours");
        Assert.That(CommandLine.Run(_toy.TrainCommand(run, "--recommender", "neighbours")).ExitCode, Is.Zero);
        (int exitCode, string output, string error) = CommandLine.Run(
            "attack", run, "--attack", "copies", "--share", "0.1", "--target", "fig,A Saw, new");
        Assert.That((exitCode, output), Is.EqualTo((2, "")), "a title with a comma goes alone");
        (exitCode, output, error) = CommandLine.Run("attack", run, "--attack", "copies", "--share", "0.1", "--target", "fig,saw");
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(error, Does.Contain($"scratch: {run} recommends by neighbours: EASE with the run's settings is attacked"));
        Assert.That(output, Does.StartWith("copies: 11 fake profiles among 110 real ones").And.Contain("a fig, new")
            .And.Contain("a saw, new").And.Contain("Targets, mean HR@3").And.Contain("Hidden items, HR@3").And.Contain("an AUC of"));
    }

    [TestCase("attack RUN --attack pgd", "there is no attack 'pgd' on behaviour; expected one of random, love-hate, popular, bandwagon, copies, optimised")]
    [TestCase("attack RUN --attack edits", "there is no attack 'edits' on behaviour")]
    [TestCase("attack RUN --attack random --epsilon 0.1", "--epsilon is not for behaviour; expected --attack, --share, --target")]
    [TestCase("attack RUN --attack random --share 0", "--share is 0; expected a number")]
    [TestCase("attack RUN --attack random --target nail", "there is no item 'nail'")]
    [TestCase("attack RUN --attack random --target ,", "--target names no item")]
    [TestCase("attack RUN --attack random --overwrite", "--overwrite is for a file; expected --save beside it")]
    [TestCase("attack RUN --attack random --save fakes.npz", "--save: fakes.npz: expected a file .csv")]
    [TestCase("attack nowhere --attack bandwagon", "--attack bandwagon is for behaviour; expected a run of")]
    [TestCase("attack nowhere --attack pgd --share 0.1", "--share is for behaviour; expected a run of")]
    public void What_can_t_be_used_is_refused_in_a_line(string command, string message)
    {
        (int exitCode, string output, string error) = CommandLine.Run(
            [.. command.Split(' ').Select(word => word == "RUN" ? _toy.Run : word)]);
        Assert.That((exitCode, output), Is.EqualTo((2, "")));
        Assert.That(error, Does.Contain(message));
    }

    private PoisoningReport Read(params string[] more)
    {
        (int exitCode, string output, string error) = CommandLine.Run(["attack", _toy.Run, "--json", .. more]);
        Assert.That(exitCode, Is.Zero, error);
        return JsonSerializer.Deserialize(output, BehaviourRunJson.Default.PoisoningReport)!;
    }
}
