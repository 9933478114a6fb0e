using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Scratch.Engine;

namespace Scratch.Optimizers;

/// <summary>RMSProp: v = ρ v + (1 − ρ) g², θ = θ − η g / (√v + ε). Tieleman and Hinton 2012, lecture 6.5.</summary>
public sealed class RmsProp : Optimizer
{
    private readonly FusedPass<Rule> _pass;

    /// <summary>RMSProp with the constants of PyTorch unless given.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="decay">ρ, the share of the mean square that is kept, in [0, 1).</param>
    /// <param name="epsilon">Added to √v; at least 10⁻¹².</param>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    public RmsProp(ParameterBuffer parameters, float decay = 0.99f, float epsilon = 1e-8f)
        : base(parameters)
    {
        Decay = Require.Fraction(decay, nameof(decay));
        Epsilon = Require.Epsilon(epsilon);
        Moments = [new("variance", parameters.AllocateLike())];
        _pass = new FusedPass<Rule>(parameters, Moments);
    }

    /// <inheritdoc/>
    public override string Name => "rmsprop";

    /// <summary><c>variance</c>: v.</summary>
    public override IReadOnlyList<OptimizerMoment> Moments { get; }

    /// <summary>ρ, the share of the mean square that is kept.</summary>
    public float Decay { get; }

    /// <summary>ε, added to √v.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    protected override void Update(float learningRate) =>
        _pass.Run(new Rule(Decay, learningRate, Epsilon), learningRate * WeightDecay, Penalty);

    private readonly struct Rule(float rho, float rate, float epsilon) : IUpdateRule
    {
        private readonly MovingAverage _variance = new(rho);
        private readonly Line _rate = Vector512.Create(rate), _epsilon = Vector512.Create(epsilon);

        public static int Moments => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Line Update(Line value, Line gradient, Line decay, ref Line variance, ref Line second, ref Line third, ref Line fourth)
        {
            gradient = Tiny.FlushRoot(gradient);
            variance = _variance.Next(variance, gradient * gradient);
            return value - (decay * value) - (_rate * gradient / (Vector512.Sqrt(variance) + _epsilon));
        }
    }
}
