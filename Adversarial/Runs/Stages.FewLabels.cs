using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Engine;

namespace Scratch.Adversarial.Runs;

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
