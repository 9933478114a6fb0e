using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Optimizers;

/// <summary>
/// Stochastic gradient descent with momentum: v = momentum · v + g, θ = θ − η v. Polyak 1964, in the form of PyTorch.
/// </summary>
public sealed class Sgd : Optimizer
{
    private readonly Matrix _velocity;

    /// <summary>Gradient descent.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="momentum">In [0, 1); 0, the plain form, keeps no velocity.</param>
    /// <exception cref="ArgumentOutOfRangeException">The momentum is out of its range.</exception>
    public Sgd(ParameterBuffer parameters, float momentum = 0)
        : base(parameters)
    {
        if (!(momentum is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "The momentum lies in [0, 1).");
        }
        Momentum = momentum;
        _velocity = momentum == 0 ? default : parameters.AllocateLike();
        Moments = _velocity.IsEmpty ? [] : [new("velocity", _velocity)];
    }

    /// <inheritdoc/>
    public override string Name => "sgd";

    /// <summary><c>velocity</c>, unless the momentum is 0.</summary>
    public override IReadOnlyList<OptimizerMoment> Moments { get; }

    /// <summary>The share of the velocity that is kept, in [0, 1).</summary>
    public float Momentum { get; }

    /// <inheritdoc/>
    protected override void Update(Span<float> values, ReadOnlySpan<float> gradients, float learningRate)
    {
        if (_velocity.IsEmpty)
        {
            TensorPrimitives.MultiplyAdd(gradients, -learningRate, values, values);
            return;
        }
        Span<float> velocity = _velocity.Span;
        TensorPrimitives.MultiplyAdd(velocity, Momentum, gradients, velocity);
        Tiny.Flush(velocity);
        TensorPrimitives.MultiplyAdd(velocity, -learningRate, values, values);
    }
}
