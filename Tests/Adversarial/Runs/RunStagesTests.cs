using NUnit.Framework;
using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Generative.Collapse;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Runs.Pipeline;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Runs;

/// <summary>Runs that leave trainings out.</summary>
public class RunStagesTests
{
    private static readonly RunConfiguration PromptsAlone = SmallRun.Configuration with { Stages = [RunStage.Prompts] };

    private static readonly RunConfiguration ClassifierAlone = SmallRun.Configuration with
    {
        Stages = [RunStage.Classifier],
        Classifier = SmallRun.Configuration.Classifier with { Mixture = MixtureOptions.RealOnly },
    };

    [Test]
    public void Prompts_alone_leave_encoder_and_generator_and_no_figures_of_classifiers()
    {
        using TemporaryFolder folder = new(), data = new();
        RunResult result = SmallRun.Execute(PromptsAlone, SmallRun.WriteData(data), folder.Path);
        Assert.That(Models(folder), Is.EqualTo(new[] { "encoder", "generator", "prompts" }));
        Assert.That(result.Report.Stages.Select(stage => stage.Stage), Is.EqualTo(new[] { "prompts" }));
        Assert.That((result.Report.Classifier, result.Report.Baseline, result.Report.Validation),
            Is.EqualTo(((object?)null, (object?)null, (object?)null)));
        Assert.That(result.Gallery is
        {
            Samples: not null, Reconstructions: not null, PixelAdversarial: null,
            PromptAdversarial: null
        });
    }

    [Test]
    public void Prompts_alone_say_what_they_know_of_the_test_set_and_a_decoder_that_went_on_does_not()
    {
        using TemporaryFolder folder = new(), other = new(), data = new();
        ImageSource source = SmallRun.WriteData(data);
        RunResult result = SmallRun.Execute(PromptsAlone, source, folder.Path);
        RunFolder run = RunFolder.Open(folder.Path);
        ElboReport again = ElboEstimator.Estimate(
            run.ReadEncoder().Network, run.ReadGenerator().Generator, source.OpenTest(Toys.Classes), 200,
                new RandomStream(1));
        ElboReport evidence = result.Report.ElboReport!;
        Assert.That((evidence.Examples, evidence.Draws), Is.EqualTo((SmallRun.Test, 10)));
        Assert.That(evidence.NegativeBound, Is.EqualTo(again.NegativeBound).Within(0.3),
            "another noise, and the saved networks");
        Assert.That(result.Metrics[^2].Value, Is.EqualTo(evidence.NegativeBound));
        RunConfiguration withSamples = PromptsAlone with { Stages = [RunStage.Prompts, RunStage.Gan] };
        Assert.That(SmallRun.Execute(withSamples, source, other.Path).Report.ElboReport, Is.Null);
    }

    [Test]
    public void Small_weights_start_within_one_over_the_root_of_the_inputs()
    {
        using TemporaryFolder folder = new(), data = new();
        PromptOptions prompts = PromptsAlone.Prompts with { InitialWeights = InitialWeights.Small, Epochs = 0 };
        SmallRun.Execute(PromptsAlone with { Prompts = prompts }, SmallRun.WriteData(data), folder.Path);
        RunFolder run = RunFolder.Open(folder.Path);
        foreach (Network network in new[] { run.ReadEncoder().Network, run.ReadGenerator().Generator })
        {
            foreach (int layer in new[] { 0, 2 })
            {
                double largest = Agreement.Doubles(network.ParametersOf(layer).Span[0]).Max(Math.Abs),
                    bound = 1 / Math.Sqrt(network.Width(layer));
                Assert.That(largest, Is.InRange(0.9 * bound, bound * (1 + 1e-6)));
            }
        }
    }

    [Test]
    public void Conditional_prompts_make_a_whole_run_and_samples_by_class()
    {
        using TemporaryFolder folder = new(), data = new();
        RunConfiguration configuration = SmallRun.Configuration with
        {
            Prompts = SmallRun.Configuration.Prompts with { IsConditional = true, WarmUpEpochs = 1 },
            Gan = SmallRun.Configuration.Gan with { OwnPrompts = 1 },
            Classifier = SmallRun.Configuration.Classifier with
            {
                Mixture = SmallRun.Configuration.Classifier.Mixture with { AdversarialPrompts = 0, Generated = 0.4 },
            },
        };
        RunResult result = SmallRun.Execute(configuration, SmallRun.WriteData(data), folder.Path);
        RunFolder run = RunFolder.Open(folder.Path);
        (Network generator, PromptPrior prior) = run.ReadGenerator();
        Assert.That((generator.Inputs, prior.Conditions, run.ReadClassPrompts(generator).Conditions),
            Is.EqualTo((4 + 3, 3, 3)));
        Assert.That(result.Gallery.PromptAdversarial, Is.Null, "the class would move");
        Assert.That(result.Gallery.Prompts!.ClassSamples.Rows, Is.EqualTo(3 * PromptGallery.Columns));
        Assert.That(
            (SmallRun.Configuration with { Prompts = configuration.Prompts }).Validate,
            Throws.ArgumentException.With.Message.Contains("adversarial prompt"));
    }

    [Test]
    public void The_report_says_what_the_guard_saw()
    {
        using TemporaryFolder folder = new(), data = new();
        RunResult result = SmallRun.Execute(
            SmallRun.Guarded with { Stages = [RunStage.Prompts, RunStage.Gan] }, SmallRun.WriteData(data), folder.Path);
        Assert.That(result.Report.Guard!.Summary, Is.EqualTo("The generator did not collapse."));
        Assert.That(result.Report.Stages[1].Metrics.Keys,
            Does.Contain("diversity").And.Contain("saturation").And.Contain("penalty"));
        GuardReport fallen = new(true, [new(3, "diversity 0.01", CollapseAction.RollBack)]);
        Assert.That(fallen.Summary,
            Is.EqualTo("The generator collapsed 1 time: epoch 4, diversity 0.01, rolled back."));
    }

    [Test]
    public void A_classifier_alone_needs_no_generator_if_its_mixture_has_no_generated_samples()
    {
        using TemporaryFolder folder = new(), data = new();
        RunResult result = SmallRun.Execute(ClassifierAlone, SmallRun.WriteData(data), folder.Path);
        Assert.That(Models(folder), Is.EqualTo(new[] { "classifier" }));
        Assert.That(result.Report.Classifier!.Examples, Is.EqualTo(SmallRun.Test));
        Assert.That(result.Gallery is
        {
            Samples: null, PixelAdversarial: not null, ClassifierPredictions: not null,
            BaselinePredictions: null
        });
    }

    [Test]
    public void A_classifier_under_attack_is_trained_and_reported_as_any_other()
    {
        using TemporaryFolder folder = new(), data = new();
        RunConfiguration configuration = ClassifierAlone with
        {
            Classifier = ClassifierAlone.Classifier with
            {
                Robust = new()
                {
                    Trainer = RobustTrainer.Trades,
                    Attack = new() { Epsilon = 0.1f, StepSize = 0.05f, Steps = 2 },
                    WeightPerturbation = 0.01f
                },
            },
        };
        RunResult result = SmallRun.Execute(configuration, SmallRun.WriteData(data), folder.Path);
        Assert.That(result.Report.Stages.Single().Metrics.Keys,
            Is.EqualTo(new[] { "loss", "accuracy", "robust accuracy", "validation accuracy", "probe accuracy" }));
        Assert.That(RunFolder.Open(folder.Path).Configuration.Classifier.Robust!.Trainer,
            Is.EqualTo(RobustTrainer.Trades));
    }

    [Test]
    public void A_frozen_generator_stays_as_it_starts_whatever_is_averaged()
    {
        using TemporaryFolder first = new(), second = new(), data = new();
        ImageSource source = SmallRun.WriteData(data);
        SmallRun.Execute(PromptsAlone, source, first.Path);
        RunConfiguration frozen = SmallRun.Configuration with
        {
            From = first.Path,
            Stages = [RunStage.Gan],
            Freeze = ["generator"],
            Gan = SmallRun.Configuration.Gan with { Average = 0.5f },
        };
        SmallRun.Execute(frozen, source, second.Path);
        Matrix Weights(TemporaryFolder folder) =>
            RunFolder.Open(folder.Path).ReadGenerator().Generator.Parameters.ValueBlock;
        Assert.That(Agreement.Bits(Weights(second)), Is.EqualTo(Agreement.Bits(Weights(first))));
    }

    [Test]
    public void Prompts_that_hold_the_class_are_not_moved_by_another_run()
    {
        using TemporaryFolder first = new(), second = new(), data = new();
        ImageSource source = SmallRun.WriteData(data);
        SmallRun.Execute(PromptsAlone with { Prompts = PromptsAlone.Prompts with { IsConditional = true } }, source,
            first.Path);
        RunConfiguration mover = SmallRun.Configuration with { From = first.Path, Stages = [RunStage.Classifier] };
        Assert.That(() => SmallRun.Execute(mover, source, second.Path),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("hold the class"));
    }

    [Test]
    public void Networks_of_the_trainings_left_out_are_taken_from_the_run_it_starts_from()
    {
        using TemporaryFolder whole = new(), first = new(), second = new(), data = new();
        ImageSource source = SmallRun.WriteData(data);
        SmallRun.Execute(SmallRun.Configuration, source, whole.Path);
        SmallRun.Execute(SmallRun.Configuration with { Stages = [RunStage.Prompts, RunStage.Gan] }, source, first.Path);

        SmallRun.Execute(SmallRun.Configuration with { From = first.Path, Stages = [RunStage.Classifier] }, source,
            second.Path);

        byte[] Classifier(TemporaryFolder folder) => File.ReadAllBytes(folder.File("classifier.safetensors"));
        Assert.That(Classifier(second), Is.EqualTo(Classifier(whole)), "stage by stage is as good as all at once");
    }

    [Test]
    public void A_run_to_start_from_that_lacks_what_is_needed_is_named_before_anything_is_trained()
    {
        using TemporaryFolder first = new(), second = new(), data = new();
        ImageSource source = SmallRun.WriteData(data);
        SmallRun.Execute(ClassifierAlone, source, first.Path);
        RunConfiguration needy = SmallRun.Configuration with { From = first.Path, Stages = [RunStage.Gan] };
        Assert.That(() => SmallRun.Execute(needy, source, second.Path),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(first.Path));
    }

    private static IEnumerable<string?> Models(TemporaryFolder folder) =>
        Directory.EnumerateFiles(folder.Path, "*.safetensors").Select(Path.GetFileNameWithoutExtension).Order();
}
