using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// Bounds of a network's logits while its input moves in a box, and the way back through them. Interval bound
/// propagation: Gowal et al. 2018.
/// </summary>
/// <remarks>
/// For networks of Dense layers and activations that only rise, the last layer before the logits a Dense one. In front
/// of them may stand layers that learn nothing and have bounds of their own: a standardisation, or those that make
/// features of sounds. The boxes of a batch are (B, Inputs) matrices of lower and upper bounds; nothing here allocates
/// once warm. Derivation: docs/backprop.md, section "Interval bounds".
/// </remarks>
public sealed class IntervalPass
{
    private readonly Network _network;
    private readonly DenseIntervals?[] _dense;
    private readonly WorstLogits _last;
    private readonly Matrix[] _lower; // of the input of each layer; of the logits at last
    private readonly Matrix[] _upper;
    private readonly Matrix[] _room;
    private readonly Matrix _worst;
    private readonly Matrix _roomOfFirst;
    private readonly int _first; // the first layer that learns, or leads to it as an activation does
    private readonly bool _roundsOutward;
    private ReadOnlyMemory<int> _labels;
    private int _rows;

    /// <summary>Memory for up to <paramref name="capacity"/> boxes. Allocates.</summary>
    /// <param name="network">Dense layers and element-wise ones that rise.</param>
    /// <param name="capacity">The largest batch.</param>
    /// <param name="roundsOutward">
    /// Widens the bounds by more than rounding can do, of the bounds and of the network, so that no float evaluation of
    /// a network with relu or leaky relu leaves them. For certificates; the way back does not feel it.
    /// </param>
    /// <exception cref="NotSupportedException">A layer has no bounds here, or the last is not Dense; the message names
    /// it.</exception>
    public IntervalPass(Network network, int capacity, bool roundsOutward = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        (_network, Capacity, _roundsOutward) = (network, capacity, roundsOutward);
        int layers = network.LogitLayers;
        _first = network.Layers.TakeWhile(layer => layer is IIntervalLayer).Count();
        for (int i = _first; i < layers; i++)
        {
            if (network.Layers[i] is not (Dense or ElementWise { Rises: true })
                || (i == layers - 1 && network.Layers[i] is not Dense))
            {
                throw new NotSupportedException(
                    $"Layer {i}, {network.Layers[i].Type}: interval bounds take Dense layers and activations that "
                    + "only rise, a Dense one at last, and in front of them the layers of sounds or a "
                    + "standardisation.");
            }
        }
        if (_first >= layers)
        {
            throw new NotSupportedException("Interval bounds take a network with a Dense layer at last.");
        }
        _roomOfFirst = Matrix.Allocate(1, network.Layers.Take(_first).Max(layer => (int?)RoomOf(layer)) ?? 0);
        _dense = [.. network.Layers.Take(layers)
            .Select(layer => layer is Dense dense ? new DenseIntervals(dense, capacity, roundsOutward) : null)];
        _last = new WorstLogits((Dense)network.Layers[layers - 1]);
        _lower = [.. Enumerable.Range(0, layers + 1).Select(i => Matrix.Allocate(capacity, network.Width(i)))];
        _upper = [.. Enumerable.Range(0, layers + 1).Select(i => Matrix.Allocate(capacity, network.Width(i)))];
        int widest = Enumerable.Range(_first, layers + 1 - _first).Max(network.Width);
        _room = [.. Enumerable.Range(0, 4).Select(_ => Matrix.Allocate(capacity, widest))];
        _worst = Matrix.Allocate(capacity, network.Outputs);
    }

    /// <summary>The largest batch.</summary>
    public int Capacity { get; }

    /// <summary>The boxes of the last pass.</summary>
    internal int Rows => _rows;

    /// <summary>
    /// The lower bounds of what goes into layer <paramref name="layer"/>, (B, width), of the last pass; for
    /// LogitLayers, of the logits.
    /// </summary>
    public Matrix Lower(int layer) => _lower[layer].SliceRows(0, _rows);

    /// <summary>The upper bounds, as <see cref="Lower"/>.</summary>
    public Matrix Upper(int layer) => _upper[layer].SliceRows(0, _rows);

    /// <summary>Bounds every layer, up to the logits.</summary>
    /// <param name="lower">(B, Inputs), not overwritten.</param>
    /// <param name="upper">(B, Inputs), not overwritten; not below the lower bounds.</param>
    public void Forward(Matrix lower, Matrix upper)
    {
        ForwardToLast(lower, upper);
        ForwardDense(_network.LogitLayers - 1);
    }

    /// <summary>
    /// How far the logit of each class can get above that of the true class: logits for a loss on the worst case.
    /// </summary>
    /// <param name="lower">(B, Inputs), not overwritten.</param>
    /// <param name="upper">(B, Inputs), not overwritten; not below the lower bounds.</param>
    /// <param name="labels">B true classes; they stay in use until the way back is done.</param>
    /// <returns>(B, Outputs), at least max (zₖ − z_y) for each class k, 0 for the true one; memory of this pass, until
    /// the next.</returns>
    public Matrix ForwardToWorstLogits(Matrix lower, Matrix upper, ReadOnlyMemory<int> labels)
    {
        Shape.RequireLength(labels.Length, lower.Rows, nameof(labels));
        ForwardToLast(lower, upper);
        _labels = labels;
        int last = _network.LogitLayers - 1;
        ReadOnlySpan<Matrix> p = _network.ParametersOf(last).Span;
        DenseIntervals dense = _dense[last]!;
        dense.Take(p[0], p[1], Lower(last), Upper(last));
        Matrix worst = _worst.SliceRows(0, _rows);
        _last.Forward(p[0], p[1], dense.Centre(_rows), dense.Radius(_rows), labels.Span, worst);
        if (_roundsOutward)
        {
            Matrix slack = Room(0, last + 1);
            dense.Slack(p[1], Room(1, last), slack);
            for (int row = 0; row < _rows; row++)
            {
                int own = labels.Span[row];
                TensorPrimitives.Add(worst.Row(row), slack.Row(row), worst.Row(row));
                TensorPrimitives.Add(worst.Row(row), slack[row, own], worst.Row(row));
                worst[row, own] = 0;
            }
        }
        return worst;
    }

    /// <summary>
    /// The way back of <see cref="ForwardToWorstLogits"/>: adds to the gradients of the network's parameters.
    /// </summary>
    /// <param name="dWorst">(B, Outputs), the gradient of the worst logits, not overwritten.</param>
    public void Backward(Matrix dWorst)
    {
        Shape.Require(dWorst, _rows, _network.Outputs);
        int last = _network.LogitLayers - 1;
        ReadOnlySpan<Matrix> d = _network.Slice(_network.Parameters.GradientViews, last).Span;
        Matrix dCentre = Room(0, last), dRadius = Room(1, last);
        _last.Backward(_dense[last]!.Centre(_rows), _dense[last]!.Radius(_rows), _labels.Span, dWorst, d[0], d[1],
            dCentre, dRadius);
        BackwardToInput(dCentre, dRadius, [], []);
    }

    /// <summary>
    /// The way back of <see cref="Forward"/> where bounds in front of activations have gradients, and the logits have
    /// none.
    /// </summary>
    /// <param name="dLower">For each layer that of <see cref="Lower"/>, or nothing.</param>
    /// <param name="dUpper">For each layer that of <see cref="Upper"/>, likewise.</param>
    internal void Backward(ReadOnlySpan<Matrix> dLower, ReadOnlySpan<Matrix> dUpper)
    {
        int last = _network.LogitLayers - 1;
        Matrix dCentre = Room(0, last), dRadius = Room(1, last);
        dCentre.Fill(0);
        dRadius.Fill(0);
        BackwardToInput(dCentre, dRadius, dLower, dUpper);
    }

    /// <summary>The way back from what goes into the last layer.</summary>
    private void BackwardToInput(
        Matrix dCentre, Matrix dRadius, ReadOnlySpan<Matrix> dInnerLower, ReadOnlySpan<Matrix> dInnerUpper)
    {
        for (int i = _network.LogitLayers - 2; i >= _first; i--)
        {
            Matrix dLower = Room(2, i + 1), dUpper = Room(3, i + 1);
            TensorPrimitives.Subtract(dCentre.Span, dRadius.Span, dLower.Span); // c = ½ (l + u) and r = ½ (u − l)
            TensorPrimitives.Multiply(dLower.Span, 0.5f, dLower.Span);
            TensorPrimitives.Add(dCentre.Span, dRadius.Span, dUpper.Span);
            TensorPrimitives.Multiply(dUpper.Span, 0.5f, dUpper.Span);
            for (; i >= _first && _network.Layers[i] is ElementWise function; i--)
            {
                function.Differentiate(Lower(i + 1).Span, dLower.Span, dLower.Span);
                function.Differentiate(Upper(i + 1).Span, dUpper.Span, dUpper.Span);
                AddInner(dInnerLower, i, dLower);
                AddInner(dInnerUpper, i, dUpper);
            }
            if (i < _first)
            {
                return;
            }
            Matrix dCentreOut = Room(0, i + 1), dRadiusOut = Room(1, i + 1);
            TensorPrimitives.Add(dLower.Span, dUpper.Span, dCentreOut.Span); // l′ = c′ − r′ and u′ = c′ + r′
            TensorPrimitives.Subtract(dUpper.Span, dLower.Span, dRadiusOut.Span);
            var pass = new Pass(_network.ParametersOf(i), _network.Slice(_network.Parameters.GradientViews, i));
            _dense[i]!.Backward(pass, dCentreOut, dRadiusOut, goesOn: i > _first, Room(2, i), Room(3, i));
            Room(2, i).CopyTo(dCentre = Room(0, i));
            Room(3, i).CopyTo(dRadius = Room(1, i));
        }
    }

    private static void AddInner(ReadOnlySpan<Matrix> dInner, int layer, Matrix d)
    {
        if (layer < dInner.Length && !dInner[layer].IsEmpty)
        {
            TensorPrimitives.Add(d.Span, dInner[layer].Span, d.Span);
        }
    }

    private void ForwardToLast(Matrix lower, Matrix upper)
    {
        Shape.Require(lower, lower.Rows, _network.Inputs);
        Shape.RequireSame(lower, upper);
        if (lower.Rows > Capacity)
        {
            throw new ArgumentException(
                $"The boxes are {lower}, but there is room for {Capacity} rows.", nameof(lower));
        }
        _rows = lower.Rows;
        lower.CopyTo(Lower(0));
        upper.CopyTo(Upper(0));
        for (int i = 0; i < _network.LogitLayers - 1; i++)
        {
            if (_network.Layers[i] is IIntervalLayer layer)
            {
                Pass pass = new(default, default) { State = _network.StateOf(i) };
                for (int row = 0; row < _rows; row++)
                {
                    layer.ForwardIntervals(pass, Lower(i).SliceRows(row, 1), Upper(i).SliceRows(row, 1), _roomOfFirst,
                        Lower(i + 1).SliceRows(row, 1), Upper(i + 1).SliceRows(row, 1));
                }
            }
            else if (_network.Layers[i] is ElementWise function)
            {
                function.Apply(Lower(i).Span, Lower(i + 1).Span); // it rises, so it keeps the order of the bounds
                function.Apply(Upper(i).Span, Upper(i + 1).Span);
            }
            else
            {
                ForwardDense(i);
            }
        }
    }

    private void ForwardDense(int layer)
    {
        ReadOnlySpan<Matrix> p = _network.ParametersOf(layer).Span;
        _dense[layer]!.Take(p[0], p[1], Lower(layer), Upper(layer));
        _dense[layer]!.Forward(p[0], p[1], Room(0, layer + 1), Lower(layer + 1), Upper(layer + 1));
    }

    private static int RoomOf(Layer layer) => ((IIntervalLayer)layer).IntervalRoom;

    private Matrix Room(int index, int layer) => _room[index].Reshape(0, _rows, _network.Width(layer));
}
