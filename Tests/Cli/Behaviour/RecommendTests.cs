using System.Text.Json;
using System.Xml.Linq;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Runs.Behaviour;

namespace Scratch.Tests.Cli.Behaviour;

/// <summary>A recommender is learnt, asked and measured.</summary>
public class RecommendTests
{
    private ToyBaskets _toy = null!;
    private string _output = "";

    [OneTimeSetUp]
    public void Train()
    {
        _toy = new ToyBaskets();
        (int exitCode, _output, string error) = CommandLine.Run(_toy.TrainCommand(_toy.Run));
        Assert.That(exitCode, Is.Zero, error);
    }

    [OneTimeTearDown]
    public void Remove() => _toy.Dispose();

    [Test]
    public void The_run_has_its_files_and_the_figures_of_the_references()
    {
        Assert.That(Directory.GetFiles(_toy.Run).Select(Path.GetFileName), Is.EquivalentTo(new[]
        {
            "config.json", "ease.safetensors", "interactions.csv.gz", "items.csv", "report.html", "report.json",
        }));
        Assert.That(_output, Does.Contain("popularity").And.Contain("neighbours").And.Contain("EASE *").And.Contain("was chosen on 30"));
        BehaviourReport report = JsonSerializer.Deserialize(
            File.ReadAllText(Path.Combine(_toy.Run, "report.json")), BehaviourRunJson.Default.BehaviourReport)!;
        Assert.That((report.Users, report.Items, report.TrainingUsers, report.Top), Is.EqualTo((200, 12, 110, 3)));
        Assert.That(report.Recommenders.Select(one => one.Name), Is.EqualTo(new[] { "popularity", "neighbours", "ease" }));
        RankingFigures popularity = report.Recommenders[0].Test, ease = report.Recommenders[2].Test;
        Assert.That(ease.HitRate, Is.GreaterThan(popularity.HitRate + 0.1));
        Assert.That(ease.Gini, Is.LessThan(popularity.Gini));
        Assert.That(report.Choices.Count(choice => choice.IsChosen), Is.EqualTo(2), "ridge and dropout");
    }

    [Test]
    public void Evaluate_gives_the_same_figures_and_those_of_other_users()
    {
        BehaviourEvaluation own = Evaluate();
        BehaviourReport report = JsonSerializer.Deserialize(
            File.ReadAllText(Path.Combine(_toy.Run, "report.json")), BehaviourRunJson.Default.BehaviourReport)!;
        foreach ((EvaluatedRecommender now, RecommenderFigures before) in own.Recommenders.Zip(report.Recommenders))
        {
            Assert.That((now.Name, now.Figures.HitRate, now.Figures.Ndcg, now.Figures.Gini),
                Is.EqualTo((before.Name, before.Test.HitRate, before.Test.Ndcg, before.Test.Gini)));
        }
        File.WriteAllText(_toy.File("others.csv"), "user,item\nn,ham\nn,saw\nm,app\nm,pea\nm,new\no,ham\n");
        BehaviourEvaluation others = Evaluate("--data", _toy.File("others.csv"), "--seed", "1");
        Assert.That((others.Recommenders[0].Figures.Users, others.Counts.UnknownItems), Is.EqualTo((2, 1)));
        Assert.That(CommandLine.Run("evaluate", _toy.Run, "--data", _toy.File("others.csv")).Output, Does.Contain("2 users with"));

        BehaviourEvaluation Evaluate(params string[] more)
        {
            (int exitCode, string output, string error) = CommandLine.Run(["evaluate", _toy.Run, "--json", .. more]);
            Assert.That(exitCode, Is.Zero, error);
            return JsonSerializer.Deserialize(output, BehaviourRunJson.Default.BehaviourEvaluation)!;
        }
    }

    [Test]
    public void A_list_has_what_goes_with_the_profile_and_the_exact_reasons()
    {
        JsonElement list = Ask("--items", "ham,saw", "--top", "4");
        Assert.That(Texts(list, "items"), Is.SubsetOf(ToyBaskets.Tools.Select(tool => tool[..3])).And.Exactly(4).Items
            .And.No.Member("ham").And.No.Member("saw"));
        Assert.That(Texts(list, "titles"), Is.All.StartsWith("a ").And.All.EndsWith(", new"));
        for (int i = 0; i < 4; i++)
        {
            double sum = list.GetProperty("because")[i].EnumerateArray().Sum(one => one.GetProperty("weight").GetDouble());
            Assert.That(sum, Is.EqualTo(list.GetProperty("scores")[i].GetDouble()).Within(1e-6));
        }
        Assert.That(Ask("--items", "A Hammer, new").GetProperty("items").ToString(),
            Is.EqualTo(Ask("--items", "ham").GetProperty("items").ToString()), "by its title, which has a comma");
        Assert.That(Texts(Ask("--items", "ham,saw", "--exclude", "axe,pli"), "items"), Has.No.Member("axe").And.No.Member("pli"));
        Assert.That(Texts(Ask("--items", "ham", "--with-seen", "--top", "12"), "items"), Has.Exactly(12).Items);
        Assert.That(Texts(Ask("--items", "ham", "--top", "99"), "items"), Has.Exactly(11).Items);
    }

    [Test]
    public void A_user_of_the_run_is_known_and_another_gets_what_most_have()
    {
        JsonElement known = Ask("--user", "001"), unknown = Ask("--user", "1");
        Assert.That(known.GetProperty("popular").GetBoolean(), Is.False);
        Assert.That((unknown.GetProperty("user").GetString(), unknown.GetProperty("popular").GetBoolean()), Is.EqualTo(("1", true)));
        Assert.That(CommandLine.Run("recommend", _toy.Run, "--user", "1").Error,
            Is.EqualTo($"scratch: there is no user '1' in {_toy.Run}: this is what most users have.\n"));
        int[] counts = [.. BehaviourRunFolder.Open(_toy.Run).UsersOfItems.OrderDescending()];
        Assert.That(unknown.GetProperty("scores").EnumerateArray().Select(score => score.GetInt32()), Is.EqualTo(counts.Take(10)));
        string table = CommandLine.Run("recommend", _toy.Run, "--user", "001").Output;
        Assert.That(table, Does.Contain("For 001").And.Contain("because of"));
        Assert.That(CommandLine.Run("recommend", _toy.Run, "--user", "001").Output, Is.EqualTo(table), "the same input, the same list");
    }

    [Test]
    public void A_file_of_profiles_gives_a_line_for_each_user()
    {
        File.WriteAllText(_toy.File("profiles.csv"), "userId,movieId\nn,ham\nn,saw\nm,new\n");
        (int exitCode, string output, string error) = CommandLine.Run(
            "recommend", _toy.Run, "--profiles", _toy.File("profiles.csv"), "--top", "2", "--json");
        string[] lines = output.Trim().Split('\n');
        Assert.That((exitCode, lines.Length), Is.EqualTo((0, 2)));
        JsonElement[] lists = [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.That(lists.Select(list => list.GetProperty("user").GetString()), Is.EqualTo(new[] { "n", "m" }));
        Assert.That(Texts(lists[0], "items"), Is.EqualTo(Texts(Ask("--items", "ham,saw", "--top", "2"), "items")));
        Assert.That(error, Does.Contain("1 row has an item that the run doesn't know").And.Contain("1 of 2 users got what most"));
        Assert.That(CommandLine.Run("recommend", _toy.Run, "--profiles", _toy.File("profiles.csv"), "--top", "2").Output,
            Does.StartWith("n: ").And.Contain("\nm: "));
    }

    [Test]
    public void Similar_items_are_those_of_the_same_kind()
    {
        (int exitCode, string output, _) = CommandLine.Run("similar", _toy.Run, "app", "--top", "5", "--json");
        Assert.That(exitCode, Is.Zero);
        JsonElement list = JsonDocument.Parse(output).RootElement;
        Assert.That(list.GetProperty("item").GetString(), Is.EqualTo("app"));
        Assert.That(Texts(list, "items"), Is.EquivalentTo(ToyBaskets.Fruits.Skip(1).Select(fruit => fruit[..3])));
        Assert.That(CommandLine.Run("similar", _toy.Run, "app").Output, Does.Contain("What goes with a apple, new"));
    }

    [Test]
    public void The_page_has_its_pictures_and_is_well_formed()
    {
        string page = File.ReadAllText(Path.Combine(_toy.Run, "report.html"));
        Assert.That(page, Does.Contain("Exposure: the share").And.Contain("Hidden items that are found")
            .And.Contain("A map of the items").And.Contain("a hammer, new"));
        XDocument.Parse(page["<!DOCTYPE html>".Length..].Trim().Replace("<meta charset=\"utf-8\">", "", StringComparison.Ordinal));
    }

    [Test]
    [NonParallelizable]
    public void The_page_fits_a_desk_and_a_telephone()
    {
        Chromium.Require();
        string page = File.ReadAllText(Path.Combine(_toy.Run, "report.html"));
        Assert.That(Chromium.FindTooWide(page, 1280, 400), Is.Empty);
    }

    [Test]
    public void The_same_seed_gives_the_same_bytes_and_a_run_isn_t_replaced_by_chance()
    {
        string again = _toy.File("again");
        Assert.That(CommandLine.Run(_toy.TrainCommand(again, "--threads", "2")).ExitCode, Is.Zero);
        foreach (string name in (string[])["ease.safetensors", "items.csv", "interactions.csv.gz", "config.json"])
        {
            Assert.That(File.ReadAllBytes(Path.Combine(again, name)),
                Is.EqualTo(File.ReadAllBytes(Path.Combine(_toy.Run, name))), name);
        }
        Assert.That(CommandLine.Run(_toy.TrainCommand(again)).Error, Does.Contain("--overwrite"));
        Assert.That(CommandLine.Run(_toy.TrainCommand(again, "--overwrite")).ExitCode, Is.Zero);
    }

    [TestCase("blend")]
    [TestCase("vae")]
    public void Networks_and_blends_are_read_as_they_were_written(string recommender)
    {
        string run = _toy.File(recommender);
        (int exitCode, _, string error) = CommandLine.Run(
            _toy.TrainCommand(run, "--recommender", recommender, "--epochs", "3", "--by-time"));
        Assert.That(exitCode, Is.Zero, error);
        BehaviourReport report = JsonSerializer.Deserialize(
            File.ReadAllText(Path.Combine(run, "report.json")), BehaviourRunJson.Default.BehaviourReport)!;
        BehaviourEvaluation evaluation = BehaviourRunFolder.Open(run).Evaluate(null, 0);
        Assert.That(evaluation.Recommenders[^1].Name, Is.EqualTo(recommender));
        Assert.That(evaluation.Recommenders[^1].Figures.Ndcg, Is.EqualTo(report.Recommenders[^1].Test.Ndcg));
        Assert.That(CommandLine.Run("recommend", run, "--items", "ham").Output, Does.Contain("a hammer, new"), "the reason");
    }

    [TestCase("recommend RUN", "expected one of --user, --items and --profiles")]
    [TestCase("recommend RUN --user a --items ham", "expected one of --user, --items and --profiles")]
    [TestCase("recommend RUN --items nail", "there is no item 'nail' in RUN; expected an id or a title of items.csv")]
    [TestCase("recommend RUN --items hammer", "there is no item 'hammer' in RUN; there are ham (a hammer, new)")]
    [TestCase("recommend RUN --items ham --exclude nail", "there is no item 'nail'")]
    [TestCase("recommend RUN --items ham --top 0", "--top is 0; expected a whole number from 1")]
    [TestCase("similar RUN nail", "there is no item 'nail'")]
    [TestCase("evaluate RUN --generator", "--generator is not for behaviour; expected --data, --seed, --json, --threads")]
    [TestCase("evaluate RUN --seed 3", "--seed is for other users; expected --data beside it")]
    [TestCase("defend RUN", "RUN is a run on behaviour; expected one on images")]
    [TestCase("train --min-rating 3", "--min-rating is for behaviour; expected --preset recommend beside it")]
    [TestCase("train --preset recommend --stages gan", "--stages is not for behaviour; a run on them takes --data")]
    [TestCase("train --preset recommend --min-rating x", "--min-rating is 'x'; expected a number in [-100, 100], or any")]
    [TestCase("train --preset recommend --recommender x", "--recommender is 'x'; expected")]
    [TestCase("train --preset recommend --test 0.5", "--test is '0.5'; expected a whole number")]
    public void What_can_t_be_used_is_refused_in_a_line(string command, string message)
    {
        (int exitCode, string output, string error) = CommandLine.Run(
            [.. command.Split(' ').Select(word => word == "RUN" ? _toy.Run : word)]);
        Assert.That((exitCode, output), Is.EqualTo((2, "")));
        Assert.That(error, Does.Contain(message.Replace("RUN", _toy.Run, StringComparison.Ordinal)));
    }

    [TestCase("recommend nowhere --items ham", "nowhere: there is no such folder; expected a run written by 'scratch train --preset recommend'")]
    [TestCase("recommend RUN --profiles nowhere.csv", "nowhere.csv: there is no such file; expected interactions")]
    [TestCase("train --preset recommend --data nowhere.csv", "nowhere.csv: there is no such file; expected interactions, or debian")]
    [TestCase("train --preset recommend --data RUN", "this is a folder; expected a file of interactions")]
    public void What_isn_t_there_is_said_in_a_line(string command, string message)
    {
        (int exitCode, _, string error) = CommandLine.Run(
            [.. command.Split(' ').Select(word => word == "RUN" ? _toy.Run : word)]);
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain(message));
        Assert.That(error.Split('\n').Count(line => line.StartsWith("scratch:", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [TestCase("items.csv", "item,title,users\nx,,many\n", "items.csv: line 2: expected item,title,users, the last a number")]
    [TestCase("items.csv", "item,title,users\nx,,1\nx,,1\n", "The id 'x' stands there twice")]
    [TestCase("items.csv", "item,title,users\nx,,1\n", "ease has 12 items, and the run has 1")]
    [TestCase("ease.safetensors", "none", "ease.safetensors")]
    [TestCase("config.json", "{\"preset\":\"recommend\",\"top\":0}", "The top of run is 0")]
    [TestCase("config.json", "{\"preset\":\"recommend\",\"split\":{\"hidden\":1}}", "The split.hidden of run is 1")]
    [TestCase("config.json", "{\"preset\":\"table\"}", "not a run on behaviour")]
    public void A_damaged_run_is_said_in_a_line(string file, string content, string message)
    {
        using var folder = new TemporaryFolder();
        foreach (string path in Directory.GetFiles(_toy.Run))
        {
            File.Copy(path, folder.File(Path.GetFileName(path)));
        }
        File.WriteAllText(folder.File(file), content);
        Assert.That(() => BehaviourRunFolder.Open(folder.Path).CreateLists(),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(message));
    }

    private JsonElement Ask(params string[] more)
    {
        (int exitCode, string output, string error) = CommandLine.Run(["recommend", _toy.Run, "--json", .. more]);
        Assert.That(exitCode, Is.Zero, error);
        return JsonDocument.Parse(output).RootElement;
    }

    private static string[] Texts(JsonElement list, string name) =>
        [.. list.GetProperty(name).EnumerateArray().Select(one => one.GetString()!)];
}
