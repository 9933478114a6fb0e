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
        (string Name, Network? Network)[] trained = [("classifier", state.Classifier), ("baseline", state.Baseline)];
        (string Name, Network Network)[] measured =
            [.. trained.Where(one => one.Network is not null).Select(one => (one.Name, one.Network!))];
        Dictionary<string, ClassifierReport> reports = evaluator.Evaluate(measured, test, Part("", 0.1, 0.9))
            .Zip(measured).ToDictionary(pair => pair.Second.Name, pair => pair.First);
        state.Report = state.Report with
        {
            TestExamples = test.Count,
            Validation = validated,
            Classifier = reports.GetValueOrDefault("classifier"),
            Baseline = reports.GetValueOrDefault("baseline"),
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

        IProgress<WorkProgress>? Part(string name, double from, double to) =>
            context.Progress.Part(name, from, to);
    }
}
