using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative.Collapse;
using Scratch.Adversarial.Runs;
using Scratch.Adversarial.Training;

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
        Assert.That(Models(folder), Is.EqualTo(new[] { "encoder", "generator" }));
        Assert.That(result.Report.Stages.Select(stage => stage.Stage), Is.EqualTo(new[] { "prompts" }));
        Assert.That((result.Report.Classifier, result.Report.Baseline, result.Report.Validation), Is.EqualTo(((object?)null, (object?)null, (object?)null)));
        Assert.That(result.Gallery is { Samples: not null, Reconstructions: not null, PixelAdversarial: null, PromptAdversarial: null });
    }

    [Test]
    public void The_report_says_what_the_guard_saw()
    {
        using TemporaryFolder folder = new(), data = new();
        RunResult result = SmallRun.Execute(SmallRun.Guarded with { Stages = [RunStage.Prompts, RunStage.Samples] }, SmallRun.WriteData(data), folder.Path);
        Assert.That(result.Report.Guard!.Summary, Is.EqualTo("The generator did not collapse."));
        Assert.That(result.Report.Stages[1].Metrics.Keys, Does.Contain("diversity").And.Contain("saturation").And.Contain("penalty"));
        GuardReport fallen = new(true, [new(3, "diversity 0.01", CollapseAction.RollBack)]);
        Assert.That(fallen.Summary, Is.EqualTo("The generator collapsed 1 time: epoch 4, diversity 0.01, rolled back."));
    }

    [Test]
    public void A_classifier_alone_needs_no_generator_if_its_mixture_has_no_generated_samples()
    {
        using TemporaryFolder folder = new(), data = new();
        RunResult result = SmallRun.Execute(ClassifierAlone, SmallRun.WriteData(data), folder.Path);
        Assert.That(Models(folder), Is.EqualTo(new[] { "classifier" }));
        Assert.That(result.Report.Classifier!.Examples, Is.EqualTo(SmallRun.Test));
        Assert.That(result.Gallery is { Samples: null, PixelAdversarial: not null, ClassifierPredictions: not null, BaselinePredictions: null });
    }

    [Test]
    public void Networks_of_the_trainings_left_out_are_taken_from_the_run_it_starts_from()
    {
        using TemporaryFolder whole = new(), first = new(), second = new(), data = new();
        DataSource source = SmallRun.WriteData(data);
        SmallRun.Execute(SmallRun.Configuration, source, whole.Path);
        SmallRun.Execute(SmallRun.Configuration with { Stages = [RunStage.Prompts, RunStage.Samples] }, source, first.Path);

        SmallRun.Execute(SmallRun.Configuration with { From = first.Path, Stages = [RunStage.Classifier] }, source, second.Path);

        byte[] Classifier(TemporaryFolder folder) => File.ReadAllBytes(folder.File("classifier.safetensors"));
        Assert.That(Classifier(second), Is.EqualTo(Classifier(whole)), "stage by stage is as good as all at once");
    }

    [Test]
    public void A_run_to_start_from_that_lacks_what_is_needed_is_named_before_anything_is_trained()
    {
        using TemporaryFolder first = new(), second = new(), data = new();
        DataSource source = SmallRun.WriteData(data);
        SmallRun.Execute(ClassifierAlone, source, first.Path);
        RunConfiguration needy = SmallRun.Configuration with { From = first.Path, Stages = [RunStage.Samples] };
        Assert.That(() => SmallRun.Execute(needy, source, second.Path), Throws.TypeOf<InvalidDataException>().With.Message.Contains(first.Path));
    }

    private static IEnumerable<string?> Models(TemporaryFolder folder) =>
        Directory.EnumerateFiles(folder.Path, "*.safetensors").Select(Path.GetFileNameWithoutExtension).Order();
}
