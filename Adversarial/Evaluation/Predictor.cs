namespace Scratch.Adversarial.Evaluation;

/// <summary>
/// Predicts with one network, as often as wanted, in memory of its own: no call allocates. For one thread; threads may
/// share the network.
/// </summary>
public sealed class Predictor
{
    private readonly Network _network;
    private readonly Workspace _workspace;
    private readonly Matrix _example;
    private readonly int[] _classes;

    /// <summary>Memory for up to <paramref name="capacity"/> examples at once. Allocates.</summary>
    public Predictor(Network network, int capacity = 1)
    {
        ArgumentNullException.ThrowIfNull(network);
        (_network, _workspace, _classes) = (network, new Workspace(network, capacity), new int[capacity]);
        _example = Matrix.Allocate(1, network.Inputs);
    }

    /// <summary>
    /// What a final sigmoid or softmax gives; without one, the softmax of the logits, or the sigmoid of a single one.
    /// (B, inputs) -> (B, outputs), valid until the next call.
    /// </summary>
    /// <exception cref="ArgumentException">There are more rows than there is room for, or they have another
    /// width.</exception>
    public Matrix Probabilities(Matrix inputs)
    {
        Matrix logits = _network.ForwardToLogits(_workspace, inputs);
        for (int row = 0; row < logits.Rows; row++)
        {
            ToProbabilities(_network, logits.Row(row));
        }
        return logits;
    }

    /// <summary>
    /// The probabilities of one example, as of <see cref="Probabilities(Matrix)"/>: one for each output.
    /// </summary>
    public ReadOnlySpan<float> Probabilities(ReadOnlySpan<float> example) => Probabilities(Take(example)).Row(0);

    /// <summary>
    /// The likeliest class of every row; of one output, 1 where its probability is above ½. Valid until the next call.
    /// </summary>
    public ReadOnlySpan<int> Classes(Matrix inputs)
    {
        Matrix logits = _network.ForwardToLogits(_workspace, inputs);
        for (int row = 0; row < logits.Rows; row++)
        {
            _classes[row] = ClassOf(logits.Row(row));
        }
        return _classes.AsSpan(0, logits.Rows);
    }

    /// <summary>The likeliest class of one example.</summary>
    public int Class(ReadOnlySpan<float> example) => Classes(Take(example))[0];

    /// <summary>Logits of one example become its probabilities.</summary>
    internal static void ToProbabilities(Network network, Span<float> logits)
    {
        if (logits.Length == 1 || network.Layers is [.., Sigmoid])
        {
            TensorPrimitives.Sigmoid(logits, logits);
        }
        else
        {
            RowSoftmax.Write(logits, logits);
        }
    }

    internal static int ClassOf(ReadOnlySpan<float> logits) =>
        logits.Length > 1 ? RowOperations.ArgMax(logits) : logits[0] > 0 ? 1 : 0;

    private Matrix Take(ReadOnlySpan<float> example)
    {
        Shape.RequireLength(example.Length, _example.Columns, nameof(example));
        example.CopyTo(_example.Row(0));
        return _example;
    }
}
