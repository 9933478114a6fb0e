using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Scratch.Engine;
using Scratch.Optimizers.Passes;

namespace Scratch.Optimizers;

/// <summary>
/// AMSGrad: Adam whose variance never shrinks, θ = θ − η m̂ / (√(s / (1 − β₂ᵗ)) + ε) with s = max(s, v). Reddi, Kale
/// and Kumar 2018, algorithm 2, with the bias corrections that PyTorch gives it.
/// </summary>
public sealed class AmsGrad : Optimizer
{
    private readonly FusedPass<Rule> _pass;

    /// <summary>AMSGrad with the constants of Adam unless given.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="beta1">The decay of the mean, in [0, 1).</param>
    /// <param name="beta2">The decay of the uncentred variance, in [0, 1).</param>
    /// <param name="epsilon">Added to the root; at least 10⁻¹².</param>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    public AmsGrad(ParameterBuffer parameters, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
        : base(parameters)
    {
        Beta1 = Require.Fraction(beta1, nameof(beta1));
        Beta2 = Require.Fraction(beta2, nameof(beta2));
        Epsilon = Require.Epsilon(epsilon);
        Moments = [new("mean", parameters.AllocateLike()), new("variance", parameters.AllocateLike()),
            new("maximum", parameters.AllocateLike())];
        _pass = new FusedPass<Rule>(this);
    }

    /// <inheritdoc/>
    public override string Name => "amsgrad";

    /// <summary><c>mean</c>, <c>variance</c> and <c>maximum</c>: m, v and s.</summary>
    public override IReadOnlyList<OptimizerMoment> Moments { get; }

    /// <summary>β₁, the decay of the mean.</summary>
    public float Beta1 { get; }

    /// <summary>β₂, the decay of the uncentred variance.</summary>
    public float Beta2 { get; }

    /// <summary>ε, added to the root.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    protected override void Update(float learningRate)
    {
        double root = Math.Sqrt(1 - Math.Pow(Beta2, Steps)); // as in Adam
        double rate = learningRate * root / (1 - Math.Pow(Beta1, Steps));
        _pass.Run(new Rule(Beta1, Beta2, (float)rate, (float)(Epsilon * root)), learningRate * WeightDecay, Penalty);
    }

    private readonly struct Rule(float beta1, float beta2, float rate, float epsilon) : IUpdateRule
    {
        private readonly MovingAverage _mean = new(beta1), _variance = new(beta2);
        private readonly Line _rate = Vector512.Create(rate), _epsilon = Vector512.Create(epsilon);

        public static int Moments => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Line Update(Line value, Line gradient, Line decay, ref Line mean, ref Line variance, ref Line maximum,
            ref Line fourth)
        {
            gradient = Tiny.FlushRoot(gradient);
            mean = _mean.Next(mean, gradient);
            variance = _variance.Next(variance, gradient * gradient);
            maximum = Vector512.Max(maximum, variance);
            return value - (decay * value) - (_rate * mean / (Vector512.Sqrt(maximum) + _epsilon));
        }
    }
}
