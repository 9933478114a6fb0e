using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Runs.Behaviour;

namespace Scratch.Tests.Cli.Behaviour;

/// <summary>Users like those that a recommender has learnt from.</summary>
public class GenerateUsersTests
{
    private ToyBaskets _toy = null!;

    [OneTimeSetUp]
    public void Train()
    {
        _toy = new ToyBaskets();
        foreach ((string run, string recommender) in ((string, string)[])[(_toy.Run, "ease"), (Finder, "finder")])
        {
            (int exitCode, _, string error) = CommandLine.Run(
                _toy.TrainCommand(run, "--epochs", "150", "--recommender", recommender));
            Assert.That(exitCode, Is.Zero, error);
        }
    }

    [OneTimeTearDown]
    public void Remove() => _toy.Dispose();

    private string Finder => _toy.File("finder");

    [Test]
    public void Users_have_items_that_go_together_and_are_written_as_interactions()
    {
        (int exitCode, string output, string error) = Generate(_toy.Run, "users.csv", "--count", "300", "--json");
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(error, Does.Contain($"scratch: {_toy.Run} has no network to make users with"));
        string[] rows = File.ReadAllLines(_toy.File("users.csv"));
        Assert.That(rows[0], Is.EqualTo("user,item"));
        ILookup<string, string> users = rows.Skip(1).Select(row => row.Split(',')).ToLookup(row => row[0], row => row[1]);
        Assert.That(users.Select(user => user.Key), Is.EqualTo(Enumerable.Range(1, 300).Select(user => $"generated-{user}")));
        Assert.That(users.Select(user => user.Count()), Is.All.InRange(2, 5));
        string[] tools = [.. ToyBaskets.Tools.Select(tool => tool[..3])];
        int pure = users.Count(user => user.Select(item => tools.Contains(item)).Distinct().Count() == 1);
        Assert.That(pure, Is.GreaterThan(200), "tools or fruits, as by popularity alone hardly 90 have");
        GeneratedUsersReport report = JsonSerializer.Deserialize(output, BehaviourRunJson.Default.GeneratedUsersReport)!;
        Assert.That((report.Users, report.Interactions), Is.EqualTo((300, rows.Length - 1)));
        Assert.That(report.PairCorrelation, Is.InRange(0.7, 1));
        Assert.That(report.HeldOutPairCorrelation, Is.InRange(0.7, 1));
        Assert.That(report.Copies, Is.InRange(0, 1));
        Assert.That(report.HeldOutCopies, Is.InRange(0, 1));
        (exitCode, output, _) = CommandLine.Run("evaluate", _toy.Run, "--data", _toy.File("users.csv"));
        Assert.That(output, Does.Contain("300 users with"), "they are read again");
        Assert.That(exitCode, Is.Zero);
    }

    [Test]
    public void A_run_s_own_network_is_taken_and_makes_the_same_users_however_many()
    {
        (int exitCode, string output, string error) = Generate(Finder, "few.csv", "--count", "10", "--threads", "1");
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(error, Does.Not.Contain("no network"));
        Assert.That(output, Does.Contain("10 users with ").And.Contain("copies of a training user").And.Contain("generated"));
        Generate(Finder, "many.csv", "--count", "300");
        string few = File.ReadAllText(_toy.File("few.csv"));
        Assert.That(File.ReadAllText(_toy.File("many.csv")), Does.StartWith(few));
        Generate(_toy.Run, "learnt.csv", "--count", "10");
        Assert.That(File.ReadAllText(_toy.File("learnt.csv")), Is.EqualTo(few), "what it learns now is what that run has learnt");
        Generate(Finder, "other.csv", "--count", "10", "--seed", "1");
        Assert.That(File.ReadAllText(_toy.File("other.csv")), Is.Not.EqualTo(few));
        Assert.That(Generate(Finder, "few.csv", "--count", "10").Error, Does.Contain("--overwrite replaces it"));
        Assert.That(Generate(Finder, "few.csv", "--count", "10", "--overwrite").ExitCode, Is.Zero);
    }

    [TestCase("generate RUN", "--out is missing; expected a file .csv for the users")]
    [TestCase("generate RUN --out users.png", "--out: users.png: expected a file .csv")]
    [TestCase("generate RUN --out users.csv --grid", "--grid is not for behaviour; expected --count, --seed, --out")]
    [TestCase("generate RUN --out users.csv --save a.npz", "--save is not for behaviour")]
    [TestCase("generate nowhere --json", "--json is for behaviour; expected a run of 'scratch train --preset recommend'")]
    public void What_can_t_be_used_is_refused_in_a_line(string command, string message)
    {
        (int exitCode, string output, string error) = CommandLine.Run(
            [.. command.Split(' ').Select(word => word == "RUN" ? _toy.Run : word)]);
        Assert.That((exitCode, output), Is.EqualTo((2, "")));
        Assert.That(error, Does.Contain(message));
    }

    private (int ExitCode, string Output, string Error) Generate(string run, string file, params string[] more) =>
        CommandLine.Run(["generate", run, "--out", _toy.File(file), .. more]);
}
