using NUnit.Framework;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Runs.Pipeline;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Runs;

/// <summary>Runs with every kind of game in stage 2.</summary>
public class RunGamesTests
{
    private const int Pixels = SmallRun.Height * SmallRun.Width, Latent = 4;

    private static IEnumerable<GanVariant> WithEncoder =>
        [GanVariant.Bidirectional, GanVariant.AdversarialAutoencoder, GanVariant.FeatureAutoencoder];

    [TestCase(GanVariant.Generator, Pixels, "diversity saturation")]
    [TestCase(GanVariant.Conditional, Pixels + Toys.Classes, "diversity")]
    [TestCase(GanVariant.Bidirectional, Pixels + Latent, "diversity")]
    [TestCase(GanVariant.AdversarialAutoencoder, Latent, "diversity")]
    [TestCase(GanVariant.FeatureAutoencoder, Pixels, "diversity saturation")]
    public void The_discriminator_sees_what_the_game_says_and_the_guard_what_it_can(
        GanVariant game, int inputs, string figures)
    {
        using TemporaryFolder folder = new(), data = new();
        RunResult result = SmallRun.Execute(SmallRun.Playing(game), SmallRun.WriteData(data), folder.Path);
        Network discriminator = Scratch.Adversarial.Files.ModelFile.Read(folder.File("discriminator.safetensors"));
        Assert.That(discriminator.Inputs, Is.EqualTo(inputs));
        Assert.That(result.Report.Stages.Select(stage => stage.Stage), Is.EqualTo(new[] { "prompts", "gan" }));
        Assert.That(result.Metrics.Select(row => row.Name).Where(SeenByGuard).Distinct(),
            Is.EqualTo(figures.Split(' ')));
        GuardedEpoch epoch = result.Report.Guard!.Epochs.Single();
        Assert.That((epoch.Step, epoch.Saturation is not null, epoch.Modes),
            Is.EqualTo((7L, figures.Contains("saturation", StringComparison.Ordinal), (int?)null)));
        Assert.That(epoch.Diversity, Is.EqualTo(result.Metrics.Single(row => row.Name == "diversity").Value));

        static bool SeenByGuard(string name) => name is "diversity" or "saturation" or "modes";
    }

    [TestCaseSource(nameof(WithEncoder))]
    public void An_encoder_that_plays_is_trained_and_the_prompts_that_are_kept_are_its_own(GanVariant game)
    {
        using TemporaryFolder before = new(), after = new(), data = new();
        ImageSource source = SmallRun.WriteData(data);
        RunConfiguration playing = SmallRun.Playing(game);
        SmallRun.Execute(playing with { Stages = [RunStage.Prompts] }, source, before.Path);
        SmallRun.Execute(playing, source, after.Path);
        Assert.That(Bytes(after, "encoder"), Is.Not.EqualTo(Bytes(before, "encoder")));
        Assert.That(Bytes(after, "prompts"), Is.Not.EqualTo(Bytes(before, "prompts")));
        (_, PromptPrior prior) = RunFolder.Open(after.Path).ReadGenerator();
        Assert.That(prior.Mean, Is.All.Zero);
        Assert.That(prior.Deviation, Is.All.EqualTo(1));
    }

    [TestCaseSource(nameof(WithEncoder))]
    public void A_frozen_encoder_stays_as_it_starts(GanVariant game)
    {
        using TemporaryFolder before = new(), after = new(), data = new();
        ImageSource source = SmallRun.WriteData(data);
        SmallRun.Execute(SmallRun.Playing(game) with { Stages = [RunStage.Prompts] }, source, before.Path);
        SmallRun.Execute(SmallRun.Playing(
            game) with
        { Stages = [RunStage.Gan], From = before.Path, Freeze = ["encoder"] }, source, after.Path);
        Assert.That(Bytes(after, "encoder"), Is.EqualTo(Bytes(before, "encoder")));
        Assert.That(Bytes(after, "generator"), Is.Not.EqualTo(Bytes(before, "generator")));
    }

    [Test]
    public void A_conditional_generator_makes_samples_of_the_class_that_its_prompt_says()
    {
        using TemporaryFolder folder = new(), data = new();
        RunConfiguration conditional = SmallRun.Playing(GanVariant.Conditional);
        conditional = conditional with
        {
            Prompts = conditional.Prompts with { Epochs = 20 },
            Gan = conditional.Gan with { Epochs = 20, EncoderEpochs = 1, OwnPrompts = 0 },
        };
        SmallRun.Execute(conditional, SmallRun.WriteData(data), folder.Path);
        RunFolder run = RunFolder.Open(folder.Path);
        (Network generator, PromptPrior prior) = run.ReadGenerator();
        Assert.That((generator.Inputs, prior.Conditions), Is.EqualTo((Latent + Toys.Classes, Toys.Classes)));
        Assert.That(prior.Mean.Take(Latent), Is.All.Zero);
        Assert.That(prior.Mean.Skip(Latent).Sum(), Is.EqualTo(1).Within(1e-6), "the classes' frequencies");
        int[] classes = [.. Enumerable.Range(0, 60).Select(i => i % Toys.Classes)];
        Matrix prompts = Matrix.Allocate(classes.Length, generator.Inputs);
        run.ReadClassPrompts(generator).Draw(classes, new RandomStream(1), prompts);
        Network judge = Toys.TrainedClassifier(SmallRun.Data);
        int right = Accuracy.CountCorrect(Evaluator.PredictClasses(judge, generator.PredictOutputs(prompts)), classes);
        Assert.That(right, Is.AtLeast(54), "of 60; by chance it is 20");
    }

    [TestCase(GanVariant.Conditional, false, "the prompts don't hold the class")]
    [TestCase(GanVariant.Bidirectional, true, "expected the conditional game")]
    public void A_game_that_does_not_fit_the_prompts_of_the_run_it_starts_from_is_refused_before_anything_is_trained(
        GanVariant game, bool areConditional, string message)
    {
        using TemporaryFolder before = new(), after = new(), data = new();
        ImageSource source = SmallRun.WriteData(data);
        RunConfiguration prompts = SmallRun.Playing(GanVariant.Generator) with { Stages = [RunStage.Prompts] };
        SmallRun.Execute(prompts with { Prompts = prompts.Prompts with { IsConditional = areConditional } }, source,
            before.Path);
        RunConfiguration unfit = SmallRun.Playing(game) with { Stages = [RunStage.Gan], From = before.Path };
        Assert.That(
            () => SmallRun.Execute(unfit, source, after.Path),
            Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(before.Path).And.Message.Contains(message));
    }

    private static byte[] Bytes(TemporaryFolder folder, string model) =>
        File.ReadAllBytes(folder.File($"{model}.safetensors"));
}
