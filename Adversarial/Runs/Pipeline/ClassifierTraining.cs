namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>
/// Trains a classifier, and looks whether it learns at all; if it is asked to, also whether it stays robust.
/// </summary>
internal static class ClassifierTraining
{
    private const int WatchedExamples = 256;
    private const int ProbedExamples = 256, ProbedSteps = 10; // a curve needs no more, and an epoch little time

    /// <summary>Trains from the start that the run gives to classifiers.</summary>
    /// <param name="context">Data and callbacks.</param>
    /// <param name="state">Takes warnings.</param>
    /// <param name="stage">The training's name.</param>
    /// <param name="options">How to train.</param>
    /// <param name="prompts">What generated samples are made of; null if the mixture has none.</param>
    /// <returns>The classifier, from the example on, without the dropout of its training.</returns>
    public static Network Train(
        RunContext context, RunState state, string stage, ClassifierOptions options, PromptSampler? prompts = null)
    {
        Network classifier = context.Networks.Classifier();
        Network trained = options.Dropout > 0 ? NetworkFactory.WithDropout(classifier, options.Dropout) : classifier;
        ITrainingStep step = ClassifierSteps.Create(context, stage, trained, options, prompts);
        List<TrainingCallback> own = [NoProgress(context, Warn, options.Robust)];
        OptimizerOptions optimizer = options.Optimizer;
        if (options.Probe is { } probe)
        {
            WeightAveraging? average = optimizer.EmaDecay is { } decay ? new WeightAveraging(decay) : null;
            optimizer = optimizer with { EmaDecay = null }; // the guard has to know the average, and two would not nest
            own.AddRange(average is null ? [] : [average]);
            RobustStep? robust = step as RobustStep;
            own.Add(new RobustnessGuard(
                probe, average, robust is null ? null : robust.UseSteps, robust?.Steps ?? 1, Warn));
        }
        context.Train(step, optimizer, options.Epochs, context.Random(RandomPurpose.Training), own,
            Validation(context, trained, options.Probe));
        if (trained != classifier)
        {
            trained.Parameters.Values.CopyTo(classifier.Parameters.Values);
        }
        return context.Whole(classifier);

        void Warn(string message)
        {
            state.Warnings = [.. state.Warnings, message];
            foreach (TrainingCallback callback in context.Callbacks)
            {
                callback.OnWarning(message);
            }
        }
    }

    /// <summary>Null where nobody draws the curves, and where there is nothing to measure them on.</summary>
    private static ClassifierValidation? Validation(RunContext context, Network classifier, ProbeOptions? probe)
    {
        if (context.Validation.Count == 0 || (probe is null && !context.DrawsCurves))
        {
            return null;
        }
        probe ??= new ProbeOptions
        {
            Examples = ProbedExamples,
            Attack = context.Configuration.Attack with { Steps = ProbedSteps, StepSize = null },
        };
        Network whole = context.Whole(classifier);
        var robust = new RobustProbe(whole, context.Validation, probe, context.Random(RandomPurpose.Probe));
        return new ClassifierValidation(whole, context.Validation, robust)
        {
            Refresh = context.FrontEnd is { } frontEnd ? () => frontEnd.CopyBehind(classifier, whole) : null,
        };
    }

    private static NoProgressDetector NoProgress(RunContext context, Action<string> warn, RobustOptions? options)
    {
        Dataset data = context.Features;
        int[] labels = (data.LabelledRows is { } rows ? data.Subset(rows.Span) : data).Labels.ToArray();
        double chance = (double)labels.CountBy(label => label).Max(count => count.Value) / labels.Length;
        string? remedy = options switch
        {
            null => null,
            { WarmUp: 0 } => "The attack has its whole radius from the first update: let it grow (--epsilon-warm-up "
                + "0.3), or begin with a smaller one.",
            _ => "The radius of the attack may still be too large, or grow too fast: a longer --epsilon-warm-up, or a "
                + "smaller one, may help.",
        };
        return new NoProgressDetector(data.Take(Math.Min(WatchedExamples, data.Count)).Inputs, chance, warn, remedy);
    }
}
