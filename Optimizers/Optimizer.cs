using Scratch.Engine;

namespace Scratch.Optimizers;

/// <summary>Something that an optimizer keeps for every parameter from one update to the next, such as a velocity.</summary>
/// <param name="Name">The name in files, unlike every other of the same optimizer.</param>
/// <param name="Block">The live memory, with the layout of the parameters: reading it saves, writing to it restores.</param>
public readonly record struct OptimizerMoment(string Name, Matrix Block);

/// <summary>An update rule over a block of parameters and their gradients. It sees floats, not layers.</summary>
/// <remarks>
/// All that an optimizer knows is in <see cref="Moments"/>, <see cref="Scalars"/> and <see cref="Steps"/>. One of the same kind
/// and constants that gets them back goes on with the bits of the one that they were taken from.
/// </remarks>
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

    /// <summary>The name in files, such as <c>adam</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What is kept for every parameter, in a fixed order; empty if nothing is.</summary>
    public virtual IReadOnlyList<OptimizerMoment> Moments => [];

    /// <summary>What is kept for all parameters together: live numbers, in the order that the optimizer documents.</summary>
    public virtual Span<double> Scalars => [];

    /// <summary>Goes on as after <paramref name="steps"/> updates. The moments and scalars of that time are written by the caller.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is negative.</exception>
    public virtual void Restore(long steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        Steps = steps;
    }

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
