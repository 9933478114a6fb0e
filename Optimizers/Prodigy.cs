using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Scratch.Engine;
using Scratch.Optimizers.Passes;

namespace Scratch.Optimizers;

/// <summary>
/// Prodigy: Adam that finds its own rate, as an estimate d of the distance to the solution that grows with what the
/// gradients say about the way gone so far. With γ the factor that is given as the learning rate, 1 or a schedule that
/// starts at 1: m = β₁ m + (1 − β₁) d g, v = β₂ v + (1 − β₂) d² g², r = √β₂ r + (1 − √β₂) γ d² ⟨g, θ₀ − θ⟩, s = √β₂ s +
/// (1 − √β₂) γ d² g, θ = θ − γ d m / (√v + d ε), d = max(d, r / ‖s‖₁). Mishchenko and Defazio 2023, algorithm 4.
/// </summary>
public sealed class Prodigy : Optimizer
{
    private const int Start = 3; // of the moments

    private readonly FusedPass<Rule> _pass;
    private readonly double[] _scalars;

    /// <summary>Prodigy with the constants of the paper unless given.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="beta1">The decay of the mean, in [0, 1).</param>
    /// <param name="beta2">The decay of the uncentred variance, in [0, 1).</param>
    /// <param name="epsilon">Added to the root; at least 10⁻¹².</param>
    /// <param name="firstEstimate">d₀, above 0 and far below any rate that would do.</param>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    public Prodigy(ParameterBuffer parameters, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f,
        double firstEstimate = 1e-6)
        : base(parameters)
    {
        Beta1 = Require.Fraction(beta1, nameof(beta1));
        Beta2 = Require.Fraction(beta2, nameof(beta2));
        Epsilon = Require.Epsilon(epsilon);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(firstEstimate);
        _scalars = [firstEstimate, 0];
        Moments =
        [
            new("mean", parameters.AllocateLike()),
            new("variance", parameters.AllocateLike()),
            new("sum", parameters.AllocateLike()),
            new("start", parameters.AllocateLike()),
        ];
        _pass = new FusedPass<Rule>(this);
    }

    /// <inheritdoc/>
    public override string Name => "prodigy";

    /// <summary><c>mean</c>, <c>variance</c>, <c>sum</c> and <c>start</c>: m, v, s and θ₀.</summary>
    public override IReadOnlyList<OptimizerMoment> Moments { get; }

    /// <summary>Two numbers: d and r.</summary>
    public override Span<double> Scalars => _scalars;

    /// <summary>d, the rate that was found.</summary>
    public double Estimate => _scalars[0];

    /// <summary>β₁, the decay of the mean.</summary>
    public float Beta1 { get; }

    /// <summary>β₂, the decay of the uncentred variance.</summary>
    public float Beta2 { get; }

    /// <summary>ε, added to the root.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    protected override void Update(float learningRate)
    {
        if (Steps == 1)
        {
            Parameters.ValueBlock.CopyTo(Moments[Start].Block);
        }
        double d = _scalars[0], kept = Math.Sqrt(Beta2), gain = (1 - kept) * learningRate * d * d;
        Rule rule = new(Beta1, Beta2, (float)d, (float)(learningRate * d), (float)(d * Epsilon), (float)kept,
            (float)gain);
        double inner = 0, norm = 0;
        foreach (Rule part in _pass.Run(rule, (float)(learningRate * d * WeightDecay), Penalty))
        {
            inner += part.Inner;
            norm += part.Norm;
        }
        _scalars[1] = (kept * _scalars[1]) + (gain * inner);
        if (_scalars[1] / norm > d) // false while there was no gradient yet
        {
            _scalars[0] = _scalars[1] / norm;
        }
    }

    private struct Rule(float beta1, float beta2, float d, float rate, float epsilon, float kept, float gain)
        : IUpdateRule
    {
        private readonly MovingAverage _mean = new(beta1), _variance = new(beta2);
        private readonly Line _d = Vector512.Create(d), _rate = Vector512.Create(rate),
            _epsilon = Vector512.Create(epsilon);
        private readonly Line _kept = Vector512.Create(kept), _gain = Vector512.Create(gain);
        private Line _inner = Line.Zero, _norm = Line.Zero;

        public static int Moments => 4;

        /// <summary>⟨g, θ₀ − θ⟩ of the part.</summary>
        public readonly double Inner => Vector512.Sum(_inner);

        /// <summary>‖s‖₁ of the part.</summary>
        public readonly double Norm => Vector512.Sum(_norm);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Line Update(Line value, Line gradient, Line decay, ref Line mean, ref Line variance, ref Line sum,
            ref Line start)
        {
            Line scaled = Tiny.FlushRoot(_d * gradient);
            mean = _mean.Next(mean, scaled);
            variance = _variance.Next(variance, scaled * scaled);
            sum = Tiny.Flush((_kept * sum) + (_gain * gradient));
            _inner += gradient * (start - value);
            _norm += Vector512.Abs(sum);
            return value - (decay * value) - (_rate * mean / (Vector512.Sqrt(variance) + _epsilon));
        }
    }
}
