using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Scratch.Engine;
using Scratch.Optimizers.Passes;

namespace Scratch.Optimizers;

/// <summary>
/// RMSProp: v = ρ v + (1 − ρ) g², θ = θ − η g / (√v + ε) (Tieleman and Hinton 2012, lecture 6.5). Centred, √(v − m²)
/// with m = ρ m + (1 − ρ) g stands in the place of √v; with momentum μ, u = μ u + g / (√v + ε), θ = θ − η u (Graves
/// 2013, equations 38 to 45, in the form of PyTorch).
/// </summary>
public sealed class RmsProp : Optimizer
{
    private readonly FusedPass<Plain>? _plain;
    private readonly FusedPass<Accelerated>? _accelerated;
    private readonly FusedPass<AboutMean>? _centred;

    /// <summary>RMSProp with the constants of PyTorch unless given.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="decay">ρ, the share of the mean square that is kept, in [0, 1).</param>
    /// <param name="epsilon">Added to the root; at least 10⁻¹².</param>
    /// <param name="momentum">μ, in [0, 1).</param>
    /// <param name="centred">Whether gradients are divided by their deviation, not by their root mean square.</param>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    public RmsProp(ParameterBuffer parameters, float decay = 0.99f, float epsilon = 1e-8f, float momentum = 0,
        bool centred = false)
        : base(parameters)
    {
        Decay = Require.Fraction(decay, nameof(decay));
        Epsilon = Require.Epsilon(epsilon);
        Momentum = Require.Fraction(momentum, nameof(momentum));
        Centred = centred;
        string[] names = centred ? ["variance", "mean", "velocity"] : momentum > 0 ? ["variance", "velocity"]
            : ["variance"];
        Moments = [.. names.Select(name => new OptimizerMoment(name, parameters.AllocateLike()))];
        _centred = centred ? new FusedPass<AboutMean>(this) : null;
        _accelerated = !centred && momentum > 0 ? new FusedPass<Accelerated>(this) : null;
        _plain = !centred && momentum == 0 ? new FusedPass<Plain>(this) : null;
    }

    /// <inheritdoc/>
    public override string Name => "rmsprop";

    /// <summary><c>variance</c>, v; centred, <c>mean</c>, m; centred or with a momentum, <c>velocity</c>, u.</summary>
    public override IReadOnlyList<OptimizerMoment> Moments { get; }

    /// <summary>ρ, the share of the mean square that is kept.</summary>
    public float Decay { get; }

    /// <summary>ε, added to the root.</summary>
    public float Epsilon { get; }

    /// <summary>μ, the share of the velocity that is kept.</summary>
    public float Momentum { get; }

    /// <summary>Whether gradients are divided by their deviation, not by their root mean square.</summary>
    public bool Centred { get; }

    /// <inheritdoc/>
    protected override void Update(float learningRate)
    {
        float decay = learningRate * WeightDecay;
        _plain?.Run(new Plain(Decay, learningRate, Epsilon), decay, Penalty);
        _accelerated?.Run(new Accelerated(Decay, learningRate, Epsilon, Momentum), decay, Penalty);
        _centred?.Run(new AboutMean(Decay, learningRate, Epsilon, Momentum), decay, Penalty);
    }

    private readonly struct Plain(float rho, float rate, float epsilon) : IUpdateRule
    {
        private readonly MovingAverage _variance = new(rho);
        private readonly Line _rate = Vector512.Create(rate), _epsilon = Vector512.Create(epsilon);

        public static int Moments => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Line Update(Line value, Line gradient, Line decay, ref Line variance, ref Line second, ref Line third,
            ref Line fourth)
        {
            gradient = Tiny.FlushRoot(gradient);
            variance = _variance.Next(variance, gradient * gradient);
            return value - (decay * value) - (_rate * gradient / (Vector512.Sqrt(variance) + _epsilon));
        }
    }

    private readonly struct Accelerated(float rho, float rate, float epsilon, float momentum) : IUpdateRule
    {
        private readonly MovingAverage _squares = new(rho);
        private readonly Line _rate = Vector512.Create(rate), _epsilon = Vector512.Create(epsilon),
            _momentum = Vector512.Create(momentum);

        public static int Moments => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Line Update(Line value, Line gradient, Line decay, ref Line variance, ref Line velocity, ref Line third,
            ref Line fourth)
        {
            gradient = Tiny.FlushRoot(gradient);
            variance = _squares.Next(variance, gradient * gradient);
            velocity = Tiny.Flush((_momentum * velocity) + (gradient / (Vector512.Sqrt(variance) + _epsilon)));
            return value - (decay * value) - (_rate * velocity);
        }
    }

    private readonly struct AboutMean(float rho, float rate, float epsilon, float momentum) : IUpdateRule
    {
        private readonly MovingAverage _average = new(rho);
        private readonly Line _rate = Vector512.Create(rate), _epsilon = Vector512.Create(epsilon),
            _momentum = Vector512.Create(momentum);

        public static int Moments => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Line Update(Line value, Line gradient, Line decay, ref Line variance, ref Line mean, ref Line velocity,
            ref Line fourth)
        {
            gradient = Tiny.FlushRoot(gradient);
            variance = _average.Next(variance, gradient * gradient);
            mean = Tiny.FlushRoot(_average.Next(mean, gradient));
            // rounding may take it below zero; NaN stays NaN
            Line deviation = Vector512.Sqrt(Vector512.Max(variance - (mean * mean), Line.Zero));
            velocity = Tiny.Flush((_momentum * velocity) + (gradient / (deviation + _epsilon)));
            return value - (decay * value) - (_rate * velocity);
        }
    }
}
