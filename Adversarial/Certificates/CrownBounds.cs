namespace Scratch.Adversarial.Certificates;

/// <summary>
/// Bounds by linear relaxation: a logit's lower bound is a linear function of the last hidden layer, and is carried
/// back through each relu and each Dense layer until it is one of the input. CROWN: Zhang et al. 2018, theorem 3.2.
/// </summary>
/// <remarks>
/// For networks Dense, relu or leaky relu, Dense, … The hidden layers start from interval bounds; where those leave
/// open on which side of zero a unit is, they are bounded in the same way. Every result is the better of the two, so it
/// is never looser than <see cref="IntervalBounds"/>. An upper bound is the lower one of the negative. Rounding:
/// <see cref="BallMinimum"/>.
/// </remarks>
public sealed class CrownBounds : MarginBounds
{
    private readonly IntervalBounds _intervals;
    private readonly Hidden[] _hidden;
    private readonly Matrix _last; // (classes, inputs)
    private readonly Matrix _lastBias;
    private readonly Matrix[] _coefficients;
    private readonly float[] _constants;
    private readonly BallMinimum _minimum;
    private readonly RowsJob _job;
    private readonly Matrix _margins;
    private readonly bool _firstIsExact;

    /// <summary>
    /// Memory for up to <paramref name="capacity"/> examples. Allocates. It is for weights that stay as they are: some
    /// of them are copied.
    /// </summary>
    /// <param name="network">Dense layers with relu or leaky relu between them.</param>
    /// <param name="ball">The inputs that the bounds hold for.</param>
    /// <param name="capacity">The largest batch.</param>
    /// <exception cref="NotSupportedException">The network has another layer or another order; the message names
    /// it.</exception>
    public CrownBounds(Network network, Ball ball, int capacity)
    {
        ArgumentNullException.ThrowIfNull(network);
        _hidden = HiddenLayers(network);
        _intervals = new IntervalBounds(network, ball, capacity);
        _firstIsExact = ball.Norm == Norm.LInfinity;
        ReadOnlySpan<Matrix> last = network.ParametersOf(network.LogitLayers - 1).Span;
        (_last, _lastBias) = (Transposed(last[0]), last[1]);
        int widest = Enumerable.Range(0, network.LogitLayers + 1).Max(network.Width);
        _coefficients = [Matrix.Allocate(2 * widest, widest), Matrix.Allocate(2 * widest, widest)];
        _constants = new float[2 * widest];
        _minimum = new BallMinimum(ball, network.Inputs);
        _job = new RowsJob(_constants, _minimum);
        _margins = Matrix.Allocate(capacity, network.Outputs);
    }

    /// <inheritdoc/>
    public override string Name => "crown";

    /// <inheritdoc/>
    public override int Capacity => _intervals.Capacity;

    /// <inheritdoc/>
    public override void BoundLogits(Matrix inputs, Matrix lower, Matrix upper)
    {
        _intervals.BoundLogits(inputs, lower, upper);
        int classes = _last.Rows;
        for (int row = 0; row < inputs.Rows; row++)
        {
            BoundHidden(inputs, row);
            Matrix a = Room(0, 2 * classes, _last.Columns);
            for (int k = 0; k < classes; k++)
            {
                Ask(a, k, classes, _last.Row(k), _lastBias[0, k]);
            }
            CarryBack(a, _hidden.Length);
            for (int k = 0; k < classes; k++)
            {
                lower[row, k] = MathF.Max(lower[row, k], _constants[k]);
                upper[row, k] = MathF.Min(upper[row, k], -_constants[classes + k]);
            }
        }
    }

    /// <inheritdoc/>
    public override void BoundMargins(Matrix inputs, ReadOnlyMemory<int> labels, Matrix margins)
    {
        _intervals.BoundMargins(inputs, labels, margins);
        for (int row = 0; row < inputs.Rows; row++)
        {
            Tighten(inputs, row, labels.Span[row], margins.Row(row));
        }
    }

    /// <inheritdoc/>
    /// <remarks>Spends time on those alone that intervals leave open.</remarks>
    public override void Certify(Matrix inputs, ReadOnlyMemory<int> labels, Span<bool> certified)
    {
        Shape.RequireLength(certified.Length, inputs.Rows, nameof(certified));
        Matrix margins = _margins.SliceRows(0, inputs.Rows);
        _intervals.BoundMargins(inputs, labels, margins);
        for (int row = 0; row < inputs.Rows; row++)
        {
            int label = labels.Span[row];
            if (!AreAboveZero(margins.Row(row), label))
            {
                Tighten(inputs, row, label, margins.Row(row));
            }
            certified[row] = AreAboveZero(margins.Row(row), label);
        }
    }

    /// <summary>The margins of one example, where they are better than what is there.</summary>
    private void Tighten(Matrix inputs, int row, int label, Span<float> margins)
    {
        BoundHidden(inputs, row);
        Matrix a = Room(0, _last.Rows, _last.Columns);
        for (int k = 0; k < a.Rows; k++)
        {
            TensorPrimitives.Subtract(_last.Row(label), _last.Row(k), a.Row(k));
            _constants[k] = _lastBias[0, label] - _lastBias[0, k];
        }
        CarryBack(a, _hidden.Length);
        for (int k = 0; k < margins.Length; k++)
        {
            margins[k] = k == label ? 0 : MathF.Max(margins[k], _constants[k]);
        }
    }

    /// <summary>
    /// Bounds the hidden layers of one example, from the intervals of the pass on, and lays lines around their
    /// activations.
    /// </summary>
    private void BoundHidden(Matrix inputs, int row)
    {
        _minimum.Take(inputs.Row(row));
        for (int k = 0; k < _hidden.Length; k++)
        {
            Hidden layer = _hidden[k];
            Span<float> lower = _intervals.Pass.Lower(layer.Output).Row(row),
                upper = _intervals.Pass.Upper(layer.Output).Row(row);
            if (k > 0 || !_firstIsExact)
            {
                Tighten(k, lower, upper);
            }
            layer.Lines.Take(lower, upper);
        }
    }

    /// <summary>Bounds those units of a hidden layer that may be on either side of zero.</summary>
    private void Tighten(int k, Span<float> lower, Span<float> upper)
    {
        Hidden layer = _hidden[k];
        int count = 0;
        for (int i = 0; i < lower.Length; i++)
        {
            if (lower[i] < 0 && upper[i] > 0)
            {
                layer.Open[count++] = i;
            }
        }
        Matrix a = Room(0, 2 * count, layer.Transposed.Columns);
        for (int j = 0; j < count; j++)
        {
            Ask(a, j, count, layer.Transposed.Row(layer.Open[j]), layer.Bias[0, layer.Open[j]]);
        }
        CarryBack(a, k);
        for (int j = 0; j < count; j++)
        {
            ref float low = ref lower[layer.Open[j]], high = ref upper[layer.Open[j]];
            low = MathF.Max(low, _constants[j]);
            high = MathF.Min(high, -_constants[count + j]);
        }
    }

    /// <summary>Row j asks for the lower bound of a linear function, row count + j for that of its negative.</summary>
    private void Ask(Matrix a, int j, int count, ReadOnlySpan<float> coefficients, float constant)
    {
        coefficients.CopyTo(a.Row(j));
        TensorPrimitives.Negate(coefficients, a.Row(count + j));
        (_constants[j], _constants[count + j]) = (constant, -constant);
    }

    /// <summary>
    /// Turns a · h + constant, h the activations behind hidden layer <paramref name="layers"/> − 1, into its lower
    /// bound, in the constants.
    /// </summary>
    private void CarryBack(Matrix a, int layers)
    {
        for (int k = layers - 1; k >= 0; k--)
        {
            Cancellation.ThrowIfCancellationRequested();
            _job.Substitute(a, _hidden[k]);
            Matrix next = Room((layers - k) & 1, a.Rows, _hidden[k].Weights.Rows);
            MatrixProduct.MultiplyByTransposed(a, _hidden[k].Weights, next);
            a = next;
        }
        _job.Minimise(a);
    }

    private Matrix Room(int index, int rows, int columns) => _coefficients[index].Reshape(0, rows, columns);

    private static Hidden[] HiddenLayers(Network network)
    {
        var hidden = new List<Hidden>();
        int last = network.LogitLayers - 1;
        for (int i = 0; i < last; i += 2)
        {
            float? slope = ReluLines.SlopeOf(network.Layers[i + 1]);
            if (network.Layers[i] is not Dense || slope is null || i + 1 == last)
            {
                throw new NotSupportedException(
                    $"Layers {i} and {i + 1}, {network.Layers[i].Type} and {network.Layers[i + 1].Type}: CROWN takes "
                        + "Dense layers with relu or leaky relu between them.");
            }
            hidden.Add(new Hidden(network, i, slope.Value));
        }
        return [.. hidden];
    }

    private static Matrix Transposed(Matrix weights)
    {
        Matrix transposed = Matrix.Allocate(weights.Columns, weights.Rows);
        for (int i = 0; i < weights.Rows; i++)
        {
            for (int o = 0; o < weights.Columns; o++)
            {
                transposed[o, i] = weights[i, o];
            }
        }
        return transposed;
    }

    /// <summary>A Dense layer and the activation behind it.</summary>
    private sealed class Hidden(Network network, int layer, float slope)
    {
        public readonly Matrix Weights = network.ParametersOf(layer).Span[0];
        public readonly Matrix Bias = network.ParametersOf(layer).Span[1];
        public readonly Matrix Transposed = CrownBounds.Transposed(network.ParametersOf(layer).Span[0]);
        public readonly ReluRelaxation Lines = new(network.Width(layer + 1), slope);
        public readonly int[] Open = new int[network.Width(layer + 1)];
        public readonly int Output = layer + 1;
    }

    /// <summary>What is done to each linear function by itself, some rows at a time.</summary>
    private sealed class RowsJob(float[] constants, BallMinimum minimum) : ParallelJob
    {
        private const int RowsOfPart = 16;
        private Matrix _a;
        private Hidden? _layer;

        public void Substitute(Matrix a, Hidden layer) => RunAll(a, layer);

        public void Minimise(Matrix a) => RunAll(a, null);

        protected override void Run(int part)
        {
            int end = Math.Min((part + 1) * RowsOfPart, _a.Rows);
            for (int row = part * RowsOfPart; row < end; row++)
            {
                constants[row] = _layer is null
                    ? minimum.Of(_a.Row(row), constants[row])
                    : constants[row] + _layer.Lines.Substitute(_a.Row(row), _layer.Bias.Row(0));
            }
        }

        private void RunAll(Matrix a, Hidden? layer)
        {
            (_a, _layer) = (a, layer);
            WorkerPool.Run(this, (a.Rows + RowsOfPart - 1) / RowsOfPart);
        }
    }
}
