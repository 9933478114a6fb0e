namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>
/// Stage 3: trains a classifier on the mixture of real, augmented, generated and adversarial examples.
/// </summary>
internal sealed class ClassifierStage : IStage
{
    /// <inheritdoc/>
    public string Name => "classifier";

    /// <inheritdoc/>
    public void Run(RunContext context, RunState state)
    {
        ClassifierOptions options = context.Configuration.Classifier;
        if (options.SemiSupervised is { Trainer: SemiSupervisedTrainer.Autoencoder } fewLabels)
        {
            state.Classifier = SemiSupervisedAutoencoder.Train(context, fewLabels);
            return;
        }
        int largest = Math.Max(context.Configuration.BatchSize, options.SemiSupervised?.LabelledBatch ?? 0);
        PromptSampler? sampler = options.NeedsGenerator
            ? new PromptSampler(
                context.Require(state.Prompts, "encoder"), context.Require(state.Generator, "generator"), largest)
            : null;
        state.Classifier = ClassifierTraining.Train(context, state, Name, options, sampler);
    }
}
