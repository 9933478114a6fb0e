using Scratch.Adversarial.Classification.SemiSupervised;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Training;

namespace Scratch.Adversarial.Runs.Pipeline;

/// <content>Data of which few examples have labels.</content>
public sealed partial class Stages
{
    /// <summary>
    /// Draws the labels that the run may read. The first of them make the validation part, the others stay in the training part, which has all other
    /// examples, too: without their labels, so that no stage can read one.
    /// </summary>
    private (Dataset Training, Dataset Validation) SplitFewLabels(Dataset data, int labels)
    {
        int[] drawn = BalancedDraw.Rows(data, labels, Random(Stream.Labels));
        int[] validation = drawn[..configuration.Validation], labelled = drawn[configuration.Validation..];
        Array.Sort(validation);
        int[] training = [.. Enumerable.Range(0, data.Count).Except(validation)];
        return (data.KeepLabels(labelled).Subset(training), data.Subset(validation));
    }

    /// <summary>Stage 3 by an autoencoder that is told few labels: the classifier is a part of its encoder.</summary>
    private Network TrainSemiSupervised(SemiSupervisedOptions fewLabels, Dataset data)
    {
        OptimizerOptions options = configuration.Classifier.Optimizer;
        Schedule schedule = OptimizerFactory.CreateSchedule(options);
        RandomStream random = Random(Stream.SemiSupervised);
        int style = configuration.Prompts.Latent;
        Network encoder = NetworkFactory.Classifier(configuration, data.Inputs.Columns, data.Classes + style, random.Fork(0));
        var step = new SemiSupervisedAutoencoderStep(
            Learning("encoder", encoder),
            Learning("decoder", NetworkFactory.Decoder(configuration, data.Classes + style, data.Inputs.Columns, random.Fork(1))),
            Discriminator("class discriminator", data.Classes, random.Fork(2)),
            Discriminator("style discriminator", style, random.Fork(3)),
            schedule,
            data,
            fewLabels.ReconstructionWeight,
            Random(Stream.LabelledRounds),
            fewLabels.LabelledBatch,
            BatchSize);
        Run(step, data, configuration.Classifier.Epochs, options, Stream.Training);
        return SemiSupervisedAutoencoderStep.ClassifierOf(encoder, data.Classes);

        Learner Learning(string name, Network network) => new(name, network, OptimizerFactory.Create(options, network), schedule);

        DiscriminatorTrainer Discriminator(string name, int inputs, RandomStream start) =>
            new(Learning(name, NetworkFactory.Discriminator(configuration, inputs, start)), schedule, new DiscriminatorOptions(), BatchSize);
    }

    /// <summary>The prompts of the examples whose labels are known.</summary>
    private static PromptBank LabelledOf(PromptBank prompts, Dataset data)
    {
        if (data.LabelledRows is not { } rows)
        {
            return prompts;
        }
        Matrix means = Matrix.Allocate(rows.Length, prompts.Latent), deviations = Matrix.Allocate(rows.Length, prompts.Latent);
        RowOperations.Gather(prompts.Means, rows.Span, means);
        RowOperations.Gather(prompts.Deviations, rows.Span, deviations);
        return new PromptBank(means, deviations, data.Subset(rows.Span).Labels, data.Classes, prompts.Conditions);
    }
}
