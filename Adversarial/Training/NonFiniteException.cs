namespace Scratch.Adversarial.Training;

/// <summary>A training whose figures or parameters stopped being numbers.</summary>
public sealed class NonFiniteException(string message) : Exception(message)
{
    /// <summary>
    /// Looks at what an update has left, before anyone is told of it: neither a callback nor a checkpoint sees it.
    /// </summary>
    internal static void ThrowIfAny(TrainingPlan plan, in StepContext context, ReadOnlySpan<float> metrics)
    {
        string? figure = null;
        for (int i = metrics.Length - 1; i >= 0; i--)
        {
            figure = float.IsFinite(metrics[i]) ? figure : $"{plan.Metrics[i]} became {metrics[i]}";
        }
        string? parameter = null;
        for (int i = plan.Learners.Count - 1; i >= 0; i--)
        {
            parameter = plan.Learners[i].FindNonFinite() ?? parameter;
        }
        if ((figure ?? parameter) is { } first)
        {
            long batch = context.Step - ((long)context.Epoch * plan.StepsPerEpoch);
            string also = figure is null || parameter is null ? "" : $" ({parameter})";
            throw new NonFiniteException(
                $"Stage {plan.Stage}: {first} in epoch {context.Epoch + 1}, batch {batch + 1}, step "
                    + $"{context.Step + 1}{also}. A lower learning rate may help.");
        }
    }
}
