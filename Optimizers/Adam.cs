using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Scratch.Engine;
using Scratch.Optimizers.Passes;

namespace Scratch.Optimizers;

/// <summary>
/// Adam: m = β₁ m + (1 − β₁) g, v = β₂ v + (1 − β₂) g², θ = θ − η m̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1
/// − β₂ᵗ). Kingma and Ba 2015, algorithm 1.
/// </summary>
public class Adam : Optimizer
{
    private readonly FusedPass<Rule> _pass;

    /// <summary>Adam with the constants of the paper unless given.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="beta1">The decay of the mean, in [0, 1).</param>
    /// <param name="beta2">The decay of the uncentred variance, in [0, 1).</param>
    /// <param name="epsilon">Added to √v̂; at least 10⁻¹².</param>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    public Adam(ParameterBuffer parameters, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
        : base(parameters)
    {
        Beta1 = Require.Fraction(beta1, nameof(beta1));
        Beta2 = Require.Fraction(beta2, nameof(beta2));
        Epsilon = Require.Epsilon(epsilon);
        Moments = [new("mean", parameters.AllocateLike()), new("variance", parameters.AllocateLike())];
        _pass = new FusedPass<Rule>(this);
    }

    /// <inheritdoc/>
    public override string Name => "adam";

    /// <summary><c>mean</c> and <c>variance</c>: m and v.</summary>
    public override IReadOnlyList<OptimizerMoment> Moments { get; }

    /// <summary>β₁, the decay of the mean.</summary>
    public float Beta1 { get; }

    /// <summary>β₂, the decay of the uncentred variance.</summary>
    public float Beta2 { get; }

    /// <summary>ε, added to √v̂.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    protected override void Update(float learningRate)
    {
        // η m̂ / (√v̂ + ε) = ηₜ m / (√v + εₜ) with ηₜ = η √(1 − β₂ᵗ) / (1 − β₁ᵗ), εₜ = ε √(1 − β₂ᵗ): the end of the
        // paper's section 2.
        double root = Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        double rate = learningRate * root / (1 - Math.Pow(Beta1, Steps));
        _pass.Run(new Rule(Beta1, Beta2, (float)rate, (float)(Epsilon * root)), learningRate * WeightDecay, Penalty);
    }

    private readonly struct Rule(float beta1, float beta2, float rate, float epsilon) : IUpdateRule
    {
        private readonly MovingAverage _mean = new(beta1), _variance = new(beta2);
        private readonly Line _rate = Vector512.Create(rate), _epsilon = Vector512.Create(epsilon);

        public static int Moments => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Line Update(Line value, Line gradient, Line decay, ref Line mean, ref Line variance, ref Line third,
            ref Line fourth)
        {
            gradient = Tiny.FlushRoot(gradient);
            mean = _mean.Next(mean, gradient);
            variance = _variance.Next(variance, gradient * gradient);
            return value - (decay * value) - (_rate * mean / (Vector512.Sqrt(variance) + _epsilon));
        }
    }
}
