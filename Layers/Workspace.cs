using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// The memory of one way through a network: its activations, and room for the gradients on the way back.
/// </summary>
/// <remarks>
/// It is allocated once, for the largest batch; smaller batches use its first rows. Two workspaces over one network are
/// two independent passes: a discriminator's over real examples and its over generated ones. It belongs to one thread
/// at a time, from a forward pass to the end of the way back: another one that comes in between is refused, since both
/// would get wrong numbers.
/// </remarks>
/// <example>
/// <code>
/// var network = new Network(2, new Dense(2, 16, Initialisers.HeNormal), new Relu(), new Dense(16, 2));
/// network.Initialise(new RandomStream(Seed: 1));
/// var workspace = new Workspace(network, capacity: 4);
/// Matrix logits = network.ForwardToLogits(workspace, input);
/// </code>
/// </example>
public sealed class Workspace
{
    private readonly Network _network;
    private readonly Matrix[] _activations;
    private readonly Matrix[] _gradients;
    private readonly Matrix _dLogits;
    private readonly SavedMemory[] _saved;
    private int _layersPassed = -1;
    private int _isBusy;
    private int _thread;

    /// <summary>Memory for batches of up to <paramref name="capacity"/> examples. Allocates.</summary>
    public Workspace(Network network, int capacity)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _network = network;
        Capacity = capacity;
        _activations = new Matrix[network.Layers.Count + 1];
        for (int i = 1; i < _activations.Length; i++)
        {
            _activations[i] = WorksInPlace(i - 1) ? _activations[i - 1]
                : IsSeen(i) ? Matrix.Allocate(capacity, network.Width(i))
                : Matrix.AllocateApart(capacity, network.Width(i));
        }
        _gradients = [RoomForEverySecond(2), RoomForEverySecond(1)];
        _dLogits = Matrix.Allocate(capacity, network.Outputs);
        _saved = [.. network.Layers.Select((layer, i) => new SavedMemory(layer.SavedFor(network.Width(i)), capacity))];
    }

    /// <summary>The largest batch.</summary>
    public int Capacity { get; }

    /// <summary>The number of examples of the last forward pass.</summary>
    public int Rows { get; private set; }

    /// <summary>
    /// A place for the gradient that a loss computes, (Rows, Outputs). Nothing here reads or overwrites it.
    /// </summary>
    public Matrix DLogits => _dLogits.SliceRows(0, Rows);

    /// <summary>What the last forward pass was for; the way back is for the same.</summary>
    internal Mode Mode { get; private set; }

    /// <summary>The stream of the last forward pass.</summary>
    internal RandomStream Random { get; private set; }

    /// <summary>The input of layer <paramref name="layer"/>, which is the output of the one before.</summary>
    internal Matrix Activation(int layer) => layer == 0 ? _activations[0] : _activations[layer].SliceRows(0, Rows);

    /// <summary>
    /// Room for the gradient of that activation, of 1 … layers − 1: those of input and output are the caller's.
    /// Neighbours don't share memory; every second one does.
    /// </summary>
    internal Matrix Gradient(int layer) =>
        _gradients[layer & 1].SliceRows(0, Rows).SliceColumns(0, _network.Width(layer));

    /// <summary>What layer <paramref name="layer"/> keeps from forward to backward.</summary>
    internal ReadOnlyMemory<Matrix> SavedOf(int layer) => _saved[layer].Views;

    /// <summary>Begins a pass, of which there is one at a time; to be disposed of at its end.</summary>
    /// <exception cref="InvalidOperationException">Another thread's pass is not over.</exception>
    internal Turn Take() => Interlocked.Exchange(ref _isBusy, 1) == 0
        ? new Turn(this)
        : throw new InvalidOperationException(
            "Two threads use the workspace at the same time; each needs one of its own.");

    /// <summary>Takes the input of a forward pass through the first <paramref name="layers"/> layers.</summary>
    internal void Begin(Network network, Matrix input, int layers, Mode mode, RandomStream random)
    {
        RequireOwner(network);
        if (input.Rows > Capacity)
        {
            throw new ArgumentException(
                $"The input is {input}, but the workspace has room for {Capacity} rows.", nameof(input));
        }
        if (input.Rows != Rows)
        {
            foreach (SavedMemory saved in _saved)
            {
                saved.SetRows(input.Rows);
            }
        }
        (Rows, Mode, Random) = (input.Rows, mode, random);
        _activations[0] = input;
        (_layersPassed, _thread) = (layers, Environment.CurrentManagedThreadId);
    }

    /// <summary>
    /// Throws unless the last forward pass went through as many layers as a backward pass is about to go back.
    /// </summary>
    internal void RequirePassed(Network network, int layers)
    {
        RequireOwner(network);
        if (_layersPassed >= 0 && _thread != Environment.CurrentManagedThreadId)
        {
            throw new InvalidOperationException(
                "The last forward pass of the workspace was another thread's; each thread needs a workspace of its "
                    + "own, and goes back on its own.");
        }
        if (_layersPassed < layers)
        {
            throw new InvalidOperationException(
                $"The way back begins behind layer {layers}, but the last forward pass of the workspace ended behind "
                    + $"layer {_layersPassed}.");
        }
    }

    private Matrix RoomForEverySecond(int first)
    {
        int widest = 0;
        for (int i = first; i < _network.Layers.Count; i += 2)
        {
            widest = Math.Max(widest, _network.Width(i));
        }
        return Matrix.AllocateApart(Capacity, widest);
    }

    /// <summary>
    /// True for an activation that callers are given: the logits and the output. Its rows lie without gaps.
    /// </summary>
    private bool IsSeen(int layer) => layer >= _network.LogitLayers;

    /// <summary>
    /// True if a layer may overwrite its input with its output: nobody is given that input or needs it on the way back.
    /// </summary>
    internal bool WorksInPlace(int layer) =>
        layer > 0 && !IsSeen(layer)
            && _network.Layers[layer] is { ForwardMayOverwrite: true, BackwardReadsInput: false }
            && !_network.Layers[layer - 1].BackwardReadsOutput;

    /// <summary>Throws if the last forward pass went on from the output of so many layers in place.</summary>
    internal void RequireKept(int layers)
    {
        if (layers < _layersPassed && WorksInPlace(layers))
        {
            throw new InvalidOperationException(
                $"The output of layer {layers - 1} ({_network.Layers[layers - 1].Type}) was overwritten by layer "
                + $"{layers} ({_network.Layers[layers].Type}), which works in place; expected {layers + 1} layers, or "
                + $"a forward pass that ends with {layers}.");
        }
    }

    /// <summary>A pass that is going on.</summary>
    internal readonly ref struct Turn(Workspace workspace)
    {
        public void Dispose() => Volatile.Write(ref workspace._isBusy, 0);
    }

    private void RequireOwner(Network network)
    {
        if (network != _network)
        {
            throw new ArgumentException("The workspace was made for another network.", nameof(network));
        }
    }
}
