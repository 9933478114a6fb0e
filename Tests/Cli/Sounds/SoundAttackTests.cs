using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Runs.Speech;

namespace Scratch.Tests.Cli.Sounds;

/// <summary>Sounds are attacked by a ratio to the word's level, and what is saved is judged from its files.</summary>
public class SoundAttackTests
{
    private const int Held = 18; // words of the speaker who is held out

    [Test]
    public void A_ratio_is_a_radius_and_what_is_saved_is_recognised_from_the_files()
    {
        string folder = ToyWords.File("attacked");
        (int exitCode, string output, string error) = CommandLine.Run(
            "attack", ToyWords.Run, "--attack", "pgd", "--snr", "0", "--save", folder, "--json", "--overwrite");
        Assert.That(exitCode, Is.Zero, error);
        JsonElement report = JsonDocument.Parse(output).RootElement;
        Assert.That(report.GetProperty("epsilon").GetSingle(), Is.EqualTo(0.05f).Within(1e-7));
        Assert.That(report.GetProperty("ratio").GetDouble(), Is.Zero.Within(1e-3));
        int attacked = report.GetProperty("attacked").GetInt32(), fooling = report.GetProperty("foolingFiles").GetInt32();
        Assert.That(report.GetProperty("files").GetInt32(), Is.EqualTo(attacked));
        Assert.That(report.GetProperty("fooled").GetInt32(), Is.GreaterThan(attacked / 2), "noise as loud as the word");
        string[] lines = File.ReadAllLines(Path.Combine(folder, SavedWords.ListFile));
        Assert.That(lines[0], Is.EqualTo("path,label,speaker,prediction"));
        Assert.That(lines, Has.Length.EqualTo(attacked + 1));
        string[][] rows = [.. lines.Skip(1).Select(line => line.Split(','))];
        Assert.That(rows.Count(row => row[1] != row[3]), Is.EqualTo(fooling));
        Assert.That(rows.Select(row => row[2]), Is.All.EqualTo("dora"));
        foreach (string[] row in rows)
        {
            string heard = CommandLine.Run("recognise", ToyWords.Run, Path.Combine(folder, row[0])).Output;
            Assert.That(heard, Does.Contain($": {row[3]} ("));
            Sound sound = WavFile.Read(Path.Combine(folder, row[0]));
            Assert.That(sound.Rate, Is.EqualTo(8000));
        }
        JsonElement again = JsonDocument.Parse(CommandLine.Run(
            "evaluate", ToyWords.Run, "--data", Path.Combine(folder, SavedWords.ListFile), "--noise", "60", "--json").Output).RootElement;
        Assert.That(again.GetProperty("correct").GetInt32(), Is.EqualTo(attacked - fooling), "the list is data to test on");
    }

    [Test]
    public void Sounds_are_attacked_30_dB_below_the_word_unless_told_otherwise()
    {
        (int exitCode, string output, string error) = CommandLine.Run("attack", ToyWords.Run, "--attack", "fgsm", "--count", "6");
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.Contain("radius 0.0015811388, 30 dB below the word) on 6 examples"));
        output = CommandLine.Run("attack", ToyWords.Run, "--attack", "fgsm", "--epsilon", "0.0005").Output;
        Assert.That(output, Does.Contain("radius 0.0005, 40 dB below the word"));
    }

    [TestCase("attack RUN --attack pgd --snr 30 --epsilon 0.1", "there are both --epsilon and --snr")]
    [TestCase("attack RUN --attack pgd --snr 30 --norm l2", "--snr is a radius in linf")]
    [TestCase("attack RUN --attack deepfool --snr 30", "--snr is a radius in linf")]
    [TestCase("attack RUN --attack prompts", "prompts makes spectra, which are no sounds")]
    [TestCase("attack RUN --attack pgd --snr loud", "--snr is 'loud'; expected a number")]
    [TestCase("attack RUN --attack pgd --save DATA", "--save: ")]
    [TestCase("evaluate RUN --noise 20 --generator", "--generator doesn't go with --noise and --snr")]
    [TestCase("evaluate RUN --noise 20,x", "--noise")]
    [TestCase("attack --model none.safetensors --attack pgd --snr 30", "--snr is for sounds")]
    public void What_doesn_t_go_together_is_refused(string line, string message)
    {
        (int exitCode, _, string error) = CommandLine.Run([.. line.Split(' ').Select(word => word switch
        {
            "RUN" => ToyWords.Run,
            "DATA" => ToyWords.Data,
            _ => word,
        })]);
        Assert.That(exitCode, Is.EqualTo(2), error);
        Assert.That(error, Does.Contain(message));
    }

    [Test]
    public void Figures_come_by_noise_by_attack_and_by_speaker()
    {
        string[] command = ["evaluate", ToyWords.Run, "--noise", "60,-20", "--snr", "120,0"];
        (int exitCode, string output, string error) = CommandLine.Run([.. command, "--json"]);
        Assert.That(exitCode, Is.Zero, error);
        SpeechEvaluation figures = JsonSerializer.Deserialize(output, SpeechRunJson.Default.SpeechEvaluation)!;
        Assert.That((figures.Examples, figures.Noise[0].Ratio, figures.Attack[1].Ratio), Is.EqualTo((Held, 60f, 0f)));
        Assert.That(figures.Accuracy, Is.GreaterThan(0.9));
        Assert.That(figures.Noise[0].Accuracy, Is.EqualTo(figures.Accuracy), "noise that nobody hears");
        Assert.That(figures.Noise[1].Accuracy, Is.LessThan(figures.Accuracy));
        Assert.That(figures.Attack[0].Accuracy, Is.EqualTo(figures.Accuracy), "a radius of nothing");
        Assert.That(figures.Attack[1].Accuracy, Is.LessThan(figures.Accuracy));
        Assert.That(figures.Speakers!.Select(one => (one.Speaker, one.Examples, one.Correct)),
            Is.EqualTo(new[] { ("dora", Held, figures.Correct) }));
        Assert.That(CommandLine.Run([.. command, "--json"]).Output, Is.EqualTo(output), "the same seed, the same bits");
        string table = CommandLine.Run(command).Output;
        Assert.That(table, Does.Contain("white noise, -20 dB").And.Contain("PGD-20, 0 dB").And.Contain("By speaker").And.Contain("dora"));
    }

    [Test]
    public void The_report_of_a_run_has_figures_by_speaker_and_so_has_its_evaluation()
    {
        JsonElement classifier = JsonDocument.Parse(File.ReadAllText(Path.Combine(ToyWords.Run, "report.json"))).RootElement
            .GetProperty("classifier");
        JsonElement speaker = classifier.GetProperty("speakers")[0];
        Assert.That((speaker.GetProperty("speaker").GetString(), speaker.GetProperty("examples").GetInt32()), Is.EqualTo(("dora", Held)));
        Assert.That(
            File.ReadAllText(Path.Combine(ToyWords.Run, "report.html")),
            Does.Contain("Words to test on: the speakers dora held out."));
        string output = CommandLine.Run("evaluate", ToyWords.Run, "--data", ToyWords.Data).Output;
        Assert.That(output, Does.Contain("By speaker").And.Match("dora .* 18 ").And.Contain("checks of the attacks passed").And.Not.Contain("anna"));
    }
}
