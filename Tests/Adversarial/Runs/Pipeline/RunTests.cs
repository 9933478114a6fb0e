using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Measures;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Runs.Pipeline;
using Scratch.Adversarial.Training;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Runs.Pipeline;

public class RunTests
{
    private static readonly string[] Files =
        ["classifier.safetensors", "config.json", "discriminator.safetensors", "encoder.safetensors",
            "examples.json", "generator.safetensors", "metrics.csv",
         "prompts.safetensors", "report.json"];

    private static readonly string[] Trainings = ["prompts", "gan", "classifier", "baseline"];

    private static IEnumerable<TestCaseData<RunConfiguration>> Configurations =>
    [
        new TestCaseData<RunConfiguration>(SmallRun.Configuration).SetArgDisplayNames("standard"),
        new TestCaseData<RunConfiguration>(SmallRun.Article).SetArgDisplayNames("article"),
    ];

    [TestCaseSource(nameof(Configurations))]
    public void A_run_leaves_all_its_files_and_they_agree(RunConfiguration configuration)
    {
        using TemporaryFolder data = new(), folder = new();
        RunResult result = SmallRun.Execute(configuration, SmallRun.WriteData(data), folder.Path);
        Assert.That(folder.Names(), Is.EqualTo(Files));

        RunFolder run = RunFolder.Open(folder.Path);
        Report report = JsonSerializer.Deserialize(
            File.ReadAllBytes(folder.File(RunFolder.ReportFile)), RunJson.Default.Report)!;
        Network classifier = run.ReadClassifier();
        Dataset test = ImageSource.Parse(data.Path).OpenTest(Toys.Classes);
        ClassifierReport again = new ClassifierEvaluator(run.Configuration).Evaluate(classifier, test);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(JsonSerializer.Serialize(run.Configuration, ConfigurationJson.Default.RunConfiguration),
                Is.EqualTo(JsonSerializer.Serialize(configuration, ConfigurationJson.Default.RunConfiguration)));
            Assert.That(JsonSerializer.Serialize(report, RunJson.Default.Report),
                Is.EqualTo(JsonSerializer.Serialize(result.Report, RunJson.Default.Report)));
            Assert.That((again.Correct, again.RobustCorrect),
                Is.EqualTo((report.Classifier!.Correct, report.Classifier.RobustCorrect)), "the saved classifier");
            Assert.That((report.TrainingExamples, report.ValidationExamples, report.TestExamples),
                Is.EqualTo((100, 30, 50)));
            Assert.That(report.Stages.Select(s => s.Stage), Is.EqualTo(Trainings));
            Assert.That(report.Stages[2].Steps, Is.EqualTo(report.Stages[3].Steps),
                "the baseline gets as many updates");
            Assert.That(run.ReadEncoder().Latent, Is.EqualTo(4));
            Assert.That(run.ReadGenerator().Prior.Mean, Has.Count.EqualTo(4));
        }
        RequireSane(report.Classifier!);
        RequireSane(report.Baseline!);
    }

    [Test]
    public void The_metrics_hold_every_training_and_end_with_the_test_figures()
    {
        using TemporaryFolder data = new(), folder = new();
        RunResult result = SmallRun.Execute(SmallRun.Configuration, SmallRun.WriteData(data), folder.Path);
        string[] lines = File.ReadAllLines(folder.File(RunFolder.MetricsFile));
        Assert.That(lines[0], Is.EqualTo("step,stage,name,value"));
        Assert.That(lines[1..].Select(line => line.Split(',')[1]).Distinct(), Is.EqualTo(Trainings));
        Assert.That(lines, Has.Length.EqualTo(1 + result.Metrics.Count));
        Assert.That(lines[^4..].Select(line => string.Join(',', line.Split(',')[..3])), Is.EqualTo(
            ["7,classifier,test accuracy", "7,classifier,test robust accuracy", "7,baseline,test accuracy",
                "7,baseline,test robust accuracy"]));
        Assert.That(result.Metrics[^4].Value, Is.EqualTo(result.Report.Classifier!.Accuracy));
    }

    [Test]
    public void The_test_files_are_not_opened_before_all_trainings_are_over()
    {
        using TemporaryFolder data = new(), folder = new();
        var ended = new Ended();
        Assert.That(
            () => SmallRun.Execute(
                SmallRun.Configuration, SmallRun.WriteData(data, withTest: false), folder.Path, ended),
            Throws.TypeOf<FileNotFoundException>().With.Message.Contains("t10k-labels"));
        Assert.That(ended.Stages, Is.EqualTo(Trainings));
        Assert.That(File.ReadAllLines(folder.File(RunFolder.MetricsFile)).Select(line => line.Split(',')[1]),
            Does.Contain("baseline"));
        Assert.That(folder.Names(), Does.Not.Contain(RunFolder.ReportFile));
    }

    [Test]
    public void The_test_files_may_appear_when_the_trainings_are_over()
    {
        // The strongest form of not opening them: they do not exist until the last training has ended.
        using TemporaryFolder data = new(), folder = new(), later = new();
        SmallRun.WriteData(later);
        var appear = new Ended(stage =>
        {
            if (stage == Trainings[^1])
            {
                foreach (string file in Directory.GetFiles(later.Path, "t10k*"))
                {
                    File.Copy(file, data.File(Path.GetFileName(file)));
                }
            }
        });
        RunResult result = SmallRun.Execute(
            SmallRun.Configuration, SmallRun.WriteData(data, withTest: false), folder.Path, appear);
        Assert.That(result.Report.TestExamples, Is.EqualTo(SmallRun.Test));
    }

    [Test]
    public void A_number_out_of_range_is_refused_before_anything_is_trained()
    {
        using TemporaryFolder data = new(), folder = new();
        var ended = new Ended();
        RunConfiguration wrong = SmallRun.Configuration with { Attack = new() { Epsilon = -1 } }; // of the last stage
        Assert.That(
            () => SmallRun.Execute(wrong, SmallRun.WriteData(data), folder.Path, ended),
                Throws.ArgumentException.With.Message.Contains("epsilon of the attack is -1"));
        Assert.That(ended.Stages, Is.Empty);
        Assert.That(folder.Names(), Is.Empty);
    }

    [Test]
    public void A_plan_may_have_stages_of_ones_own_and_each_finds_what_the_ones_before_it_left()
    {
        using TemporaryFolder data = new(), folder = new();
        IDataSource source = SmallRun.WriteData(data, withTest: false); // nobody evaluates
        var own = new Remember();
        IStage[] plan = [new PromptsStage(), own, new BaselineStage(), own];
        RunResult result = Run.Execute(SmallRun.Configuration, source, folder.Path, "", [], plan: plan);
        Assert.That(own.Seen, Is.EqualTo([(true, false), (true, true)]));
        Assert.That(result.Report.Stages.Select(stage => stage.Stage), Is.EqualTo(["prompts", "baseline"]));
        Assert.That((result.Report.TestExamples, result.Report.Baseline), Is.EqualTo((0, (ClassifierReport?)null)));
        Assert.That(result.Report.Warnings, Is.EqualTo(["seen", "seen"]));
        Assert.That(folder.Names(),
            Is.EqualTo(["config.json", "encoder.safetensors", "examples.json", "generator.safetensors", "metrics.csv",
                "report.json"]));
    }

    [Test]
    public void Every_stage_and_every_part_of_the_evaluation_says_how_far_it_is()
    {
        using TemporaryFolder data = new(), folder = new();
        var told = new Progresses();
        Run.Execute(SmallRun.Configuration, SmallRun.WriteData(data), folder.Path, "", [], progress: told);
        string[] works = [.. told.Told.Select(progress => progress.Work).Distinct()];
        int count = SmallRun.Configuration.Stages.Count + 1;
        Assert.That(works, Has.Some.EqualTo($"stage 1 of {count}, prompts"));
        string evaluation = $"stage {count} of {count}, evaluation";
        foreach (string part in (string[])[
            "validation part, pgd", "classifier, pgd", "classifier, audit", "baseline, audit", "corruptions"])
        {
            Assert.That(works, Has.Some.StartsWith($"{evaluation}, {part}"));
        }
        Assert.That(told.Told.Where(progress => progress.Work.StartsWith(evaluation, StringComparison.Ordinal))
            .Select(progress => progress.Share), Is.Ordered.And.All.InRange(0, 1));
    }

    [Test]
    public void A_cancelled_run_stops()
    {
        using TemporaryFolder data = new(), folder = new();
        ImageSource source = SmallRun.WriteData(data);
        Assert.That(
            () => Run.Execute(SmallRun.Configuration, source, folder.Path, "", [],
                cancellation: new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_stage_of_no_epochs_reports_no_figures_of_another()
    {
        using TemporaryFolder data = new(), folder = new();
        RunConfiguration configuration =
            SmallRun.Configuration with { Gan = SmallRun.Configuration.Gan with { Epochs = 0 } };
        StageReport samples = SmallRun.Execute(configuration, SmallRun.WriteData(data), folder.Path).Report.Stages[1];
        Assert.That((samples.Stage, samples.Steps, samples.Metrics.Count), Is.EqualTo(("gan", 0L, 0)));
    }

    [Test]
    public void A_test_set_of_another_form_is_refused()
    {
        using TemporaryFolder data = new(), folder = new();
        ImageSource source = SmallRun.WriteData(data);
        File.WriteAllBytes(data.File("t10k-images-idx3-ubyte"), Data.Idx.Images(50, SmallRun.Width, SmallRun.Height));
        Assert.That(() => SmallRun.Execute(SmallRun.Configuration, source, folder.Path),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("6 x 5").And.Message.Contains("5 x 6"));
    }

    private static void RequireSane(ClassifierReport report)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Examples, Is.EqualTo(50));
            Assert.That(report.RobustCorrect, Is.LessThanOrEqualTo(report.Correct));
            Assert.That(report.Accuracy, Is.EqualTo(report.Correct / 50.0));
            Assert.That(report.RobustAccuracy, Is.EqualTo(report.RobustCorrect / 50.0));
            Assert.That(report.Confusion.Sum(row => row.Sum()), Is.EqualTo(50));
            Assert.That(report.Classes.Select(c => c.Examples), Is.EqualTo([17, 17, 16]));
            Assert.That(report.Recall, Is.EqualTo(report.Classes.Average(c => c.Recall)));
        }
    }

    private sealed class Remember : IStage
    {
        public string Name => "remember";

        public List<(bool HasEncoder, bool HasBaseline)> Seen { get; } = [];

        public void Run(RunContext context, RunState state)
        {
            Assert.That((context.Training.Count, context.Validation.Count, state.Report.TestExamples),
                Is.EqualTo((100, 30, 0)));
            Seen.Add((state.Encoder is not null, state.Baseline is not null));
            state.Warnings = [.. state.Warnings, "seen"];
        }
    }

    private sealed class Ended(Action<string>? then = null) : TrainingCallback
    {
        private string _stage = "";

        public List<string> Stages { get; } = [];

        public override void OnStart(TrainingPlan plan) => _stage = plan.Stage;

        public override void OnEnd()
        {
            Stages.Add(_stage);
            then?.Invoke(_stage);
        }
    }
}
