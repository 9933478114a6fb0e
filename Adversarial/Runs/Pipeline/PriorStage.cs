namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>
/// Fits where new prompts come from, over all classes and of each, when encoder and generator are what they will be.
/// </summary>
internal sealed class PriorStage : IStage
{
    /// <inheritdoc/>
    public string Name => "prior";

    /// <inheritdoc/>
    public void Run(RunContext context, RunState state)
    {
        if (state.Prompts is { } prompts)
        {
            state.Prior = PriorOf(context.Configuration, prompts);
            state.ClassPrompts = ClassPrompts.Fit(
                LabelledOf(prompts, context.Training), context.Configuration.Prompts.ClassComponents,
                    context.Random(RandomPurpose.ClassPrompts));
        }
    }

    /// <summary>Where the generator was trained to be sampled from.</summary>
    internal static PromptPrior PriorOf(RunConfiguration configuration, PromptBank prompts) =>
        configuration.Has(RunStage.Gan) && configuration.Gan.StartsFromNoise ? PromptPrior.Standard(prompts)
            : PromptPrior.From(prompts);

    private static PromptBank LabelledOf(PromptBank prompts, Dataset data)
    {
        if (data.LabelledRows is not { } rows)
        {
            return prompts;
        }
        Matrix means = Matrix.Allocate(rows.Length, prompts.Latent),
            deviations = Matrix.Allocate(rows.Length, prompts.Latent);
        RowOperations.Gather(prompts.Means, rows.Span, means);
        RowOperations.Gather(prompts.Deviations, rows.Span, deviations);
        return new PromptBank(means, deviations, data.Subset(rows.Span).Labels, data.Classes, prompts.Conditions);
    }
}
