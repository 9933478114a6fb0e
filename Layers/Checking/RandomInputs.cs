using Scratch.Engine;

namespace Scratch.Layers.Checking;

/// <summary>
/// Where gradients are checked: where functions are curved, away from kinks, and with no two numbers alike.
/// </summary>
internal static class RandomInputs
{
    /// <summary>
    /// Numbers of either sign with magnitudes in [0.1, 1.5): relu has its kink at 0, and tanh is a straight line there.
    /// </summary>
    public static void FillAwayFromZero(Span<float> numbers, RandomStream random)
    {
        random.FillUniform(numbers, -1.4f, 1.4f);
        foreach (ref float x in numbers)
        {
            x += x < 0 ? -0.1f : 0.1f;
        }
    }

    /// <summary>
    /// Numbers in [0.05, 0.95): soft targets, which for a softmax don't sum to one, so that the factor Σ t in its
    /// gradient shows.
    /// </summary>
    public static void FillTarget(Span<float> numbers, RandomStream random) =>
        random.FillUniform(numbers, 0.05f, 0.95f);

    /// <summary>
    /// Numbers in [0.5, 1.5), as a variance must be; first values such as a mean of 0 and a variance of 1 would hide
    /// that they are used.
    /// </summary>
    public static void FillState(Network network, RandomStream random)
    {
        for (int i = 0; i < network.State.Count; i++)
        {
            random.Fork(i).FillUniform(network.State.ValueViews.Span[i].Span, 0.5f, 1.5f);
        }
    }

    /// <summary>Gives every parameter a random value of the size that keeps activations near one, biases too.</summary>
    public static void FillParameters(Network network, RandomStream random)
    {
        for (int i = 0; i < network.Parameters.Count; i++)
        {
            ParameterDeclaration declaration = network.Parameters.Declarations[i];
            float limit = declaration.Rows == 1 ? 0.5f : MathF.Sqrt(3f / declaration.Rows); // a variance of 1 / inputs
            random.Fork(i).FillUniform(network.Parameters.ValueViews.Span[i].Span, -limit, limit);
        }
    }
}
