using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Scratch.Engine;
using Scratch.Optimizers.Passes;

namespace Scratch.Optimizers;

/// <summary>
/// AdaGrad: s = s + g², θ = θ − η g / (√s + ε). Duchi, Hazan and Singer 2011, section 1, with a diagonal matrix.
/// </summary>
public sealed class AdaGrad : Optimizer
{
    private readonly FusedPass<Rule> _pass;

    /// <summary>AdaGrad with the constant of PyTorch unless given.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="epsilon">Added to √s; at least 10⁻¹².</param>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    public AdaGrad(ParameterBuffer parameters, float epsilon = 1e-10f)
        : base(parameters)
    {
        Epsilon = Require.Epsilon(epsilon);
        Moments = [new("sum", parameters.AllocateLike())];
        _pass = new FusedPass<Rule>(this);
    }

    /// <inheritdoc/>
    public override string Name => "adagrad";

    /// <summary><c>sum</c>: s.</summary>
    public override IReadOnlyList<OptimizerMoment> Moments { get; }

    /// <summary>ε, added to √s.</summary>
    public float Epsilon { get; }

    /// <inheritdoc/>
    protected override void Update(float learningRate) =>
        _pass.Run(new Rule(learningRate, Epsilon), learningRate * WeightDecay, Penalty);

    private readonly struct Rule(float rate, float epsilon) : IUpdateRule
    {
        private readonly Line _rate = Vector512.Create(rate), _epsilon = Vector512.Create(epsilon);

        public static int Moments => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Line Update(Line value, Line gradient, Line decay, ref Line sum, ref Line second, ref Line third,
            ref Line fourth)
        {
            gradient = Tiny.FlushRoot(gradient);
            sum += gradient * gradient;
            return value - (decay * value) - (_rate * gradient / (Vector512.Sqrt(sum) + _epsilon));
        }
    }
}
