namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>Stage 1: trains an encoder and a decoder, which the generator starts as.</summary>
internal sealed class PromptsStage : IStage
{
    /// <inheritdoc/>
    public string Name => "prompts";

    /// <inheritdoc/>
    public void Run(RunContext context, RunState state)
    {
        PromptOptions options = context.Configuration.Prompts;
        Network encoder = context.Networks.Encoder(), decoder = context.Networks.Generator();
        Learner ofPrompts = OptimizerFactory.CreateLearner("encoder", encoder, options.Optimizer);
        Learner ofSamples = OptimizerFactory.CreateLearner("decoder", decoder, options.Optimizer);
        int batch = context.Configuration.BatchSize;
        ITrainingStep step = options.Loss == PromptLoss.Standard
            ? new AutoencoderStep(ofPrompts, ofSamples, context.Features, batch)
            {
                Beta = options.Beta,
                FreeNats = options.FreeNats,
                WarmUp = options.Epochs == 0 ? 0 : (float)options.WarmUpEpochs / options.Epochs,
            }
            : new ArticleAutoencoderStep(ofPrompts, ofSamples, context.Features, batch);
        context.Train(step, options.Optimizer, options.Epochs, context.Random(RandomPurpose.Prompts));
        (state.Encoder, state.Generator) = (PromptEncoder.From(encoder), decoder);
        state.Prompts = PromptBank.Encode(state.Encoder, context.Features);
    }
}

/// <summary>
/// In the place of stage 1: takes encoder and generator as they are in the run to start from, if it has them.
/// </summary>
internal sealed class GivenPromptsStage : IStage
{
    /// <inheritdoc/>
    public string Name => "given prompts";

    /// <inheritdoc/>
    public void Run(RunContext context, RunState state)
    {
        (Network? encoder, state.Generator) = context.Networks.Given();
        if (encoder is not null)
        {
            state.Encoder = PromptEncoder.From(encoder);
            state.Prompts = PromptBank.Encode(state.Encoder, context.Features);
        }
    }
}
