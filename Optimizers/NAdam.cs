using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Scratch.Engine;
using Scratch.Optimizers.Passes;

namespace Scratch.Optimizers;

/// <summary>
/// NAdam: Adam that looks ahead as Nesterov does, θ = θ − η ((1 − μₜ) g / (1 − Πₜ) + μₜ₊₁ m / (1 − Πₜ₊₁)) / (√v̂ + ε),
/// with μₜ = β₁ (1 − ½ · 0.96^(tψ)) and Πₜ = μ₁ … μₜ. Dozat 2016, algorithm 2, with the μₜ and ψ = 0.004 of PyTorch.
/// </summary>
public sealed class NAdam : Optimizer
{
    private const double MomentumBase = 0.96;
    private const double MomentumDecay = 4e-3;

    private readonly FusedPass<Rule> _pass;
    private readonly double[] _product = [1];

    /// <summary>NAdam with the constants of PyTorch unless given.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="beta1">The decay of the mean, in [0, 1).</param>
    /// <param name="beta2">The decay of the uncentred variance, in [0, 1).</param>
    /// <param name="epsilon">Added to the root; at least 10⁻¹².</param>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    public NAdam(ParameterBuffer parameters, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
        : base(parameters)
    {
        Beta1 = Require.Fraction(beta1, nameof(beta1));
        Beta2 = Require.Fraction(beta2, nameof(beta2));
        Epsilon = Require.Epsilon(epsilon);
        Moments = [new("mean", parameters.AllocateLike()), new("variance", parameters.AllocateLike())];
        _pass = new FusedPass<Rule>(this);
    }

    /// <inheritdoc/>
    public override string Name => "nadam";

    /// <summary><c>mean</c> and <c>variance</c>: m and v.</summary>
    public override IReadOnlyList<OptimizerMoment> Moments { get; }

    /// <summary>One number: Πₜ.</summary>
    public override Span<double> Scalars => _product;

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
        double momentum = MomentumAt(Steps), next = MomentumAt(Steps + 1);
        _product[0] *= momentum;
        double gradientRate = learningRate * root * (1 - momentum) / (1 - _product[0]);
        double meanRate = learningRate * root * next / (1 - (_product[0] * next));
        Rule rule = new(Beta1, Beta2, (float)gradientRate, (float)meanRate, (float)(Epsilon * root));
        _pass.Run(rule, learningRate * WeightDecay, Penalty);
    }

    private double MomentumAt(long step) => Beta1 * (1 - (0.5 * Math.Pow(MomentumBase, step * MomentumDecay)));

    private readonly struct Rule(float beta1, float beta2, float gradientRate, float meanRate, float epsilon)
        : IUpdateRule
    {
        private readonly MovingAverage _mean = new(beta1), _variance = new(beta2);
        private readonly Line _gradientRate = Vector512.Create(gradientRate), _meanRate = Vector512.Create(meanRate);
        private readonly Line _epsilon = Vector512.Create(epsilon);

        public static int Moments => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Line Update(Line value, Line gradient, Line decay, ref Line mean, ref Line variance, ref Line third,
            ref Line fourth)
        {
            gradient = Tiny.FlushRoot(gradient);
            mean = _mean.Next(mean, gradient);
            variance = _variance.Next(variance, gradient * gradient);
            Line step = (_gradientRate * gradient) + (_meanRate * mean);
            return value - (decay * value) - (step / (Vector512.Sqrt(variance) + _epsilon));
        }
    }
}
