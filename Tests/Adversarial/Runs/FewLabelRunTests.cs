using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Runs.Pipeline;
using Scratch.Cli.Pages;

namespace Scratch.Tests.Adversarial.Runs;

/// <summary>Runs that may read few labels.</summary>
public class FewLabelRunTests
{
    [Test]
    public void The_report_says_how_many_labels_were_read_and_the_classifier_is_dense_and_relu()
    {
        using TemporaryFolder data = new(), few = new(), all = new();
        ImageSource source = SmallRun.WriteData(data);
        RunResult result = SmallRun.Execute(SmallRun.SemiSupervised, source, few.Path);
        Assert.That((result.Report.Labels, result.Report.TrainingExamples, result.Report.ValidationExamples),
            Is.EqualTo((60, 100, 30)));
        Assert.That(ReportPage.Render(result), Does.Contain("60 labels were read"));
        Assert.That(result.Report.Stages[^2].Metrics.Keys,
            Is.EqualTo(new[]
            {
                "loss", "accuracy", "guesses", "virtual", "tangent", "normal", "entropy", "balance",
                "validation accuracy", "probe accuracy",
            }));
        Assert.That(result.Report.Stages[^1].Metrics.Keys,
            Is.EqualTo(new[] { "loss", "accuracy", "validation accuracy", "probe accuracy" }));
        Assert.That(result.Report.Stages[^1].Steps, Is.EqualTo(result.Report.Stages[^2].Steps),
            "the baseline has as many updates");
        Assert.That(RunFolder.Open(few.Path).ReadClassifier().Layers.Select(layer => layer.Type),
            Is.EqualTo(new[] { "Dense", "Relu", "Dense" }));
        Assert.That(SmallRun.Execute(SmallRun.Configuration, source, all.Path).Report.Labels,
            Is.EqualTo(SmallRun.Training));
    }

    [Test]
    public void Without_a_validation_part_all_labels_are_trained_on()
    {
        using TemporaryFolder data = new(), folder = new();
        RunResult result = SmallRun.Execute(
            SmallRun.SemiSupervised with { Validation = 0 }, SmallRun.WriteData(data), folder.Path);
        Assert.That((result.Report.Labels, result.Report.TrainingExamples, result.Report.Validation),
            Is.EqualTo((60, SmallRun.Training, (ClassifierReport?)null)));
        Assert.That(result.Gallery.Labels, Has.Count.GreaterThan(0), "pictures are of labelled examples");
    }

    [Test]
    public void An_autoencoder_that_is_told_few_labels_leaves_a_classifier_as_the_others_are()
    {
        using TemporaryFolder data = new(), folder = new();
        RunConfiguration configuration = SmallRun.FewLabelsAutoencoder with { Stages = [RunStage.Classifier] };
        RunResult result = SmallRun.Execute(configuration, SmallRun.WriteData(data), folder.Path);
        Assert.That(result.Report.Stages.Single().Metrics.Keys, Does.Contain("style discriminator"));
        Assert.That(RunFolder.Open(folder.Path).ReadClassifier().Layers.Select(layer => layer.Type),
            Is.EqualTo(new[] { "Dense", "Relu", "Dense" }));
    }

    [Test]
    public void Other_labels_of_the_other_examples_give_the_same_bytes()
    {
        using TemporaryFolder data = new(), folder = new(), other = new();
        SmallRun.WriteData(data);
        SmallRun.Execute(SmallRun.SemiSupervised, ImageSource.Parse(data.Path), folder.Path);
        int flipped = FlipUndrawn(data.File("train-labels-idx1-ubyte"), ImageSource.Parse(data.Path));
        SmallRun.Execute(SmallRun.SemiSupervised, ImageSource.Parse(data.Path), other.Path);
        Assert.That(flipped, Is.GreaterThan(20));
        foreach (string file in folder.Names()
            .Where(name => name is RunFolder.MetricsFile || name.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            Assert.That(File.ReadAllBytes(other.File(file)), Is.EqualTo(File.ReadAllBytes(folder.File(file))), file);
        }
    }

    /// <summary>
    /// Flips labels of examples that are not drawn, as long as the same ones are drawn: a draw that is balanced over
    /// the classes has to look at classes.
    /// </summary>
    private static int FlipUndrawn(string file, ImageSource source)
    {
        string Drawn()
        {
            (Dataset training, Dataset validation) =
                ValidationSplit.Split(SmallRun.SemiSupervised, source.OpenTraining());
            return string.Join(' ',
                [.. validation.Inputs.Span.ToArray(),
                .. training.Subset(training.LabelledRows!.Value.Span).Inputs.Span.ToArray()]);
        }

        string drawn = Drawn();
        int flipped = 0;
        byte[] bytes = File.ReadAllBytes(file);
        for (int i = 8; i < bytes.Length; i++)
        {
            byte label = bytes[i];
            bytes[i] = (byte)((label + 1) % Toys.Classes);
            File.WriteAllBytes(file, bytes);
            if (Drawn() == drawn)
            {
                flipped++;
            }
            else
            {
                bytes[i] = label;
            }
        }
        File.WriteAllBytes(file, bytes);
        return flipped;
    }
}
