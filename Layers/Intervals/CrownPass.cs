using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// Worst logits by linear relaxation, and the way back through them: tighter than those of intervals, for as many rows of work as there are wrong
/// classes. CROWN-IBP: Zhang et al. 2020, section 3.
/// </summary>
/// <remarks>
/// For networks Dense, relu or leaky relu, Dense, … A margin z_y − zₖ is a linear function of the last hidden layer, and is carried back through
/// each Dense layer and each relu until it is one of the input, whose least value in the box is known. Intervals bound the hidden layers. Nothing
/// here allocates once warm. Derivation: docs/backprop.md, section "CROWN bounds".
/// </remarks>
public sealed class CrownPass
{
    private readonly Network _network;
    private readonly IntervalPass _intervals;
    private readonly int _functions; // of an example: its margins
    private readonly CarriedRelu?[] _relus; // [d]: between Dense layers d − 1 and d
    private readonly Matrix[] _ofOutputs; // [d]: the functions as those of what comes out of Dense layer d, A
    private readonly Matrix[] _ofInputs; // [d]: as those of what goes into it, P
    private readonly Matrix _dOfInputs;
    private readonly Matrix _dOfOutputs;
    private readonly Matrix _margins;
    private readonly Matrix _dMargins;
    private readonly Matrix _worst;
    private readonly Matrix[] _dLower;
    private readonly Matrix[] _dUpper;
    private readonly ExampleJob _forward;
    private readonly ExampleJob _backward;
    private ReadOnlyMemory<int> _labels;
    private int _dense; // the Dense layer that the jobs are at

    /// <summary>Memory for as many boxes as the interval pass has. Allocates.</summary>
    /// <param name="network">Dense layers with relu or leaky relu between them.</param>
    /// <param name="intervals">A pass over the same network, which bounds the hidden layers.</param>
    /// <exception cref="NotSupportedException">The network has another layer or another order; the message names it.</exception>
    public CrownPass(Network network, IntervalPass intervals)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(intervals);
        RequireRelus(network);
        (_network, _intervals, _functions) = (network, intervals, network.Outputs - 1);
        int capacity = intervals.Capacity, rows = capacity * _functions;
        int[] dense = [.. Enumerable.Range(0, (network.LogitLayers + 1) / 2).Select(d => 2 * d)];
        _relus = [.. dense.Select(i => i == 0 ? null : new CarriedRelu(capacity, network.Width(i), ReluLines.SlopeOf(network.Layers[i - 1])!.Value))];
        _ofOutputs = [.. dense.Select(i => Matrix.Allocate(rows, network.Width(i + 1)))];
        _ofInputs = [.. dense.Select(i => Matrix.Allocate(rows, network.Width(i)))];
        int widest = dense.Max(network.Width);
        _dOfInputs = Matrix.Allocate(rows, widest);
        _dOfOutputs = Matrix.Allocate(rows, widest);
        _margins = Matrix.Allocate(rows, 1);
        _dMargins = Matrix.Allocate(rows, 1);
        _worst = Matrix.Allocate(capacity, network.Outputs);
        _dLower = new Matrix[network.LogitLayers];
        _dUpper = new Matrix[network.LogitLayers];
        (_forward, _backward) = (new ExampleJob(CarryBack), new ExampleJob(Return));
    }

    /// <summary>How far the logit of each class can get above that of the true class, in the boxes of the interval pass's last forward pass.</summary>
    /// <param name="labels">B true classes; they stay in use until the way back is done.</param>
    /// <returns>(B, Outputs), at least max (zₖ − z_y) for each class k, 0 for the true one; memory of this pass, until the next.</returns>
    public Matrix ForwardToWorstLogits(ReadOnlyMemory<int> labels)
    {
        int examples = _intervals.Rows;
        Shape.RequireLength(labels.Length, examples, nameof(labels));
        _labels = labels;
        int last = _relus.Length - 1;
        WriteMargins(labels.Span, Rows(_ofOutputs[last]));
        Rows(_margins).Fill(0);
        for (_dense = last; _dense >= 0; _dense--)
        {
            MatrixProduct.MultiplyByTransposed(Rows(_ofOutputs[_dense]), Weights(_dense), Rows(_ofInputs[_dense])); // P = A · Wᵀ
            WorkerPool.Run(_forward, examples);
        }
        Matrix worst = _worst.SliceRows(0, examples);
        for (int row = 0; row < examples; row++)
        {
            for (int k = 0; k < worst.Columns; k++)
            {
                worst[row, k] = k == labels.Span[row] ? 0 : -_margins[RowOf(row, k), 0];
            }
        }
        return worst;
    }

    /// <summary>
    /// The way back of <see cref="ForwardToWorstLogits"/> and of the interval pass: adds to the gradients of the network's parameters.
    /// </summary>
    /// <param name="dWorst">(B, Outputs), the gradient of the worst logits, not overwritten.</param>
    /// <param name="dWorstOfIntervals">That of <see cref="IntervalPass.ForwardToWorstLogits"/>, if it was looked at too; otherwise empty.</param>
    public void Backward(Matrix dWorst, Matrix dWorstOfIntervals = default)
    {
        int examples = _intervals.Rows;
        Shape.Require(dWorst, examples, _network.Outputs);
        for (int row = 0; row < examples; row++)
        {
            for (int k = 0; k < dWorst.Columns; k++)
            {
                if (k != _labels.Span[row])
                {
                    _dMargins[RowOf(row, k), 0] = -dWorst[row, k];
                }
            }
        }
        for (_dense = 0; _dense < _relus.Length; _dense++)
        {
            WorkerPool.Run(_backward, examples);
            ReadOnlySpan<Matrix> d = _network.Slice(_network.Parameters.GradientViews, 2 * _dense).Span;
            Matrix dOfInputs = DOfInputs(_dense);
            MatrixProduct.AddTransposedTimes(dOfInputs, Rows(_ofOutputs[_dense]), d[0]);       // dW += dPᵀ · A
            MatrixProduct.AddTransposedTimes(Rows(_dMargins), Rows(_ofOutputs[_dense]), d[1]); // db += dmᵀ · A
            if (_dense < _relus.Length - 1)
            {
                MatrixProduct.Multiply(dOfInputs, Weights(_dense), default, DOfOutputs(_dense)); // dA = dP · W
                (_dLower[(2 * _dense) + 1], _dUpper[(2 * _dense) + 1]) = (_relus[_dense + 1]!.DLower.SliceRows(0, examples), _relus[_dense + 1]!.DUpper.SliceRows(0, examples));
            }
        }
        _intervals.Backward(dWorstOfIntervals, _dLower, _dUpper);
    }

    /// <summary>What follows P = A · Wᵀ for the functions of an example: m += A · b, and the relu before, or the box.</summary>
    private void CarryBack(int example)
    {
        ReadOnlySpan<float> bias = Bias(_dense), lower = Lower(example), upper = Upper(example);
        CarriedRelu? relu = _relus[_dense];
        relu?.Take(example, lower, upper);
        for (int row = example * _functions; row < (example + 1) * _functions; row++)
        {
            ReadOnlySpan<float> p = _ofInputs[_dense].Row(row);
            _margins[row, 0] += TensorPrimitives.Dot(_ofOutputs[_dense].Row(row), bias)
                + (relu is null ? BoxMinimum.Of(p, lower, upper) : relu.Forward(example, p, _ofOutputs[_dense - 1].Row(row)));
        }
    }

    /// <summary>The way back of <see cref="CarryBack"/>: dP, and the gradients of the bounds that the relu's lines come from.</summary>
    private void Return(int example)
    {
        ReadOnlySpan<float> lower = Lower(example), upper = Upper(example);
        CarriedRelu? relu = _relus[_dense];
        relu?.BeginBackward(example);
        for (int row = example * _functions; row < (example + 1) * _functions; row++)
        {
            float dMargin = _dMargins[row, 0];
            ReadOnlySpan<float> p = _ofInputs[_dense].Row(row);
            Span<float> dP = DOfInputs(_dense).Row(row);
            if (relu is null)
            {
                BoxMinimum.Differentiate(p, lower, upper, dMargin, dP);
                continue;
            }
            Span<float> dA = DOfOutputs(_dense - 1).Row(row);
            TensorPrimitives.MultiplyAdd(Bias(_dense - 1), dMargin, dA, dA); // m has A · b, too
            relu.Backward(example, p, dA, dMargin, dP);
        }
        relu?.EndBackward(example, lower, upper);
    }

    /// <summary>e_y − eₖ for every wrong class k: the margins as functions of the logits.</summary>
    private void WriteMargins(ReadOnlySpan<int> labels, Matrix margins)
    {
        margins.Fill(0);
        for (int row = 0; row < labels.Length; row++)
        {
            for (int k = 0; k < margins.Columns; k++)
            {
                if (k != labels[row])
                {
                    margins[RowOf(row, k), labels[row]] = 1;
                    margins[RowOf(row, k), k] = -1;
                }
            }
        }
    }

    private int RowOf(int example, int k) => (example * _functions) + (k < _labels.Span[example] ? k : k - 1);

    private Matrix Rows(Matrix room) => room.SliceRows(0, _intervals.Rows * _functions);

    private Matrix DOfInputs(int dense) => _dOfInputs.Reshape(0, _intervals.Rows * _functions, _network.Width(2 * dense));

    private Matrix DOfOutputs(int dense) => _dOfOutputs.Reshape(0, _intervals.Rows * _functions, _network.Width((2 * dense) + 1));

    private Matrix Weights(int dense) => _network.ParametersOf(2 * dense).Span[0];

    private ReadOnlySpan<float> Bias(int dense) => _network.ParametersOf(2 * dense).Span[1].Row(0);

    /// <summary>The bounds in front of the relu before the Dense layer at hand; of the input for the first.</summary>
    private ReadOnlySpan<float> Lower(int example) => _intervals.Lower(Math.Max(0, (2 * _dense) - 1)).Row(example);

    private ReadOnlySpan<float> Upper(int example) => _intervals.Upper(Math.Max(0, (2 * _dense) - 1)).Row(example);

    private static void RequireRelus(Network network)
    {
        for (int i = 0; i < network.LogitLayers; i++)
        {
            if (i % 2 == 0 ? network.Layers[i] is not Dense : ReluLines.SlopeOf(network.Layers[i]) is null)
            {
                throw new NotSupportedException($"Layer {i}, {network.Layers[i].Type}: CROWN takes Dense layers with relu or leaky relu between them.");
            }
        }
    }

    private sealed class ExampleJob(Action<int> run) : ParallelJob
    {
        protected internal override void Run(int part) => run(part);
    }
}
