namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>Stage 4: opens the test set, which no stage before it can, and measures what was trained.</summary>
/// <param name="source">Has the test set.</param>
internal sealed class EvaluationStage(IDataSource source) : IStage
{
    /// <inheritdoc/>
    public string Name => "evaluation";

    /// <inheritdoc/>
    public void Run(RunContext context, RunState state)
    {
        RunConfiguration configuration = context.Configuration;
        var evaluator = new ClassifierEvaluator(configuration, context.Cancellation);
        ClassifierReport? validated = context.Validation.Count > 0 && state.Classifier is { } chosen
            ? evaluator.Validate(chosen, context.Validation, Part("validation part", 0, 0.1)) : null;
        Dataset test = source.OpenTest(context.Training.Classes);
        context.Training.RequireSameForm(test);
        state.Report = state.Report with
        {
            TestExamples = test.Count,
            Validation = validated,
            Classifier = Evaluate(state.Classifier, Part("classifier", 0.1, state.Baseline is null ? 0.9 : 0.5)),
            Baseline = Evaluate(state.Baseline, Part("baseline", 0.5, 0.9)),
            Moves = state.Classifier is { } attacked
                ? ColumnMove.Measure(attacked, test, configuration.Attack, context.Random(RandomPurpose.Attack),
                    Part("columns", 0.9, 1), context.Cancellation)
                : null,
            // as stage 1 left them; of one example there is no error bar
            ElboReport = test.Count > 1
                && state is { Encoder: GaussianEncoder encoder, Generator: { } decoder, Discriminator: null }
                ? ElboEstimator.Estimate(
                    encoder.Network, decoder, context.FrontEnd?.Apply(test) ?? test, configuration.Prompts.ElboDraws,
                        context.Random(RandomPurpose.ElboReport), Part("autoencoder", 0, 1), context.Cancellation)
                : null,
        };

        ClassifierReport? Evaluate(Network? classifier, IProgress<WorkProgress>? progress) =>
            classifier is null ? null : evaluator.Evaluate(classifier, test, progress);

        IProgress<WorkProgress>? Part(string name, double from, double to) =>
            context.Progress.Part(name, from, to);
    }
}
