namespace Scratch.Adversarial.Training;

/// <summary>A training whose figures or parameters stopped being numbers.</summary>
public sealed class NonFiniteException : Exception
{
    /// <summary>With what happened, where, and what may help.</summary>
    public NonFiniteException(string message)
        : base(message)
    {
    }

    /// <summary>A moment of an optimizer has overflowed in an update.</summary>
    internal NonFiniteException(TrainingPlan plan, in StepContext context, NotFiniteNumberException overflow)
        : base($"Stage {plan.Stage}, {Place(plan, context)}: {overflow.Message}", overflow)
    {
    }

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
            string also = figure is null || parameter is null ? "" : $" ({parameter})";
            throw new NonFiniteException(
                $"Stage {plan.Stage}: {first} in {Place(plan, context)}{also}. A lower learning rate may help.");
        }
    }

    private static string Place(TrainingPlan plan, in StepContext context) => $"epoch {context.Epoch + 1}, batch "
        + $"{context.Step - ((long)context.Epoch * plan.StepsPerEpoch) + 1}, step {context.Step + 1}";
}
