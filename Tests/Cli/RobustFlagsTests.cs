using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Classification.Certified;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Output;
using Scratch.Cli.Commands;
using Scratch.Cli.Settings;

namespace Scratch.Tests.Cli;

/// <summary>What the options of training under attack make of a run's configuration.</summary>
public class RobustFlagsTests
{
    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void WriteDigits()
    {
        _folder = new TemporaryFolder();
        Directory.CreateDirectory(_folder.File("data"));
        SmallDigits.Write(_folder.File("data"));
        File.WriteAllText(_folder.File("small.json"),
            """{ "seed": 3, "classifier": { "hidden": [8, 8], "epochs": 1 }, "attack": { "steps": 2 } }""");
    }

    [OneTimeTearDown]
    public void RemoveDigits() => _folder.Dispose();

    [Test]
    public void Options_reach_the_configuration()
    {
        ClassifierOptions read = Configure(
            "--trainer mart --train-epsilon 0.2 --train-steps 3 --beta 4 --weight-perturbation 0.01 --epsilon-warm-up "
                + "0.25 --on-robustness-loss strengthen").Classifier;
        Assert.That(read.Robust, Is.EqualTo(new RobustOptions
        {
            Trainer = RobustTrainer.Mart,
            Beta = 4,
            Attack = new() { Epsilon = 0.2f, Steps = 3 },
            WarmUp = 0.25f,
            WeightPerturbation = 0.01f,
        }));
        Assert.That(read.Probe, Is.EqualTo(
            new ProbeOptions { Action = DropAction.Strengthen, Attack = new() { Epsilon = 0.2f, Steps = 10 } }));
    }

    [Test]
    public void Another_radius_takes_the_steps_with_it() =>
        Assert.That(Configure("--train-epsilon 0.2").Classifier.Robust!.Attack,
            Is.EqualTo(Presets.Find("robust-0.1").Classifier.Robust!.Attack with { Epsilon = 0.2f, StepSize = 0.06f }));

    [Test]
    public void Fast_training_is_probed_unless_that_is_refused()
    {
        Assert.That(Configure("--trainer fast").Classifier.Probe!.Action, Is.EqualTo(DropAction.Stop));
        Assert.That(Configure("--trainer fast --on-robustness-loss none").Classifier.Probe, Is.Null);
    }

    [Test]
    public void Trainers_with_a_step_of_their_own_and_none()
    {
        Assert.That(Configure("--trainer free --replays 2").Classifier.Robust!.Replays, Is.EqualTo(2));
        Assert.That(Configure("--trainer feature-fgm --feature-layer 2").Classifier.Robust!.FeatureLayer,
            Is.EqualTo(2));
        Assert.That(Configure("--trainer none").Classifier.Robust, Is.Null);
    }

    [Test]
    public void Trainers_that_certify_take_the_place_of_an_attack()
    {
        ClassifierOptions crown = Configure("--trainer crown-ibp --train-epsilon 0.05").Classifier,
            intervals = Configure("--trainer ibp").Classifier;
        Assert.That((crown.Robust, intervals.Robust), Is.EqualTo(((RobustOptions?)null, (RobustOptions?)null)));
        Assert.That(crown.Certified, Is.EqualTo(new CertifiedOptions { Epsilon = 0.05f }));
        Assert.That(intervals.Certified,
            Is.EqualTo(new CertifiedOptions { Trainer = CertifiedTrainer.Intervals, Epsilon = 0.1f }));
    }

    [Test]
    public void What_was_chosen_for_another_trainer_does_not_leak_into_this_one()
    {
        RobustOptions initial = new();
        AttackOptions robust = Presets.Find("robust-0.2").Classifier.Robust!.Attack;
        Assert.That(Read("--preset augmented --trainer mart").Robust!.Beta, Is.EqualTo(initial.Beta));
        Assert.That(Read("--preset augmented --trainer trades").Robust,
            Is.EqualTo(Presets.Find("augmented").Classifier.Robust), "its own trainer");
        Assert.That(Read("--preset augmented --trainer madry").Robust!.Attack,
            Is.EqualTo(new AttackOptions { Epsilon = 0.1f, Steps = 7 }), "no ball in L2");
        Assert.That(Read("--preset robust-0.2 --trainer half-half").Robust!.Attack, Is.EqualTo(robust));
        Assert.That(Read("--preset robust-0.2 --trainer fast").Robust!.Attack,
            Is.EqualTo(robust with { CornerStart = false }));
        Assert.That(Read("--preset robust-0.2 --trainer feature-fgm").Robust!.Attack, Is.EqualTo(initial.Attack),
            "a share, not a radius");
    }

    [Test]
    public void A_probe_goes_with_the_ball_that_is_trained_for()
    {
        ProbeOptions preset = Presets.Find("robust-0.2").Classifier.Probe!;
        Assert.That(Read("--preset robust-0.2 --train-epsilon 0.3").Probe,
            Is.EqualTo(preset with { Attack = preset.Attack with { Epsilon = 0.3f } }));
        Assert.That(Read("--preset robust-0.2 --trainer feature-fgm --train-epsilon 0.3").Probe, Is.EqualTo(preset),
            "a share moves no ball");
        Assert.That(
            Read("--preset robust-0.1 --on-robustness-loss warn --train-epsilon 0.15").Probe!.Attack,
            Is.EqualTo(new AttackOptions { Epsilon = 0.15f, Steps = 10, CornerStart = true }));
        Assert.That(Read("--preset robust-0.1 --trainer fast").Probe!.Attack.CornerStart, Is.True,
            "of the reported attack");
        Assert.That(Read("--preset certified-0.1 --train-epsilon 0.2 --on-robustness-loss warn").Probe!.Attack.Epsilon,
            Is.EqualTo(0.2f));
        Assert.That(
            Read("--preset augmented --on-robustness-loss warn").Probe!.Attack,
            Is.EqualTo(new AttackOptions { Norm = "l2", Epsilon = 1, Steps = 10 }));
    }

    [Test]
    public void The_seed_of_the_file_counts_unless_the_command_line_has_one()
    {
        Assert.That(Configure("").Seed, Is.EqualTo(3));
        Assert.That(Configure("--seed 0").Seed, Is.EqualTo(0));
    }

    [TestCase("train --preset clean --trainer none --beta 3",
        "--beta is for training under attack; expected a --trainer that makes one beside it")]
    [TestCase("train --trainer madry --beta 3", "--beta is for the trainer trades or mart; the trainer is madry")]
    [TestCase("train --trainer fast --train-steps 3",
        "--train-steps is for the trainer madry or half-half or trades or mart; the trainer is fast")]
    [TestCase("train --game-weight 3", "--game-weight is for the game aae; expected --gan aae beside it")]
    [TestCase("train --preset certified-0.1 --augment mixup=0.4",
        "expected mixUp and labelSmoothing of the mixture to be 0")]
    [TestCase("train --trainer ibp --train-steps 3", "--train-steps is for training under attack")]
    [TestCase("train --trainer best", "--trainer is 'best'; expected none or madry or half-half or trades or mart")]
    [TestCase("train --on-robustness-loss cry", "expected none or warn or stop or strengthen")]
    [TestCase("train --preset clean --trainer none --on-robustness-loss strengthen",
        "no attack whose steps could grow")]
    [TestCase("train --trainer madry --epsilon-warm-up 2", "--epsilon-warm-up is 2; expected a number in [0, 1]")]
    [TestCase("train --trainer feature-fgm --feature-layer 3", "2 hidden layers")]
    public void What_can_not_be_used_is_named(string line, string expected)
    {
        (int exitCode, _, string error) = CommandLine.Run(line.Split(' '));
        Assert.That(exitCode, Is.EqualTo(2), error);
        Assert.That(error, Does.Contain(expected));
    }

    [Test]
    public void A_file_that_is_wrong_is_one_line()
    {
        File.WriteAllText(_folder.File("wrong.json"), "{\n \"sed\": 1 }");
        (int exitCode, _, string error) = CommandLine.Run("train", "--config", _folder.File("wrong.json"));
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(error, Does.Match(@"^scratch: .*wrong\.json, line 2: [^\n]*'sed'[^\n]*\n$"));
    }

    private static ClassifierOptions Read(string options) =>
        TrainOptions.Read(TrainCommand.Create().Parse(options)).Classifier;

    private RunConfiguration Configure(string options)
    {
        string run = _folder.File("run"), preset = options.Contains("mart", StringComparison.Ordinal) ? "clean"
            : "robust-0.1";
        string line = $"train --preset {preset} --config {_folder.File("small.json")} --data {_folder.File("data")} "
            + $"--out {run} --overwrite {options}";
        (int exitCode, _, string error) = CommandLine.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.That(exitCode, Is.Zero, error);
        return RunFolder.Open(run).Configuration;
    }
}
