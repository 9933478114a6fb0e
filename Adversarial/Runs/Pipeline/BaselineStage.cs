namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>
/// The baseline of stage 3: the same network from the same start, with as many updates, on real examples alone and
/// without an adversary.
/// </summary>
internal sealed class BaselineStage : IStage
{
    /// <inheritdoc/>
    public string Name => "baseline";

    /// <inheritdoc/>
    public void Run(RunContext context, RunState state)
    {
        ClassifierOptions options = context.Configuration.Classifier;
        state.Baseline = ClassifierTraining.Train(context, state, Name, options with
        {
            Mixture = MixtureOptions.RealOnly,
            Robust = null,
            Certified = null,
            Probe = null,
            SemiSupervised = options.SemiSupervised?.LabelledOnly(),
        });
    }
}
