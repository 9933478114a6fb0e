using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Scratch.Engine;
using Scratch.Optimizers.Passes;

namespace Scratch.Optimizers;

/// <summary>
/// Stochastic gradient descent with momentum μ: v = μ v + g, θ = θ − η v (Polyak 1964, in the form of PyTorch), or, as
/// Nesterov looks ahead, θ = θ − η (g + μ v) (Sutskever et al. 2013, section 2, in the same form).
/// </summary>
public sealed class Sgd : Optimizer
{
    private readonly FusedPass<Plain>? _plain;
    private readonly FusedPass<Accelerated>? _accelerated;

    /// <summary>Gradient descent.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="momentum">μ, in [0, 1); 0, the plain form, keeps no velocity.</param>
    /// <param name="nesterov">Whether to look ahead, which needs a momentum.</param>
    /// <exception cref="ArgumentOutOfRangeException">The momentum is out of its range.</exception>
    /// <exception cref="ArgumentException">There is no momentum to look ahead along.</exception>
    public Sgd(ParameterBuffer parameters, float momentum = 0, bool nesterov = false)
        : base(parameters)
    {
        Momentum = Require.Fraction(momentum, nameof(momentum));
        if (nesterov && momentum == 0)
        {
            throw new ArgumentException("Nesterov's form needs a momentum above 0.", nameof(nesterov));
        }
        Nesterov = nesterov;
        if (momentum == 0)
        {
            _plain = new FusedPass<Plain>(this);
            return;
        }
        Moments = [new("velocity", parameters.AllocateLike())];
        _accelerated = new FusedPass<Accelerated>(this);
    }

    /// <inheritdoc/>
    public override string Name => "sgd";

    /// <summary><c>velocity</c>, unless the momentum is 0.</summary>
    public override IReadOnlyList<OptimizerMoment> Moments { get; } = [];

    /// <summary>μ, the share of the velocity that is kept, in [0, 1).</summary>
    public float Momentum { get; }

    /// <summary>Whether the step is taken along the velocity of the next update rather than of this one.</summary>
    public bool Nesterov { get; }

    /// <inheritdoc/>
    protected override void Update(float learningRate)
    {
        float decay = learningRate * WeightDecay;
        _plain?.Run(new Plain(learningRate), decay, Penalty);
        _accelerated?.Run(new Accelerated(learningRate, Momentum, Nesterov), decay, Penalty);
    }

    private readonly struct Plain(float rate) : IUpdateRule
    {
        private readonly Line _rate = Vector512.Create(rate);

        public static int Moments => 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Line Update(Line value, Line gradient, Line decay, ref Line first, ref Line second, ref Line third,
            ref Line fourth) =>
            value - (decay * value) - (_rate * gradient);
    }

    private readonly struct Accelerated(float rate, float momentum, bool nesterov) : IUpdateRule
    {
        private readonly Line _rate = Vector512.Create(rate), _momentum = Vector512.Create(momentum);

        public static int Moments => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Line Update(Line value, Line gradient, Line decay, ref Line velocity, ref Line second, ref Line third,
            ref Line fourth)
        {
            velocity = Tiny.Flush((_momentum * velocity) + gradient);
            Line direction = nesterov ? gradient + (_momentum * velocity) : velocity;
            return value - (decay * value) - (_rate * direction);
        }
    }
}
