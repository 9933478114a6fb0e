using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Classification.SemiSupervised;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Runs.Configuration;

namespace Scratch.Tests.Adversarial.Runs.Configuration;

public class RunConfigurationTests
{
    private static readonly RunConfiguration Good = SmallRun.Configuration;

    [Test]
    public void What_does_not_fit_the_data_is_refused_before_any_training()
    {
        Dataset data = Toys.Images(40), two = new("two", data.Inputs, new int[40], 2, data.Domain);
        AttackOptions dlr = new() { Loss = "dlr" };
        Refused(Good with { Attack = dlr }, two, "two: the attack: The dlr loss compares 3 logits");
        Refused(Good with { Classifier = Good.Classifier with { Robust = new() { Attack = dlr } } }, two,
            "attack of robust of classifier");
        Refused(Good with { Classifier = Good.Classifier with { Probe = new() { Attack = dlr } } }, two,
            "attack of probe of classifier");
        OptimizerOptions slow = new() { Accumulation = 4 }; // one epoch of 40 examples has 3 batches of 16
        Refused(Good with { Prompts = Good.Prompts with { Optimizer = slow } }, data,
            "The accumulation of prompts is 4 batches, but its training on 40 examples has 3");
        Refused(Good with { Gan = Good.Gan with { Optimizer = slow } }, data, "accumulation of gan");
        Refused(Good with { Classifier = Good.Classifier with { Optimizer = slow } }, data, "accumulation of classifier");
        Assert.That(() => (Good with { Attack = dlr }).RequireFit(data), Throws.Nothing);
        Assert.That(
            () => (Good with { Stages = [RunStage.Prompts], Gan = Good.Gan with { Optimizer = slow } }).RequireFit(data),
            Throws.Nothing, "a stage that isn't run");
        data.Inputs[7, 2] = float.NaN;
        Assert.That(() => Good.RequireFit(data),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("example 7, column 2 of the inputs is NaN"));

        static void Refused(RunConfiguration configuration, Dataset data, string message) => Assert.That(
            () => configuration.RequireFit(data),
            Throws.TypeOf<ConfigurationException>().With.Message.Contains(message));
    }

    private static IEnumerable<TestCaseData<RunConfiguration, string>> Wrong =>
    [
        new(Good with { Validation = 0 }, "validation of run is 0"),
        new(Good with { BatchSize = 0 }, "batchSize of run is 0"),
        new(Good with { Prompts = Good.Prompts with { Latent = 0 } }, "latent of prompts is 0"),
        new(Good with { Prompts = Good.Prompts with { Beta = float.NaN } }, "beta of prompts is NaN"),
        new(Good with { Prompts = Good.Prompts with { FreeNats = -1 } }, "freeNats of prompts is -1"),
        new(SmallRun.Article with { Prompts = SmallRun.Article.Prompts with { FreeNats = 1 } },
            "neither a divergence to warm up or to leave free"),
        new(Good with { Prompts = Good.Prompts with { GeneratorHidden = [8, 0] } },
            "generatorHidden of prompts is 8,0; expected a whole number from 1 to 1048576"),
        new(Good with { Gan = Good.Gan with { ReconstructionWeight = -1 } }, "reconstructionWeight of gan is -1"),
        new(Good with { Gan = Good.Gan with { Epochs = -1 } }, "epochs of gan is -1"),
        new(Good with { Gan = Good.Gan with { OwnPrompts = 2 } }, "ownPrompts of gan is 2"),
        new(Good with { Gan = Good.Gan with { DiscriminatorSteps = 0 } }, "discriminatorSteps of gan is 0"),
        new(Good with { Gan = Good.Gan with { DiscriminatorLearningRate = -1 } },
            "discriminatorLearningRate of gan is -1"),
        new(Good with { Gan = Good.Gan with { PenaltyInterval = 0 } }, "penaltyInterval of gan is 0"),
        new(Good with { Gan = Good.Gan with { LabelSmoothing = 1 } }, "labelSmoothing of gan is 1"),
        new(Good with { Gan = Good.Gan with { EncoderEpochs = -1 } }, "encoderEpochs of gan is -1"),
        new(SmallRun.Article with { Gan = SmallRun.Article.Gan with { EncoderEpochs = 1 } },
            "expected encoderEpochs of gan to be 0"),
        new(Good with { Gan = Good.Gan with { Variant = (GanVariant)9 } },
            "variant of gan is 9; expected generator or conditional"),
        new(Good with { Gan = Good.Gan with { Autoencoding = new() { GameWeight = float.NaN } } },
            "autoencoding.gameWeight of gan is NaN"),
        new(Good with { Gan = new() { Variant = GanVariant.Bidirectional, EncoderEpochs = 1 } },
            "expected encoderEpochs and reconstructionWeight of gan to be 0"),
        new(Good with { Gan = new() { Variant = GanVariant.AdversarialAutoencoder, ReconstructionWeight = 1 } },
            "expected encoderEpochs and reconstructionWeight of gan to be 0"),
        new(Good with { Gan = new() { Variant = GanVariant.FeatureAutoencoder, DiscriminatorHidden = [] } },
            "expected discriminatorHidden of gan to have one"),
        new(Good with { Gan = new() { Variant = GanVariant.Conditional } }, "expected conditional prompts"),
        new(SmallRun.Article with { Gan = new() { Variant = GanVariant.Bidirectional } }, "a game without an encoder"),
        new(SmallRun.Playing(GanVariant.Bidirectional) with { Prompts = Good.Prompts with { IsConditional = true } },
            "expected the conditional game"),
        new(Good with { Gan = Good.Gan with { Average = 1 } }, "average of gan is 1"),
        new(Good with { Gan = Good.Gan with { Penalty = GanPenalty.R1, SpectralNormalisation = true } },
            "expected one of them"),
        new(Good with { Gan = Good.Gan with { Guard = new() { RateFactor = 2 } } }, "rateFactor of the guard is 2"),
        new(Good with { Classifier = Good.Classifier with { Optimizer = new() { LearningRate = 0 } } },
            "learningRate of classifier is 0"),
        new(Good with { Classifier = Good.Classifier with { Optimizer = new() { Momentum = 1 } } },
            "momentum of classifier is 1"),
        .. WrongOptimizers.Select(wrong => new TestCaseData<RunConfiguration, string>(
            Good with { Classifier = Good.Classifier with { Optimizer = wrong.Options } }, wrong.Message)),
        new(Good with { Classifier = Good.Classifier with { Mixture = new() { Real = 0.5 } } }, "sum to 1"),
        new(Good with { Stages = [] }, "at least one"),
        new(Good with { Stages = null! }, "at least one"),
        new(Good with { Stages = [(RunStage)9] }, "at least one"),
        new(Good with { Prompts = Good.Prompts with { Optimizer = new() { Rule = "adma" } } },
            "rule of prompts is adma; expected adam or sgd or"),
        new(Good with { Gan = Good.Gan with { Loss = (GeneratorLoss)42 } }, "loss of gan is 42"),
        new(Good with { Classifier = Good.Classifier with { Robust = new() { WarmUp = 2 } } },
            "warmUp of robust training is 2"),
        new(Good with { Stages = [RunStage.Prompts, RunStage.Gan], Prompts = Good.Prompts with { IsConditional = true },
            Gan = Good.Gan with { OwnPrompts = 0 } }, "or ownPrompts of gan to be 1"),
        new(Good with { Stages = [RunStage.Prompts, RunStage.Prompts] }, "none twice"),
        new(Good with { Stages = [RunStage.Prompts, RunStage.Baseline] }, "expected the stage classifier"),
        new(Good with { Stages = [RunStage.Gan] }, "expected the stage prompts, or a run to start from"),
        new(Good with { Stages = [RunStage.Classifier] }, "The classifier learns from generated samples"),
        new(Good with { Classifier = Good.Classifier with { Robust = new() { Beta = -1 } } },
            "beta of robust training is -1"),
        new(Good with { Classifier = Good.Classifier with { Robust = new() { Replays = 0 } } },
            "replays of robust training is 0"),
        new(Good with { Classifier =
            Good.Classifier with { Robust = new() { Trainer = RobustTrainer.Free, ClimbsDivergence = true } } },
            "an attack of its own"),
        new(Good with { Classifier =
            Good.Classifier with { Robust = new() { Trainer = RobustTrainer.FeatureFgm, FeatureLayer = 2 } } },
            "1 hidden layers"),
        new(Good with { Classifier = Good.Classifier with { Thresholds = [0.5f, 0.5f] } },
            "The thresholds are 0.5, 0.5"),
        new(Good with { Classifier = Good.Classifier with { Thresholds = [0.1f], Hidden = [] } },
            "no hidden layer to start with them"),
        new(Good with { Classifier = Good.Classifier with { Probe = new() { Examples = 0 } } },
            "examples of the probe is 0"),
        new(Good with { Classifier = Good.Classifier with { Probe = new() { LargestDrop = 1 } } },
            "largestDrop of the probe is 1"),
        new(Good with { Classifier = Good.Classifier with { Probe = new() { Action = DropAction.Strengthen } } },
            "no attack whose steps could grow"),
        new(Good with { Classifier = Good.Classifier with { Certified = new() { Epsilon = -1 } } },
            "epsilon of certified training is -1"),
        new(Good with { Classifier = Good.Classifier with { Certified = new(), Robust = new() } },
            "robust beside certified"),
        new(Good with { Attack = new() { Norm = "l1" } }, "no norm 'l1'"),
        new(Good with { Attack = new() { Norm = "l0", Epsilon = 3 } },
            "no steps in the norm 'l0'; expected linf or l2"),
        new(Good with { Freeze = ["all"] }, "freeze of run is all; expected encoder or decoder"),
        new(Good with { Freeze = [null!] }, "freeze of run is ; expected encoder"),
        new(Good with { Classifier = Good.Classifier with { Dropout = 1 } }, "dropout of classifier is 1"),
        new(Few(new() { Labels = 30 }), "validation of run is 30; expected at least 0, and fewer than the 30 labels"),
        new(Few(new() { LabelledBatch = 0 }), "labelledBatch of semi-supervised training is 0"),
        new(Few(new() { PseudoLabelWeight = -1 }), "pseudoLabelWeight of semi-supervised training is -1"),
        new(Few(new() { Confidence = 2 }), "confidence of semi-supervised training is 2"),
        new(Few(new() { EntropyWeight = float.NaN }), "entropyWeight of semi-supervised training is NaN"),
        new(Few(new() { BalanceWeight = -1 }), "balanceWeight of semi-supervised training is -1"),
        new(Few(new() { TangentIterations = 0 }), "tangentIterations of semi-supervised training is 0"),
        new(Few(new() { Virtual = new() { Epsilon = -1 } }), "virtual.epsilon of semi-supervised training is -1"),
        new(Few(new() { Tangent = new() { Weight = -1 } }), "tangent.weight of semi-supervised training is -1"),
        new(Few(new() { Normal = new() { Probe = 0 } }), "normal.probe of semi-supervised training is 0"),
        new(Few(new() { Trainer = SemiSupervisedTrainer.Autoencoder }) with { From = "run" },
            "expected no run or file to start from"),
        new(Few(new()) with { Prompts = Good.Prompts with { IsConditional = true } },
            "told the class of every example"),
        new(Good with { Classifier = Good.Classifier with { SemiSupervised = new(), Robust = new() } }, "not both"),
        new(
            Good with { Stages = [RunStage.Classifier], Classifier =
                Good.Classifier with { Mixture = new(), SemiSupervised = new() { Normal = new() { Weight = 1 } } } },
            "The classifier learns from generated samples"),
    ];

    private static RunConfiguration Few(SemiSupervisedOptions options) =>
        Good with { Classifier = Good.Classifier with { SemiSupervised = options } };

    private static IEnumerable<(OptimizerOptions Options, string Message)> WrongOptimizers =>
    [
        (new() { Rule = "adagrad", Momentum = 0.9f },
            "momentum of classifier is for other optimizers; expected none with adagrad"),
        (new() { Rule = "sgd", Nesterov = true }, "nesterov of classifier needs a momentum"),
        (new() { Nesterov = true, Momentum = 0.9f }, "is for other optimizers; there is no such form of adam"),
        (new() { Centred = true }, "is for other optimizers; there is no such form of adam"),
        (new() { Rule = "sgd", Beta2 = 0.9f }, "beta2 of classifier is for other optimizers; expected none with sgd"),
        (new() { Beta2 = 1 }, "beta2 of classifier is 1"),
        (new() { WeightDecay = -1 }, "weightDecay of classifier is -1"),
        (new() { ClipNorm = 0 }, "clipNorm of classifier is 0"),
        (new() { ClipValue = float.NaN }, "clipValue of classifier is NaN"),
        (new() { Accumulation = 0 }, "accumulation of classifier is 0"),
        (new() { EmaDecay = 1 }, "emaDecay of classifier is 1"),
        (new() { WarmUp = -1 }, "warmUp of classifier is -1"),
        (new() { ScheduleLength = 2 },
            "scheduleLength of classifier is for other schedules; expected none with constant"),
        (new() { Schedule = "linear" }, "schedule of classifier is linear; expected constant or inverse-sqrt or"),
        (new() { Schedule = "step", ScheduleLength = 0 }, "scheduleLength of classifier is 0"),
        (new() { Schedule = "cosine", ScheduleFactor = 2 },
            "scheduleFactor of classifier is for other schedules; expected none with cosine"),
        (new() { Schedule = "cosine-restarts", ScheduleFactor = 1.5f }, "whole number"),
        (new() { Schedule = "plateau", ScheduleFactor = 1 }, "a number in (0, 1)"),
        (new() { Schedule = "step", SchedulePower = 2 },
            "schedulePower of classifier is for other schedules; expected none with step"),
        (new() { Schedule = "polynomial", SchedulePower = -1 }, "schedulePower of classifier is -1"),
    ];

    [TestCaseSource(nameof(Wrong))]
    public void A_number_out_of_range_is_named(RunConfiguration configuration, string message) =>
        Assert.That(configuration.Validate, Throws.ArgumentException.With.Message.Contains(message));

    [Test]
    public void Every_preset_is_valid_and_survives_its_file()
    {
        foreach (string name in Presets.Names)
        {
            RunConfiguration preset = Presets.Find(name);
            string text = JsonSerializer.Serialize(preset, ConfigurationJson.Default.RunConfiguration);
            RunConfiguration again = JsonSerializer.Deserialize(text, ConfigurationJson.Default.RunConfiguration)!;
            Assert.That(preset.Validate, Throws.Nothing);
            Assert.That(preset.Preset, Is.EqualTo(name));
            Assert.That(JsonSerializer.Serialize(again, ConfigurationJson.Default.RunConfiguration), Is.EqualTo(text));
        }
        Assert.That(() => Presets.Find("best"),
            Throws.ArgumentException.With.Message.Contains("default, gan, article"));
    }
}
