namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>The stages of a run, in their order.</summary>
public static class Plan
{
    /// <summary>The stages that a configuration names, and the evaluation.</summary>
    /// <param name="configuration">Names the trainings.</param>
    /// <param name="source">Has the test set, which the evaluation alone opens.</param>
    public static IReadOnlyList<IStage> Create(RunConfiguration configuration, IDataSource source) =>
        [.. Trainings(configuration), new EvaluationStage(source)];

    /// <summary>
    /// The same without the evaluation. Where encoder and generator aren't trained, they are taken from the run to
    /// start from.
    /// </summary>
    public static IReadOnlyList<IStage> Trainings(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        List<IStage> stages = [configuration.Has(RunStage.Prompts) ? new PromptsStage() : new GivenPromptsStage()];
        if (configuration.Has(RunStage.Gan))
        {
            stages.Add(new GanStage());
        }
        stages.Add(new PriorStage());
        if (configuration.Has(RunStage.Classifier))
        {
            stages.Add(new ClassifierStage());
        }
        if (configuration.Has(RunStage.Baseline))
        {
            stages.Add(new BaselineStage());
        }
        return stages;
    }

    /// <summary>Runs stages one after the other.</summary>
    /// <returns>What they leave.</returns>
    internal static RunState Run(this IEnumerable<IStage> plan, RunContext context)
    {
        var state = new RunState(context.Checkpoints);
        IStage[] stages = [.. plan];
        int count = stages.Count(IsCounted), number = 0;
        foreach (IStage stage in stages)
        {
            number += IsCounted(stage) ? 1 : 0;
            string name = count > 1 ? $"stage {Math.Max(1, number)} of {count}, {stage.Name}" : stage.Name;
            RunContext ofStage = context with { Progress = context.Progress.Part(name, 0, 1) };
            ofStage.Progress.Report(0);
            stage.Run(ofStage, state);
        }
        return state;

        // the others are over in a moment
        static bool IsCounted(IStage stage) => stage is not (PriorStage or GivenPromptsStage);
    }
}
