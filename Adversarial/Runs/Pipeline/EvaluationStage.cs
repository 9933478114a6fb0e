namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>Stage 4: opens the test set, which no stage before it can, and measures what was trained.</summary>
/// <param name="source">Has the test set.</param>
public sealed class EvaluationStage(IDataSource source) : IStage
{
    /// <inheritdoc/>
    public string Name => "evaluation";

    /// <inheritdoc/>
    public void Run(RunContext context, RunState state)
    {
        RunConfiguration configuration = context.Configuration;
        var evaluator = new ClassifierEvaluator(configuration, context.Cancellation);
        ClassifierReport? validated = context.Validation.Count > 0 && state.Classifier is { } chosen
            ? evaluator.Validate(chosen, context.Validation) : null;
        Dataset test = source.OpenTest(context.Training.Classes);
        context.Training.RequireSameForm(test);
        state.Report = state.Report with
        {
            TestExamples = test.Count,
            Validation = validated,
            Classifier = Evaluate(state.Classifier),
            Baseline = Evaluate(state.Baseline),
            Moves = state.Classifier is { } attacked
                ? ColumnMove.Measure(attacked, test, configuration.Attack, context.Random(RandomPurpose.Attack),
                    context.Cancellation)
                : null,
            // as stage 1 left them; of one example there is no error bar
            ElboReport = test.Count > 1
                && state is { Encoder: GaussianEncoder encoder, Generator: { } decoder, Discriminator: null }
                ? ElboEstimator.Estimate(
                    encoder.Network, decoder, test, configuration.Prompts.ElboDraws,
                        context.Random(RandomPurpose.ElboReport), context.Cancellation)
                : null,
        };

        ClassifierReport? Evaluate(Network? classifier) =>
            classifier is null ? null : evaluator.Evaluate(classifier, test);
    }
}
