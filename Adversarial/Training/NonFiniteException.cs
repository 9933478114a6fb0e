using Scratch.Engine;

namespace Scratch.Adversarial.Training;

/// <summary>A training whose figures stopped being numbers.</summary>
public sealed class NonFiniteException(string message) : Exception(message)
{
    internal static void ThrowIfAny(ITrainingStep step, in StepContext context, ReadOnlySpan<float> metrics)
    {
        for (int i = 0; i < metrics.Length; i++)
        {
            if (!float.IsFinite(metrics[i]))
            {
                throw new NonFiniteException(
                    $"Stage {step.Stage}: {step.Metrics[i]} became {metrics[i]} in epoch {context.Epoch + 1}, step {context.Step + 1}. " +
                    "A lower learning rate may help.");
            }
        }
    }

    internal static void ThrowIfAny(string stage, ParameterBuffer parameters)
    {
        for (int i = 0; i < parameters.Count; i++)
        {
            foreach (float value in parameters.Values[parameters.Slice(i)])
            {
                if (!float.IsFinite(value))
                {
                    throw new NonFiniteException(
                        $"Stage {stage}: {parameters.Declarations[i].Name} became {value} in the last step. A lower learning rate may help.");
                }
            }
        }
    }
}
