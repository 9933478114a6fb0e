using System.Globalization;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Runs.Ablation;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Tests.Cli;

namespace Scratch.Tests.Adversarial.Runs.Ablation;

public class AblationStudyTests
{
    internal static readonly AblationOptions Options = new() { Seeds = [3, 4], Epochs = 1, Rates = [1e-3f, 4e-3f] };

    internal static readonly RunConfiguration Configuration = new()
    {
        Validation = 200,
        Prompts = new() { EncoderHidden = [16], GeneratorHidden = [16], Latent = 4, Epochs = 1 },
        Gan = new() { DiscriminatorHidden = [16], Epochs = 1 },
        Classifier = new()
        {
            Hidden = [32],
            Mixture = new()
            {
                Augmentation = new AugmentationOptions { Rotation = 8, Shift = 1 },
                PixelAttack = new() { Epsilon = 0.1f, StepSize = 0.1f, Steps = 1 },
                PromptAttack = new() { Norm = "l2", Bounded = false, Epsilon = 1, StepSize = 1, Steps = 1 },
            },
        },
        Attack = new() { Epsilon = 0.1f, StepSize = 0.1f, Steps = 1 },
    };

    [Test]
    public void Arms_are_real_to_a_half_and_the_control_moves_pixels_as_far_as_the_attack_may()
    {
        IReadOnlyList<AblationArm> arms = AblationArm.All(Configuration.Classifier.Mixture);
        foreach (AblationArm arm in arms)
        {
            Assert.That(arm.Mixture.Validate, Throws.Nothing, arm.Name);
        }
        Assert.That(arms.Select(arm => arm.Mixture.Real), Is.EqualTo([1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.2]));
        Assert.That(arms[1].Mixture.Augmentation["noise"], Is.EqualTo(0.1f));
    }

    [Test]
    public void It_goes_on_where_it_was_broken_off_and_comes_to_the_same()
    {
        using TemporaryFolder data = new(), straight = new(), broken = new();
        SmallDigits.Write(data.Path);
        AblationOptions options = Options with { Data = data.Path };
        int wholeTrainings = 0, trainings = 0;
        AblationReport whole = Run(options, straight.File("a"), new LambdaCallback { Start = _ => wholeTrainings++ });

        using var stop = new CancellationTokenSource();
        var counter = new LambdaCallback
        {
            Start = _ =>
            {
                if (++trainings == 6)
                {
                    stop.Cancel();
                }
            },
        };
        Assert.That(() => Run(options, broken.File("a"), counter, stop.Token),
            Throws.InstanceOf<OperationCanceledException>());
        int before = trainings;
        AblationReport resumed = Run(options, broken.File("a"), counter);
        Assert.That(File.ReadAllBytes(Path.Combine(broken.File("a"), "ablation.json")),
            Is.EqualTo(File.ReadAllBytes(Path.Combine(straight.File("a"), "ablation.json"))));
        Assert.That(trainings - before, Is.EqualTo(wholeTrainings - 5), "the five that were finished are not repeated");

        trainings = 0;
        Run(options, broken.File("a"), counter);
        Assert.That(trainings, Is.Zero, "a finished ablation is read");
        Assert.That(whole.Arms.Select(arm => arm.Name).First(), Is.EqualTo("real only"));
        Assert.That(whole.Arms[0].Gain, Is.Null);
        Assert.That(whole.Arms.Skip(1).Select(arm => arm.Gain!.Mean), Is.EqualTo(
            whole.Arms.Skip(1).Select(arm => arm.Accuracy.Mean - whole.Arms[0].Accuracy.Mean)).Within(1e-12));
        Assert.That(resumed.Steps, Is.EqualTo(18), "2,200 examples in batches of 128");

        Assert.That(
            () => Run(options with { Epochs = 2 }, broken.File("a"), counter),
                Throws.InstanceOf<IOException>().With.Message.Contains("other options"));
    }

    [Test]
    public void What_was_begun_otherwise_is_not_gone_on_with()
    {
        using TemporaryFolder parent = new();
        string folder = parent.File("a"), begun = Path.Combine(folder, "options.json");
        _ = new AblationFolder(folder, Options, Configuration);
        Assert.That(() => new AblationFolder(folder, Options, Configuration), Throws.Nothing);
        Assert.That(() => new AblationFolder(folder, Options with { Share = 0.5 }, Configuration),
            Throws.InstanceOf<IOException>().With.Message.Contains("with other options was"));
        Assert.That(
            () => new AblationFolder(
                folder, Options, Configuration with { Classifier = Configuration.Classifier with { Hidden = [33] } }),
            Throws.InstanceOf<IOException>().With.Message.Contains("with other configuration was"));
        File.WriteAllText(begun,
            File.ReadAllText(begun).Replace(InstructionSet.Arithmetic, "another", StringComparison.Ordinal));
        Assert.That(() => new AblationFolder(folder, Options, Configuration),
            Throws.InstanceOf<IOException>().With.Message.Contains("with other arithmetic was"));
        File.WriteAllText(begun, "{");
        Assert.That(() => new AblationFolder(folder, Options, Configuration),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("options.json"));
    }

    [TestCase("1", "0.1", "seeds")]
    [TestCase("1,1", "0.1", "seeds")]
    [TestCase("1,2", "0", "rates")]
    public void Options_out_of_range_are_named(string seeds, string rates, string name)
    {
        AblationOptions options =
            Options with
            {
                Seeds =
            [.. seeds.Split(',').Select(seed => ulong.Parse(seed, CultureInfo.InvariantCulture))],
                Rates = [.. rates.Split(',').Select(rate => float.Parse(rate, CultureInfo.InvariantCulture))]
            };
        Assert.That(options.Validate, Throws.ArgumentException.With.Message.Contains(name));
    }

    private static AblationReport Run(
        AblationOptions options, string folder, TrainingCallback callback, CancellationToken cancellation = default) =>
        new AblationStudy(Configuration, options, new AblationFolder(folder, options, Configuration), [callback], null,
            cancellation).Run(ImageSource.Parse(options.Data));
}
