using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Scratch.Engine;
using Scratch.Optimizers.Passes;

namespace Scratch.Optimizers;

/// <summary>
/// RAdam: Adam whose step is shortened as long as few gradients are known, θ = θ − η rₜ √(1 − β₂ᵗ) m̂ / (√v + ε), and
/// taken along the mean alone, θ = θ − η m̂, while the variance's variance is infinite. Liu et al. 2020, algorithm 2,
/// with PyTorch's place of ε and its threshold of 5.
/// </summary>
public sealed class RAdam : Optimizer
{
    private const double SmallestTractable = 5; // the paper's is 4, where rₜ is 0

    private readonly FusedPass<Rule> _pass;

    /// <summary>RAdam with the constants of PyTorch unless given.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="beta1">The decay of the mean, in [0, 1).</param>
    /// <param name="beta2">The decay of the uncentred variance, in [0, 1).</param>
    /// <param name="epsilon">Added to the root; at least 10⁻¹².</param>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    public RAdam(ParameterBuffer parameters, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
        : base(parameters)
    {
        Beta1 = Require.Fraction(beta1, nameof(beta1));
        Beta2 = Require.Fraction(beta2, nameof(beta2));
        Epsilon = Require.Epsilon(epsilon);
        Moments = [new("mean", parameters.AllocateLike()), new("variance", parameters.AllocateLike())];
        _pass = new FusedPass<Rule>(this);
    }

    /// <inheritdoc/>
    public override string Name => "radam";

    /// <summary><c>mean</c> and <c>variance</c>: m and v.</summary>
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
        double power = Math.Pow(Beta2, Steps), rate = learningRate / (1 - Math.Pow(Beta1, Steps));
        // ρ∞, the length of the simple average that the moving average comes to
        double limit = (2 / (1 - (double)Beta2)) - 1;
        double length = limit - (2 * Steps * power / (1 - power)); // ρₜ
        Rule rule = length > SmallestTractable
            ? new(Beta1, Beta2, (float)(rate * Rectification(length, limit) * Math.Sqrt(1 - power)), 1, Epsilon)
            : new(Beta1, Beta2, (float)rate, 0, 1); // a denominator of 1
        _pass.Run(rule, learningRate * WeightDecay, Penalty);
    }

    /// <summary>rₜ.</summary>
    private static double Rectification(double length, double limit) =>
        Math.Sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length));

    private readonly struct Rule(float beta1, float beta2, float rate, float rootScale, float epsilon) : IUpdateRule
    {
        private readonly MovingAverage _mean = new(beta1), _variance = new(beta2);
        private readonly Line _rate = Vector512.Create(rate), _rootScale = Vector512.Create(rootScale);
        private readonly Line _epsilon = Vector512.Create(epsilon);

        public static int Moments => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Line Update(Line value, Line gradient, Line decay, ref Line mean, ref Line variance, ref Line third,
            ref Line fourth)
        {
            gradient = Tiny.FlushRoot(gradient);
            mean = _mean.Next(mean, gradient);
            variance = _variance.Next(variance, gradient * gradient);
            return value - (decay * value) - (_rate * mean / ((_rootScale * Vector512.Sqrt(variance)) + _epsilon));
        }
    }
}
