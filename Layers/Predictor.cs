using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// A network prepared for answering: its weights are packed once, its memory is its own, and no call allocates.
/// </summary>
/// <remarks>
/// It answers as the network was when the predictor was made: later changes of the network are not seen. The outputs
/// are those of <see cref="Network.PredictOutputs"/>, bit by bit, and those of an example don't depend on its batch. A
/// predictor is for one thread at a time; <see cref="Clone"/> makes one for another, over the same packed weights.
/// <example><code>
/// var predictor = new Predictor(network);
/// Span&lt;float&gt; outputs = stackalloc float[network.Outputs];
/// predictor.Predict(example, outputs);
/// int label = predictor.Class(example);
/// </code></example>
/// </remarks>
/// <example>
/// <code>
/// var predictor = new Predictor(network); // one for each thread
/// int best = predictor.Class(example);
/// ReadOnlySpan&lt;float&gt; ofEach = predictor.Probabilities(example);
/// </code>
/// </example>
public sealed class Predictor
{
    private readonly Network _network;
    private readonly PreparedLayer[] _layers;
    private readonly ForwardMemory _memory;
    private readonly int[] _classes;
    private readonly bool _endsInSigmoid;
    private int _isBusy;

    /// <summary>A predictor for up to <paramref name="capacity"/> examples at once. Allocates.</summary>
    /// <param name="network">Whose values are taken as they are now.</param>
    /// <param name="capacity">At least 1. More examples than that are worked off in turns.</param>
    public Predictor(Network network, int capacity = 1)
        : this(network, capacity, Prepare(network))
    {
    }

    private Predictor(Network network, int capacity, PreparedLayer[] layers)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        (_network, Capacity, _layers) = (network, capacity, layers);
        _memory = new ForwardMemory(network, capacity);
        _classes = new int[capacity];
        _endsInSigmoid = network.Layers is [.., Sigmoid];
    }

    /// <summary>The most examples that are worked on at once.</summary>
    public int Capacity { get; }

    /// <summary>The number of inputs of an example.</summary>
    public int Inputs => _network.Inputs;

    /// <summary>The number of outputs of an example.</summary>
    public int Outputs => _network.Outputs;

    /// <summary>
    /// Another one over the same packed weights, with memory of its own: for another thread. Allocates.
    /// </summary>
    public Predictor Clone() => new(_network, Capacity, _layers);

    /// <summary>
    /// What the network's last layer gives, for any number of examples: that of <see cref="Network.PredictOutputs"/>.
    /// </summary>
    /// <param name="inputs">Examples one after another, each of <see cref="Inputs"/> numbers. Not overwritten.</param>
    /// <param name="outputs">As many times <see cref="Outputs"/> numbers, overwritten; shares no memory with the
    /// inputs.</param>
    /// <exception cref="ArgumentException">A length is none of whole examples, or the two differ in them, or they share
    /// memory; the message gives both numbers.</exception>
    public void Predict(ReadOnlySpan<float> inputs, Span<float> outputs)
    {
        int examples = inputs.Length / Inputs;
        Shape.RequireLength(inputs.Length, examples * Inputs, nameof(inputs));
        Shape.RequireLength(outputs.Length, examples * Outputs, nameof(outputs));
        if (inputs.Overlaps(outputs))
        {
            throw new ArgumentException("The outputs share memory with the inputs.", nameof(outputs));
        }
        for (int first = 0; first < examples; first += Capacity)
        {
            int count = Math.Min(Capacity, examples - first);
            Run(inputs.Slice(first * Inputs, count * Inputs), count, _layers.Length)
                .Span.CopyTo(outputs[(first * Outputs)..]);
        }
    }

    /// <summary>
    /// What a final sigmoid or softmax gives; without one, the softmax of the logits, or the sigmoid of a single one.
    /// (B, inputs) -> (B, outputs), valid until the next call.
    /// </summary>
    /// <exception cref="ArgumentException">There are more rows than there is room for, or they have another
    /// width.</exception>
    public Matrix Probabilities(Matrix inputs)
    {
        Matrix logits = Logits(inputs);
        for (int row = 0; row < logits.Rows; row++)
        {
            ToProbabilities(logits.Row(row), _endsInSigmoid);
        }
        return logits;
    }

    /// <summary>
    /// The probabilities of one example, as of <see cref="Probabilities(Matrix)"/>: one for each output.
    /// </summary>
    public ReadOnlySpan<float> Probabilities(ReadOnlySpan<float> example)
    {
        Span<float> logits = Logits(example);
        ToProbabilities(logits, _endsInSigmoid);
        return logits;
    }

    /// <summary>
    /// The likeliest class of every row; of one output, 1 where its probability is above ½. Valid until the next call.
    /// </summary>
    public ReadOnlySpan<int> Classes(Matrix inputs)
    {
        Matrix logits = Logits(inputs);
        for (int row = 0; row < logits.Rows; row++)
        {
            _classes[row] = ClassOf(logits.Row(row));
        }
        return _classes.AsSpan(0, logits.Rows);
    }

    /// <summary>The likeliest class of one example.</summary>
    public int Class(ReadOnlySpan<float> example) => ClassOf(Logits(example));

    /// <summary>The likeliest class by logits; of a single one, 1 where it is above 0.</summary>
    internal static int ClassOf(ReadOnlySpan<float> logits) =>
        logits.Length > 1 ? RowOperations.ArgMax(logits) : logits[0] > 0 ? 1 : 0;

    /// <summary>
    /// Logits of one example become its probabilities: their softmax, or the sigmoid of each.
    /// </summary>
    /// <param name="logits">Overwritten.</param>
    /// <param name="endsInSigmoid">Whether the network ends in a sigmoid; a single logit gets it anyway.</param>
    internal static void ToProbabilities(Span<float> logits, bool endsInSigmoid)
    {
        if (logits.Length == 1 || endsInSigmoid)
        {
            TensorPrimitives.Sigmoid(logits, logits);
        }
        else
        {
            Softmax.Write(logits, logits);
        }
    }

    private Span<float> Logits(ReadOnlySpan<float> example)
    {
        Shape.RequireLength(example.Length, Inputs, nameof(example));
        return Run(example, 1, _network.LogitLayers).Row(0);
    }

    private Matrix Logits(Matrix inputs)
    {
        Shape.Require(inputs, inputs.Rows, Inputs);
        if (inputs.Rows > Capacity)
        {
            throw new ArgumentException(
                $"The input is {inputs}, but the predictor has room for {Capacity} rows.", nameof(inputs));
        }
        if (inputs.IsContiguous)
        {
            return Run(inputs.Span, inputs.Rows, _network.LogitLayers);
        }
        Matrix copy = _memory.Inputs(inputs.Rows);
        inputs.CopyTo(copy);
        return Run(copy.Span, inputs.Rows, _network.LogitLayers);
    }

    /// <summary>The first layers; the result lies in the memory of the predictor, without gaps.</summary>
    private Matrix Run(ReadOnlySpan<float> inputs, int rows, int layers)
    {
        if (Interlocked.Exchange(ref _isBusy, 1) != 0)
        {
            throw new InvalidOperationException(
                "Two threads use the predictor at the same time; each needs one of its own: Clone makes it.");
        }
        try
        {
            _memory.Begin(rows);
            _memory.Product.IsReversed ^= true;
            return RunLayers(inputs, layers);
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
        }
    }

    private Matrix RunLayers(ReadOnlySpan<float> inputs, int layers)
    {
        Matrix current = default;
        int first = 0;
        if (layers == 0 || _layers[0].Weights is null)
        {
            current = _memory.Next(0);
            inputs.CopyTo(current.Span);
        }
        else
        {
            current = _memory.Next(1);
            _memory.Product.Multiply(inputs, _layers[0].Weights!, current);
            first = 1;
        }
        for (int i = first; i < layers; i++)
        {
            PreparedLayer layer = _layers[i];
            Matrix next = layer.Layer.ForwardMayOverwrite ? current : _memory.Next(i + 1);
            if (layer.Weights is { } weights)
            {
                _memory.Product.Multiply(current.Span, weights, next);
            }
            else
            {
                layer.Layer.Forward(layer.Pass with { Saved = _memory.SavedOf(i) }, current, next);
            }
            current = next;
        }
        return current;
    }

    private static PreparedLayer[] Prepare(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return [.. Enumerable.Range(0, network.Layers.Count).Select(i => new PreparedLayer(network, i))];
    }
}
