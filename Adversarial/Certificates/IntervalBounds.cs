namespace Scratch.Adversarial.Certificates;

/// <summary>
/// Bounds by interval arithmetic: fast, and loose unless the network was trained for them. Gowal et al. 2018.
/// </summary>
/// <remarks>
/// They are rounded outward: for relu and leaky relu no float evaluation of the network leaves them. In the Euclidean
/// norm they are those of the box around the ball.
/// </remarks>
public sealed class IntervalBounds : MarginBounds
{
    private readonly Ball _ball;
    private readonly Network _network;
    private readonly Matrix _lower;
    private readonly Matrix _upper;
    private readonly Matrix _margins;

    /// <summary>Memory for up to <paramref name="capacity"/> examples. Allocates.</summary>
    /// <param name="network">Dense layers and activations that rise.</param>
    /// <param name="ball">The inputs that the bounds hold for.</param>
    /// <param name="capacity">The largest batch.</param>
    /// <exception cref="NotSupportedException">A layer has no interval bounds, which the message names, or there is one
    /// output only.</exception>
    public IntervalBounds(Network network, Ball ball, int capacity)
    {
        ArgumentNullException.ThrowIfNull(network);
        ball.Validate();
        if (network.Outputs < 2)
        {
            throw new NotSupportedException(
                "Bounds of margins compare the logits of two classes; a network with one output has none.");
        }
        Pass = new IntervalPass(network, capacity, roundsOutward: true);
        (_network, _ball) = (network, ball);
        _lower = Matrix.Allocate(capacity, network.Inputs);
        _upper = Matrix.Allocate(capacity, network.Inputs);
        _margins = Matrix.Allocate(capacity, network.Outputs);
    }

    /// <inheritdoc/>
    public override string Name => "intervals";

    /// <inheritdoc/>
    public override int Capacity => Pass.Capacity;

    /// <summary>The bounds of every layer, of the last batch.</summary>
    internal IntervalPass Pass { get; }

    /// <inheritdoc/>
    public override void BoundLogits(Matrix inputs, Matrix lower, Matrix upper)
    {
        (Matrix low, Matrix high) = Boxes(inputs);
        Pass.Forward(low, high);
        Pass.Lower(_network.LogitLayers).CopyTo(lower);
        Pass.Upper(_network.LogitLayers).CopyTo(upper);
    }

    /// <inheritdoc/>
    public override void BoundMargins(Matrix inputs, ReadOnlyMemory<int> labels, Matrix margins)
    {
        (Matrix low, Matrix high) = Boxes(inputs);
        Matrix worst = Pass.ForwardToWorstLogits(low, high, labels);
        Shape.RequireSame(worst, margins);
        for (int row = 0; row < margins.Rows; row++)
        {
            // of 0 this is 0, where a change of sign is −0
            TensorPrimitives.Subtract(0f, worst.Row(row), margins.Row(row));
        }
    }

    /// <inheritdoc/>
    public override void Certify(Matrix inputs, ReadOnlyMemory<int> labels, Span<bool> certified)
    {
        Shape.RequireLength(certified.Length, inputs.Rows, nameof(certified));
        Matrix margins = _margins.SliceRows(0, inputs.Rows);
        BoundMargins(inputs, labels, margins);
        for (int row = 0; row < inputs.Rows; row++)
        {
            certified[row] = AreAboveZero(margins.Row(row), labels.Span[row]);
        }
    }

    private (Matrix Lower, Matrix Upper) Boxes(Matrix inputs)
    {
        Matrix lower = _lower.SliceRows(0, inputs.Rows), upper = _upper.SliceRows(0, inputs.Rows);
        for (int row = 0; row < inputs.Rows; row++)
        {
            _ball.Bounds(inputs.Row(row), lower.Row(row), upper.Row(row));
        }
        return (lower, upper);
    }
}
