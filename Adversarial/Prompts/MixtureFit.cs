namespace Scratch.Adversarial.Prompts;

/// <summary>
/// Expectation-maximisation of a Gaussian mixture (Dempster, Laird and Rubin 1977) on points that are themselves
/// Gaussians N(μᵢ, σᵢ²), as prompts are: each responsibility takes the expected log density, each covariance the
/// scatter of the μ plus the mean of the σ².
/// </summary>
/// <remarks>
/// The bound Σᵢ log Σₖ wₖ exp E[log N(zᵢ; mₖ, Sₖ)] never falls. In double precision, on the calling thread.
/// </remarks>
internal sealed class MixtureFit
{
    private const int MaxIterations = 50;
    private const double SmallestGain = 1e-3; // nats for a point: far below what a draw could show
    private const double VarianceFloor = 1e-6; // keeps a covariance of certain points that coincide invertible
    private const double Negligible = 1e-9; // a responsibility that moves nothing

    private readonly int _points;
    private readonly int _width;
    private readonly int _components;
    private readonly double[] _means; // of the points, (N, L)
    private readonly double[] _variances; // (N, L)
    private readonly double[] _responsibilities; // (N, K)
    private readonly double[] _logWeights;
    private readonly double[] _centres; // of the components, (K, L)
    private readonly CholeskyFactor[] _factors;
    private readonly double[] _precisions; // (K, L), the diagonal of each inverse covariance
    private readonly double[] _difference;

    public MixtureFit(Matrix means, Matrix deviations, int components)
    {
        (_points, _width, _components) = (means.Rows, means.Columns, components);
        _means = new double[_points * _width];
        _variances = new double[_points * _width];
        for (int i = 0; i < _points; i++)
        {
            TensorPrimitives.ConvertTruncating<float, double>(means.Row(i), _means.AsSpan(i * _width, _width));
            Span<double> variance = _variances.AsSpan(i * _width, _width);
            TensorPrimitives.ConvertTruncating<float, double>(deviations.Row(i), variance);
            TensorPrimitives.Multiply(variance, variance, variance);
        }
        _responsibilities = new double[_points * components];
        _logWeights = new double[components];
        _centres = new double[components * _width];
        _precisions = new double[components * _width];
        _factors = [.. Enumerable.Range(0, components).Select(_ => new CholeskyFactor(_width))];
        _difference = new double[_width];
    }

    /// <summary>
    /// Points that lie far apart as the first centres (k-means++, Arthur and Vassilvitskii 2007), and every point to
    /// the nearest.
    /// </summary>
    public void Seed(RandomStream random)
    {
        double[] distances = new double[_points];
        Array.Fill(distances, double.PositiveInfinity);
        int[] nearest = new int[_points];
        for (int k = 0; k < _components; k++)
        {
            int centre = k == 0 ? random.Below(_points, 0) : Choose(distances, random.Uniform((ulong)k));
            for (int i = 0; i < _points; i++)
            {
                double distance = Reductions.Distance<double>(Row(_means, i), Row(_means, centre));
                if (distance * distance < distances[i])
                {
                    (distances[i], nearest[i]) = (distance * distance, k);
                }
            }
        }
        for (int i = 0; i < _points; i++)
        {
            _responsibilities[(i * _components) + nearest[i]] = 1;
        }
    }

    /// <summary>Iterates until the bound stands still.</summary>
    /// <returns>The bound after every iteration, for a point.</returns>
    public List<double> Run()
    {
        List<double> bounds = [];
        do
        {
            Maximise();
            bounds.Add(Expect());
        }
        while (bounds.Count < MaxIterations && (bounds.Count < 2 || bounds[^1] - bounds[^2] > SmallestGain));
        return bounds;
    }

    /// <summary>The mixture of the last iteration.</summary>
    public GaussianMixture ToMixture()
    {
        Matrix means = Matrix.Allocate(_components, _width), factors = Matrix.Allocate(_components * _width, _width);
        TensorPrimitives.ConvertTruncating<double, float>(_centres, means.Span);
        for (int k = 0; k < _components; k++)
        {
            for (int i = 0; i < _width; i++)
            {
                TensorPrimitives.ConvertTruncating<double,
                    float>(_factors[k].Row(i), factors.Row((k * _width) + i)[..(i + 1)]);
            }
        }
        return new GaussianMixture([.. _logWeights.Select(weight => (float)Math.Exp(weight))], means, factors);
    }

    /// <summary>Weights, means and covariances from the responsibilities.</summary>
    private void Maximise()
    {
        for (int k = 0; k < _components; k++)
        {
            double total = 0;
            Span<double> centre = Row(_centres, k);
            centre.Clear();
            for (int i = 0; i < _points; i++)
            {
                double share = _responsibilities[(i * _components) + k];
                total += share;
                TensorPrimitives.MultiplyAdd(Row(_means, i), share, centre, centre);
            }
            // starved: never asked again
            _logWeights[k] = total > Negligible ? Math.Log(total / _points) : double.NegativeInfinity;
            if (total > Negligible)
            {
                TensorPrimitives.Divide(centre, total, centre);
                SetCovariance(k, total);
            }
        }
    }

    /// <summary>S = Σ rᵢ ((μᵢ − m)(μᵢ − m)ᵀ + diag σᵢ²) / Σ rᵢ, as its factor.</summary>
    private void SetCovariance(int k, double total)
    {
        CholeskyFactor factor = _factors[k];
        factor.Clear();
        for (int i = 0; i < _points; i++)
        {
            double share = _responsibilities[(i * _components) + k] / total;
            if (share > Negligible / total)
            {
                TensorPrimitives.Subtract(Row(_means, i), Row(_centres, k), _difference);
                factor.AddOuterProduct(_difference, share);
                factor.AddDiagonal(Row(_variances, i), share);
            }
        }
        factor.AddDiagonal(VarianceFloor);
        factor.Factor();
        factor.InverseDiagonal(Row(_precisions, k));
    }

    /// <summary>Responsibilities from weights, means and covariances; the bound for a point.</summary>
    private double Expect()
    {
        double bound = 0;
        for (int i = 0; i < _points; i++)
        {
            Span<double> logs = _responsibilities.AsSpan(i * _components, _components);
            for (int k = 0; k < _components; k++)
            {
                logs[k] = double.IsNegativeInfinity(_logWeights[k]) ? double.NegativeInfinity
                    : _logWeights[k] + ExpectedLogDensity(i, k);
            }
            double max = TensorPrimitives.Max<double>(logs);
            TensorPrimitives.Subtract(logs, max, logs);
            TensorPrimitives.Exp<double>(logs, logs);
            double sum = Reductions.Sum<double>(logs);
            TensorPrimitives.Divide(logs, sum, logs);
            bound += max + Math.Log(sum);
        }
        return bound / _points;
    }

    /// <summary>
    /// E[log N(z; m, S)] for z of N(μ, σ²): −½ (L log 2π + log |S| + (μ − m)ᵀ S⁻¹ (μ − m) + Σⱼ σⱼ² (S⁻¹)ⱼⱼ).
    /// </summary>
    private double ExpectedLogDensity(int i, int k)
    {
        TensorPrimitives.Subtract(Row(_means, i), Row(_centres, k), _difference);
        _factors[k].Solve(_difference);
        double squares = Reductions.SumOfSquares<double>(_difference)
            + Reductions.Dot<double>(Row(_variances, i), Row(_precisions, k));
        return -0.5 * ((_width * Math.Log(2 * Math.PI)) + _factors[k].LogDeterminant + squares);
    }

    private Span<double> Row(double[] rows, int row) => rows.AsSpan(row * _width, _width);

    /// <summary>A point with the probability of its distance; the first where all distances are 0.</summary>
    private static int Choose(double[] distances, float uniform)
    {
        double left = uniform * Reductions.Sum<double>(distances);
        for (int i = 0; i < distances.Length; i++)
        {
            if (distances[i] > 0 && left < distances[i])
            {
                return i;
            }
            left -= distances[i];
        }
        return 0;
    }
}
