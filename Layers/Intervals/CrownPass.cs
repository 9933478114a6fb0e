using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// Worst logits by linear relaxation, and the way back through them: tighter than those of intervals, for a row of work
/// for each wrong class that is bounded. CROWN-IBP: Zhang et al. 2020, section 3.
/// </summary>
/// <remarks>
/// For networks Dense, relu or leaky relu, Dense, … A margin z_y − zₖ is a linear function of the last hidden layer,
/// and is carried back through each Dense layer and each relu until it is one of the input, whose least value in the
/// box is known. Intervals bound the hidden layers. Nothing here allocates once warm. Derivation: docs/backprop.md,
/// section "CROWN bounds".
/// </remarks>
public sealed class CrownPass
{
    /// <summary>The worst logit of a class that is not bounded: as a probability, 0.</summary>
    public const float OutOfReach = -1e4f;

    private readonly Network _network;
    private readonly IntervalPass _intervals;
    private readonly int _functions; // of an example: its margins over its rivals
    private readonly int[] _rivals; // the classes that they are
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
    private int _dense; // the Dense layer that the jobs are at

    /// <summary>Memory for as many boxes as the interval pass has. Allocates.</summary>
    /// <param name="network">Dense layers with relu or leaky relu between them.</param>
    /// <param name="intervals">A pass over the same network, which bounds the hidden layers.</param>
    /// <param name="rivals">The wrong classes of an example that are bounded, those with the largest logits; all by
    /// default.</param>
    /// <exception cref="NotSupportedException">The network has another layer or another order; the message names
    /// it.</exception>
    public CrownPass(Network network, IntervalPass intervals, int rivals = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(intervals);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rivals);
        RequireRelus(network);
        (_network, _intervals, _functions) = (network, intervals, Math.Min(rivals, network.Outputs - 1));
        int capacity = intervals.Capacity, rows = capacity * _functions;
        int[] dense = [.. Enumerable.Range(0, (network.LogitLayers + 1) / 2).Select(d => 2 * d)];
        _relus = [.. dense.Select(
            i => i == 0 ? null : new CarriedRelu(
            capacity, network.Width(i), ReluLines.SlopeOf(network.Layers[i - 1])!.Value))];
        _ofOutputs = [.. dense.Select(i => Matrix.Allocate(rows, network.Width(i + 1)))];
        _ofInputs = [.. dense.Select(i => Matrix.Allocate(rows, network.Width(i)))];
        int widest = dense.Max(network.Width);
        _dOfInputs = Matrix.Allocate(rows, widest);
        _dOfOutputs = Matrix.Allocate(rows, widest);
        _rivals = new int[rows];
        _margins = Matrix.Allocate(rows, 1);
        _dMargins = Matrix.Allocate(rows, 1);
        _worst = Matrix.Allocate(capacity, network.Outputs);
        _dLower = new Matrix[network.LogitLayers];
        _dUpper = new Matrix[network.LogitLayers];
        (_forward, _backward) = (new ExampleJob(CarryBack), new ExampleJob(Return));
    }

    /// <summary>
    /// How far the logit of each class can get above that of the true class, in the boxes of the interval pass's last
    /// forward pass.
    /// </summary>
    /// <param name="logits">(B, Outputs), of the examples in the boxes: they tell who the rivals are.</param>
    /// <param name="labels">B true classes.</param>
    /// <returns>
    /// (B, Outputs), at least max (zₖ − z_y) for each rival k, 0 for the true class, and <see cref="OutOfReach"/> for
    /// the others; memory of this pass, until the next.
    /// </returns>
    public Matrix ForwardToWorstLogits(Matrix logits, ReadOnlySpan<int> labels)
    {
        int examples = _intervals.Rows, last = _relus.Length - 1;
        Shape.RequireLength(labels.Length, examples, nameof(labels));
        Shape.Require(logits, examples, _network.Outputs);
        WriteMargins(logits, labels, Rows(_ofOutputs[last]));
        Rows(_margins).Fill(0);
        for (_dense = last; _dense >= 0; _dense--)
        {
            // P = A · Wᵀ
            SharedProduct.MultiplyByTransposed(Rows(_ofOutputs[_dense]), Weights(_dense), Rows(_ofInputs[_dense]));
            WorkerPool.Run(_forward, examples);
        }
        Matrix worst = _worst.SliceRows(0, examples);
        worst.Fill(OutOfReach);
        for (int row = 0; row < examples * _functions; row++)
        {
            worst[row / _functions, _rivals[row]] = -_margins[row, 0];
        }
        for (int example = 0; example < examples; example++)
        {
            worst[example, labels[example]] = 0;
        }
        return worst;
    }

    /// <summary>
    /// The way back of <see cref="ForwardToWorstLogits"/>, and on through the interval pass: adds to the gradients of
    /// the network's parameters.
    /// </summary>
    /// <param name="dWorst">(B, Outputs), the gradient of the worst logits, not overwritten.</param>
    public void Backward(Matrix dWorst)
    {
        int examples = _intervals.Rows;
        Shape.Require(dWorst, examples, _network.Outputs);
        for (int row = 0; row < examples * _functions; row++)
        {
            _dMargins[row, 0] = -dWorst[row / _functions, _rivals[row]];
        }
        for (_dense = 0; _dense < _relus.Length; _dense++)
        {
            WorkerPool.Run(_backward, examples);
            ReadOnlySpan<Matrix> d = _network.Slice(_network.Parameters.GradientViews, 2 * _dense).Span;
            Matrix dOfInputs = DOfInputs(_dense);
            SharedProduct.AddTransposedTimes(dOfInputs, Rows(_ofOutputs[_dense]), d[0]);       // dW += dPᵀ · A
            MatrixProduct.AddTransposedTimes(Rows(_dMargins), Rows(_ofOutputs[_dense]), d[1]); // db += dmᵀ · A
            if (_dense < _relus.Length - 1)
            {
                SharedProduct.Multiply(dOfInputs, Weights(_dense), default, DOfOutputs(_dense)); // dA = dP · W
                (_dLower[(2 * _dense) + 1], _dUpper[(2 * _dense) + 1]) =
                    (_relus[_dense + 1]!.DLower.SliceRows(0, examples),
                    _relus[_dense + 1]!.DUpper.SliceRows(0, examples));
            }
        }
        _intervals.Backward(_dLower, _dUpper);
    }

    /// <summary>
    /// What follows P = A · Wᵀ for the functions of an example: m += A · b, and the relu before, or the box.
    /// </summary>
    private void CarryBack(int example)
    {
        ReadOnlySpan<float> bias = Bias(_dense), lower = Lower(example), upper = Upper(example);
        CarriedRelu? relu = _relus[_dense];
        relu?.Take(example, lower, upper);
        for (int row = example * _functions; row < (example + 1) * _functions; row++)
        {
            ReadOnlySpan<float> p = _ofInputs[_dense].Row(row);
            _margins[row, 0] += Reductions.Dot(_ofOutputs[_dense].Row(row), bias)
                + (relu is null ? BoxMinimum.Of(p, lower, upper)
                    : relu.Forward(example, p, _ofOutputs[_dense - 1].Row(row)));
        }
    }

    /// <summary>
    /// The way back of <see cref="CarryBack"/>: dP, and the gradients of the bounds that the relu's lines come from.
    /// </summary>
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

    /// <summary>e_y − eₖ for every rival k: the margins as functions of the logits.</summary>
    private void WriteMargins(Matrix logits, ReadOnlySpan<int> labels, Matrix margins)
    {
        margins.Fill(0);
        for (int example = 0; example < labels.Length; example++)
        {
            Span<int> rivals = _rivals.AsSpan(example * _functions, _functions);
            FindRivals(logits.Row(example), labels[example], rivals);
            for (int j = 0; j < _functions; j++)
            {
                margins[(example * _functions) + j, labels[example]] = 1;
                margins[(example * _functions) + j, rivals[j]] = -1;
            }
        }
    }

    /// <summary>
    /// The wrong classes with the largest logits, those first; of two that are the same, the one with the smaller
    /// number.
    /// </summary>
    private static void FindRivals(ReadOnlySpan<float> logits, int label, Span<int> rivals)
    {
        for (int j = 0; j < rivals.Length; j++)
        {
            int strongest = -1;
            for (int k = 0; k < logits.Length; k++)
            {
                bool isFree = k != label && !rivals[..j].Contains(k);
                strongest = isFree && (strongest < 0 || logits[k] > logits[strongest]) ? k : strongest;
            }
            rivals[j] = strongest;
        }
    }

    private Matrix Rows(Matrix room) => room.SliceRows(0, _intervals.Rows * _functions);

    private Matrix DOfInputs(int dense) =>
        _dOfInputs.Reshape(0, _intervals.Rows * _functions, _network.Width(2 * dense));

    private Matrix DOfOutputs(int dense) =>
        _dOfOutputs.Reshape(0, _intervals.Rows * _functions, _network.Width((2 * dense) + 1));

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
                throw new NotSupportedException(
                    $"Layer {i}, {network.Layers[i].Type}: CROWN takes Dense layers with relu or leaky relu between "
                    + "them.");
            }
        }
    }

    private sealed class ExampleJob(Action<int> run) : ParallelJob
    {
        protected internal override void Run(int part) => run(part);
    }
}
