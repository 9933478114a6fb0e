using Scratch.Engine;

namespace Scratch.Optimizers;

/// <summary>An update rule over a block of parameters and their gradients. It sees floats, not layers.</summary>
public abstract class Optimizer
{
    /// <summary>An optimizer of these parameters.</summary>
    protected Optimizer(ParameterBuffer parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameters = parameters;
    }

    /// <summary>The parameters that <see cref="Step"/> changes.</summary>
    public ParameterBuffer Parameters { get; }

    /// <summary>The number of updates so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Changes the values by one update along the gradients, which are then set to zero. Allocates nothing.</summary>
    /// <param name="learningRate">η, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not a number.</exception>
    public void Step(float learningRate)
    {
        if (!(learningRate >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(learningRate), learningRate, "η is at least 0.");
        }
        Steps++;
        Update(Parameters.Values, Parameters.Gradients, learningRate);
        Parameters.ZeroGradients();
    }

    /// <summary>Changes <paramref name="values"/>; <see cref="Steps"/> counts from 1.</summary>
    protected abstract void Update(Span<float> values, ReadOnlySpan<float> gradients, float learningRate);
}
