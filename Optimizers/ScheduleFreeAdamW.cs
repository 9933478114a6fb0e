using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Scratch.Engine;
using Scratch.Optimizers.Passes;

namespace Scratch.Optimizers;

/// <summary>
/// Schedule-Free AdamW: an average in the place of a schedule that has to know its end. Gradients are taken at y = (1 −
/// β₁) z + β₁ x; v = β₂ v + (1 − β₂) g², z = z − γₜ (g / (√v + ε) + λ y), x = (1 − c) x + c z, with γₜ = η √(1 − β₂ᵗ)
/// and c = γₜ² / (γ₁² + … + γₜ²). Defazio et al. 2024, algorithm 1.
/// </summary>
/// <remarks>
/// While it trains, the parameters are y; what is to be evaluated and used is x.
/// <see cref="Optimizer.SwitchToEvaluation"/> puts x in their place and <see cref="Optimizer.SwitchToTraining"/> y
/// again, bit for bit. A warm-up, which the paper recommends, is the schedule's.
/// </remarks>
public sealed class ScheduleFreeAdamW : Optimizer
{
    private const int Iterate = 0, Average = 1; // of the moments

    private readonly FusedPass<Rule> _pass;
    private readonly double[] _sumOfSquares = [0];

    /// <summary>Schedule-Free AdamW with the constants of the paper unless given.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="beta1">The share of the average in the point where gradients are taken, in [0, 1).</param>
    /// <param name="beta2">The decay of the uncentred variance, in [0, 1).</param>
    /// <param name="epsilon">Added to the root; at least 10⁻¹².</param>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    public ScheduleFreeAdamW(
        ParameterBuffer parameters, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
        : base(parameters)
    {
        Beta1 = Require.Fraction(beta1, nameof(beta1));
        Beta2 = Require.Fraction(beta2, nameof(beta2));
        Epsilon = Require.Epsilon(epsilon);
        Moments = [new("iterate", parameters.AllocateLike()), new("average", parameters.AllocateLike()),
            new("variance", parameters.AllocateLike())];
        _pass = new FusedPass<Rule>(this);
    }

    /// <inheritdoc/>
    public override string Name => "schedule-free-adamw";

    /// <inheritdoc/>
    public override bool EvaluatesOtherValues => true;

    /// <summary><c>iterate</c>, <c>average</c> and <c>variance</c>: z, x and v.</summary>
    public override IReadOnlyList<OptimizerMoment> Moments { get; }

    /// <summary>One number: γ₁² + … + γₜ².</summary>
    public override Span<double> Scalars => _sumOfSquares;

    /// <summary>β₁, the share of the average in the point where gradients are taken.</summary>
    public float Beta1 { get; }

    /// <summary>β₂, the decay of the uncentred variance.</summary>
    public float Beta2 { get; }

    /// <summary>ε, added to the root.</summary>
    public float Epsilon { get; }

    /// <summary>z and x are then the values as they are; so is y.</summary>
    /// <inheritdoc/>
    public override void Adopt(Range part)
    {
        Span<float> values = Parameters.Values[part];
        values.CopyTo(Moments[Iterate].Block.Span[part]);
        values.CopyTo(Moments[Average].Block.Span[part]);
    }

    /// <inheritdoc/>
    protected override void Update(float learningRate)
    {
        if (Steps == 1)
        {
            Parameters.ValueBlock.CopyTo(Moments[Iterate].Block);
            Parameters.ValueBlock.CopyTo(Moments[Average].Block);
        }
        double rate = learningRate * Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        _sumOfSquares[0] += rate * rate;
        double share = rate == 0 ? 0 : rate * rate / _sumOfSquares[0];
        _pass.Run(new Rule(Beta1, Beta2, (float)rate, Epsilon, (float)share), (float)(rate * WeightDecay), Penalty);
    }

    /// <inheritdoc/>
    protected override void OnSwitch(bool toEvaluation)
    {
        if (Steps == 0)
        {
            return; // x, y and z are the same
        }
        var rule = new Rule(Beta1, Beta2, 0, Epsilon, 0);
        Span<Line> y = Lines.Of(Parameters.ValueBlock), z = Lines.Of(Moments[Iterate].Block),
            x = Lines.Of(Moments[Average].Block);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = toEvaluation ? x[i] : rule.Between(z[i], x[i]);
        }
    }

    private readonly struct Rule(float beta1, float beta2, float rate, float epsilon, float share) : IUpdateRule
    {
        private readonly MovingAverage _variance = new(beta2);
        private readonly Line _rate = Vector512.Create(rate), _epsilon = Vector512.Create(epsilon);
        private readonly Line _share = Vector512.Create(share), _shareOfIterate = Vector512.Create(1 - beta1);

        public static int Moments => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Line Update(Line value, Line gradient, Line decay, ref Line iterate, ref Line average, ref Line variance,
            ref Line fourth)
        {
            gradient = Tiny.FlushRoot(gradient);
            variance = _variance.Next(variance, gradient * gradient);
            iterate = iterate - (decay * value) - (_rate * gradient / (Vector512.Sqrt(variance) + _epsilon));
            average += _share * (iterate - average);
            return Between(iterate, average);
        }

        /// <summary>y, exactly x where z is the same.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Line Between(Line iterate, Line average) => average + (_shareOfIterate * (iterate - average));
    }
}
