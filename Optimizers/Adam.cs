using System.Numerics;
using Scratch.Engine;

namespace Scratch.Optimizers;

/// <summary>
/// Adam: m = β₁ m + (1 − β₁) g, v = β₂ v + (1 − β₂) g², θ = θ − η m̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).
/// Kingma and Ba 2015, algorithm 1.
/// </summary>
/// <remarks>One pass over memory: each parameter, gradient and moment is read once and written once.</remarks>
public sealed class Adam : Optimizer
{
    private const int FloatsOfPart = 32 * 1024;
    private const float SmallestEpsilon = 1e-12f; // well above √v where v is flushed to zero: m / ε alone must stay small

    private readonly Matrix _mean;
    private readonly Matrix _variance;
    private readonly Job _job;

    /// <summary>Adam with the constants of the paper unless given.</summary>
    /// <param name="parameters">What to optimise.</param>
    /// <param name="beta1">The decay of the mean, in [0, 1).</param>
    /// <param name="beta2">The decay of the uncentred variance, in [0, 1).</param>
    /// <param name="epsilon">Added to √v̂; at least 10⁻¹².</param>
    /// <exception cref="ArgumentOutOfRangeException">A constant is out of its range.</exception>
    public Adam(ParameterBuffer parameters, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
        : base(parameters)
    {
        if (!(beta1 is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(beta1), beta1, "β₁ lies in [0, 1).");
        }
        if (!(beta2 is >= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(beta2), beta2, "β₂ lies in [0, 1).");
        }
        if (!(epsilon >= SmallestEpsilon))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, $"ε is at least {SmallestEpsilon}.");
        }
        (Beta1, Beta2, Epsilon) = (beta1, beta2, epsilon);
        _mean = parameters.AllocateLike();
        _variance = parameters.AllocateLike();
        Moments = [new("mean", _mean), new("variance", _variance)];
        _job = new Job(this);
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
    protected override void Update(Span<float> values, ReadOnlySpan<float> gradients, float learningRate)
    {
        // η m̂ / (√v̂ + ε) = (η / (1 − β₁ᵗ)) m / (√v / √(1 − β₂ᵗ) + ε)
        _job.Rate = (float)(learningRate / (1 - Math.Pow(Beta1, Steps)));
        _job.RootCorrection = (float)(1 / Math.Sqrt(1 - Math.Pow(Beta2, Steps)));
        WorkerPool.Run(_job, (values.Length + FloatsOfPart - 1) / FloatsOfPart);
    }

    private void UpdatePart(Span<float> value, ReadOnlySpan<float> gradient, Span<float> mean, Span<float> variance, float rate, float rootCorrection)
    {
        for (int i = 0; i < value.Length; i += Vector<float>.Count) // no rest: the block is a whole number of 64-byte lines
        {
            Vector<float> g = Tiny.Flush(new Vector<float>(gradient[i..]), Tiny.RootThreshold);
            Vector<float> m = Tiny.Flush((Beta1 * new Vector<float>(mean[i..])) + ((1 - Beta1) * g));
            Vector<float> v = Tiny.Flush((Beta2 * new Vector<float>(variance[i..])) + ((1 - Beta2) * (g * g)));
            Vector<float> root = (rootCorrection * Vector.SquareRoot(v)) + new Vector<float>(Epsilon);
            m.CopyTo(mean[i..]);
            v.CopyTo(variance[i..]);
            (new Vector<float>(value[i..]) - (rate * m / root)).CopyTo(value[i..]);
        }
    }

    private sealed class Job(Adam adam) : ParallelJob
    {
        public float Rate;
        public float RootCorrection;

        protected override void Run(int part)
        {
            int start = part * FloatsOfPart;
            Range range = start..Math.Min(start + FloatsOfPart, adam.Parameters.Values.Length);
            adam.UpdatePart(
                adam.Parameters.Values[range],
                adam.Parameters.Gradients[range],
                adam._mean.Span[range],
                adam._variance.Span[range],
                Rate,
                RootCorrection);
        }
    }
}
