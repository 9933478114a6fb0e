using NUnit.Framework;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Settings;
using Scratch.Cli.Commands;
using Scratch.Cli.Settings;

namespace Scratch.Tests.Cli;

/// <summary>What holds of every setting of a run, from the command line and from a file.</summary>
public class RunSettingsTests
{
    private static readonly string[] Numbers = ["0.5", "3", "1"], OutOfRange = ["-1", "0", "2", "nonsense"];

    // What any text may be, or what is a text of its own form.
    private static readonly Dictionary<string, string> Texts = new()
    {
        ["--data"] = "mnist",
        ["--from"] = "run",
        ["--epochs"] = "4,5,6",
        ["--augment"] = "rotation=5",
        ["--feature-layer"] = "2",
    };

    // What else must be on the command line for a setting to have something to say.
    private static readonly Dictionary<string, string> Company = new()
    {
        ["--game-weight"] = "--gan aae",
        ["--feature-weight"] = "--gan vae-gan",
        ["--nesterov"] = "--optimizer sgd --momentum 0.5",
        ["--centred"] = "--optimizer rmsprop",
        ["--schedule-length"] = "--schedule step",
        ["--schedule-factor"] = "--schedule step",
        ["--schedule-power"] = "--schedule polynomial",
        ["--train-epsilon"] = "--preset clean",
        ["--train-steps"] = "--preset clean",
        ["--beta"] = "--preset clean",
        ["--weight-perturbation"] = "--preset clean",
        ["--epsilon-warm-up"] = "--preset clean",
        ["--replays"] = "--preset clean --trainer free",
        ["--feature-layer"] = "--preset clean --trainer feature-fgm",
        ["--semi-supervised-trainer"] = "--preset few-labels-100",
        ["--pseudo-label-weight"] = "--preset few-labels-100",
        ["--confidence"] = "--preset few-labels-100",
        ["--entropy-weight"] = "--preset few-labels-100",
        ["--balance-weight"] = "--preset few-labels-100",
        ["--virtual-weight"] = "--preset few-labels-100",
        ["--virtual-epsilon"] = "--preset few-labels-100",
        ["--tangent-weight"] = "--labels 100",
        ["--tangent-epsilon"] = "--labels 100 --tangent-weight 1",
        ["--normal-weight"] = "--labels 100",
        ["--normal-epsilon"] = "--labels 100 --normal-weight 1",
    };

    private static IEnumerable<Setting<RunConfiguration>> Flags =>
        RunSettings.All.Where(setting => setting.Flag is not null);

    private static IEnumerable<string> Names => Flags.Select(setting => setting.Flag!);

    [Test]
    public void No_name_is_given_twice()
    {
        Assert.That(Names, Is.Unique);
    }

    [Test]
    public void Help_shows_each_with_what_it_does()
    {
        (int exitCode, string help, _) = CommandLine.Run("train", "--help-all");
        Assert.That(exitCode, Is.Zero);
        help = System.Text.RegularExpressions.Regex.Replace(help, @"\s+", " ");
        foreach (Setting<RunConfiguration> setting in Flags)
        {
            Assert.That(help, Does.Match(
                $@"{setting.Flag}[ ,].*{System.Text.RegularExpressions.Regex.Escape(setting.Help[..20])}"), setting.Flag);
            Assert.That(setting.Words.Where(word => !help.Contains(word, StringComparison.Ordinal)), Is.Empty,
                setting.Flag);
        }
    }

    [TestCaseSource(nameof(Names))]
    public void A_value_from_the_command_line_is_in_the_configuration(string flag)
    {
        Setting<RunConfiguration> setting = Flags.Single(setting => setting.Flag == flag);
        string company = Company.GetValueOrDefault(flag, "");
        RunConfiguration before = Read(company);
        foreach (string word in setting.Words)
        {
            Assert.That(setting.Get(setting.Set(before, word)), Is.EqualTo(word));
        }
        if (setting.Words.Count > 0)
        {
            return; // not each goes with the preset
        }
        string value = setting.IsSwitch ? "" : Texts.GetValueOrDefault(flag)
            ?? Numbers.First(number => setting.RefuseText(number) is null);
        RunConfiguration after = Read($"{company} {flag} {value}");
        Assert.That(setting.Get(after), flag == "--augment" ? Is.Not.EqualTo(setting.Get(before))
            : Is.EqualTo(setting.IsSwitch ? "true" : value));
    }

    [TestCaseSource(nameof(Names))]
    public void What_is_out_of_range_is_refused_on_the_command_line(string flag)
    {
        Setting<RunConfiguration> setting = Flags.Single(setting => setting.Flag == flag);
        if (setting.IsSwitch || flag is "--data" or "--from")
        {
            return; // nothing or any text is its value
        }
        string wrong = OutOfRange.First(text => setting.RefuseText(text) is not null);
        (int exitCode, _, string error) = CommandLine.Run("train", flag, wrong);
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Contain($"scratch: {flag} is ").And.Contain(wrong).And.Contain("; expected ")
            .And.Not.Contain("   at "));
    }

    private static IEnumerable<string> Keys =>
        RunSettings.All.Select(setting => setting.Key).Distinct().Except(["epochs", "trainer", "withoutPrompts"]);

    /// <summary>Booleans and texts apart, each is a number or a word in a file, and can be wrong.</summary>
    [TestCaseSource(nameof(Keys))]
    public void What_is_out_of_range_is_refused_in_a_file(string key)
    {
        Setting<RunConfiguration> setting = RunSettings.All.Last(setting => setting.Key == key);
        if (setting.IsSwitch || key is "data" or "from" || setting.Words is ["yes", "no"] or ["decoder", "nothing"]
            || key == "classifier.mixture.augmentation")
        {
            return;
        }
        string wrong = key switch
        {
            "stages" or "freeze" => "[ \"nonsense\" ]",
            _ when key.EndsWith("idden", StringComparison.Ordinal) => "[ -1 ]",
            _ when setting.WordsInFiles.Count > 0 || setting.Words.Count > 0 => "\"nonsense\"",
            _ => "-1",
        };
        string[] path = key.Split('.');
        string text = string.Concat(path.Select(name => $"{{ \"{name}\": ")) + wrong
            + string.Concat(path.Select(_ => " }"));
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("part.json"), text);
        (int exitCode, _, string error) = CommandLine.Run("train", "--config", folder.File("part.json"));
        Assert.That(exitCode, Is.AnyOf(1, 2));
        Assert.That(error, Does.StartWith("scratch: ").And.Contain(path[^1]).And.Not.Contain("   at "));
        // which JSON's own reader refuses as no such number or word
        if (key is not ("seed" or "stages" or "classifier.probe.action"))
        {
            Assert.That(error, Does.Contain(wrong.Trim('[', ']', ' ', '"')).And.Contain("expected "), error);
        }
    }

    [TestCase("{\n \"classifier\": {\n \"hidden\": [2000000000] } }", ", line 3: 'classifier.hidden' is 2000000000; expected ")]
    [TestCase("{\n \"batchSize\": 1000000000 }", ", line 2: 'batchSize' is 1000000000; expected a whole number from 1 to ")]
    [TestCase("{\n \"classifier\": {\n \"mixture\": {\n \"mixUp\": 7 } } }",
        ", line 4: 'classifier.mixture.mixUp': The mixture's mixUp is 7")]
    [TestCase("{\n \"stages\": [\"baseline\"] }", ": The baseline is there to compare the classifier with")]
    [TestCase("{\n \"from\": \"\" }", ", line 2: 'from' is ; expected the name of a file")]
    public void What_is_wrong_in_a_file_is_bad_usage_and_has_its_place(string text, string expected)
    {
        using TemporaryFolder folder = new();
        string file = folder.File("mine.json");
        File.WriteAllText(file, text);
        (int exitCode, _, string error) = CommandLine.Run("train", "--config", file, "--out", folder.File("run"));
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.StartWith($"scratch: {file}{expected}"));
        Assert.That(error.TrimEnd('\n'), Does.Not.Contain("\n"));
        Assert.That(folder.Names(), Is.EqualTo(new[] { "mine.json" }));
    }

    [TestCase("nowhere.json", "which is not there")]
    [TestCase("/", "which is a folder")]
    public void A_configuration_that_is_no_file_is_bad_usage(string path, string expected) =>
        Assert.That(CommandLine.Run("train", "--config", path), Is.EqualTo((2, "",
            $"scratch: --config is {path}, {expected}; expected a file such as 'scratch presets default' prints.\n")));

    private static RunConfiguration Read(string options) => TrainOptions.Read(TrainCommand.Create().Parse(options));
}
