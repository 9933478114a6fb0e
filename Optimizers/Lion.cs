using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Scratch.Engine;
using Scratch.Optimizers.Passes;

namespace Scratch.Optimizers;

/// <summary>
/// Lion: c = β₁ m + (1 − β₁) g, θ = θ − η (sign c + λ θ), m = β₂ m + (1 − β₂) g. Chen et al. 2023, algorithm 2. Every
/// parameter moves by η, so the rate wants to be three to ten times smaller than Adam's, and λ as much larger.
/// </summary>
public sealed class Lion : Optimizer
{
    private readonly FusedPass<Rule> _pass;

    /// <summary>Lion with the constants of the paper unless given.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="beta1">The share of the mean in the direction, in [0, 1).</param>
    /// <param name="beta2">The decay of the mean, in [0, 1).</param>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    public Lion(ParameterBuffer parameters, float beta1 = 0.9f, float beta2 = 0.99f)
        : base(parameters)
    {
        Beta1 = Require.Fraction(beta1, nameof(beta1));
        Beta2 = Require.Fraction(beta2, nameof(beta2));
        Moments = [new("mean", parameters.AllocateLike())];
        _pass = new FusedPass<Rule>(this);
    }

    /// <inheritdoc/>
    public override string Name => "lion";

    /// <summary><c>mean</c>: m.</summary>
    public override IReadOnlyList<OptimizerMoment> Moments { get; }

    /// <summary>β₁, the share of the mean in the direction.</summary>
    public float Beta1 { get; }

    /// <summary>β₂, the decay of the mean.</summary>
    public float Beta2 { get; }

    /// <inheritdoc/>
    protected override void Update(float learningRate) =>
        _pass.Run(new Rule(Beta1, Beta2, learningRate), learningRate * WeightDecay, Penalty);

    private readonly struct Rule(float beta1, float beta2, float rate) : IUpdateRule
    {
        private readonly MovingAverage _direction = new(beta1), _mean = new(beta2);
        private readonly Line _rate = Vector512.Create(rate);

        public static int Moments => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Line Update(Line value, Line gradient, Line decay, ref Line mean, ref Line second, ref Line third,
            ref Line fourth)
        {
            Line direction = _direction.Next(mean, gradient);
            mean = _mean.Next(mean, gradient);
            return value - (decay * value) - (_rate * Sign(direction));
        }

        /// <summary>−1, 0 or 1, and NaN of what is not finite: a gradient that has overflown is not hidden.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Line Sign(Line x) =>
            Vector512.ConditionalSelect(Vector512.Equals(x, Line.Zero), Line.Zero, x / Vector512.Abs(x));
    }
}
