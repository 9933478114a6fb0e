using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Scratch.Engine;
using Scratch.Optimizers.Passes;

namespace Scratch.Optimizers;

/// <summary>
/// AdaDelta: v = ρ v + (1 − ρ) g², Δ = √(u + ε) / √(v + ε) g, u = ρ u + (1 − ρ) Δ², θ = θ − η Δ, with η = 1. Zeiler
/// 2012, algorithm 1.
/// </summary>
public sealed class AdaDelta : Optimizer
{
    private readonly FusedPass<Rule> _pass;

    /// <summary>AdaDelta with the constants of PyTorch unless given.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="decay">ρ, the share of the mean squares that is kept, in [0, 1).</param>
    /// <param name="epsilon">Added below both roots; at least 10⁻¹². The first steps are √ε long.</param>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    public AdaDelta(ParameterBuffer parameters, float decay = 0.9f, float epsilon = 1e-6f)
        : base(parameters)
    {
        Decay = Require.Fraction(decay, nameof(decay));
        Epsilon = Require.Epsilon(epsilon);
        Moments = [new("variance", parameters.AllocateLike()), new("movement", parameters.AllocateLike())];
        _pass = new FusedPass<Rule>(this);
    }

    /// <inheritdoc/>
    public override string Name => "adadelta";

    /// <summary><c>variance</c> and <c>movement</c>: v and u.</summary>
    public override IReadOnlyList<OptimizerMoment> Moments { get; }

    /// <summary>ρ, the share of the mean squares that is kept.</summary>
    public float Decay { get; }

    /// <summary>ε, added below both roots.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    protected override void Update(float learningRate) =>
        _pass.Run(new Rule(Decay, learningRate, Epsilon), learningRate * WeightDecay, Penalty);

    private readonly struct Rule(float rho, float rate, float epsilon) : IUpdateRule
    {
        private readonly MovingAverage _average = new(rho);
        private readonly Line _rate = Vector512.Create(rate), _epsilon = Vector512.Create(epsilon);

        public static int Moments => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Line Update(Line value, Line gradient, Line decay, ref Line variance, ref Line movement, ref Line third,
            ref Line fourth)
        {
            gradient = Tiny.FlushRoot(gradient);
            variance = _average.Next(variance, gradient * gradient);
            Line delta = Tiny.FlushRoot(Vector512.Sqrt((movement + _epsilon) / (variance + _epsilon)) * gradient);
            movement = _average.Next(movement, delta * delta);
            return value - (decay * value) - (_rate * delta);
        }
    }
}
