using Scratch.Engine;
using Scratch.Engine.Kernels;

namespace Scratch.Layers;

/// <summary>
/// The memory of a way forward that nobody goes back: two rooms that layers read and write in turn, and what layers
/// keep.
/// </summary>
internal sealed class ForwardMemory
{
    private readonly Network _network;
    private readonly Matrix[] _rooms;
    private readonly SavedMemory[] _saved;
    private readonly int _capacity;
    private Matrix _inputs;
    private int _room;
    private int _rows;

    /// <summary>Memory for up to <paramref name="capacity"/> examples. Allocates.</summary>
    public ForwardMemory(Network network, int capacity)
    {
        (_network, _capacity) = (network, capacity);
        int widest = Enumerable.Range(1, network.Layers.Count).Select(network.Width).Append(1).Max();
        _rooms = [Room(widest), Room(widest)];
        _saved = [.. network.Layers.Select((layer, i) => new SavedMemory(layer.SavedFor(network.Width(i)), capacity))];
    }

    /// <summary>The product of a dense layer; one at a time.</summary>
    public PackedProduct Product { get; } = new();

    /// <summary>Begins with a number of examples.</summary>
    public void Begin(int rows)
    {
        if (_rows != rows)
        {
            foreach (SavedMemory saved in _saved)
            {
                saved.SetRows(rows);
            }
        }
        _rows = rows;
    }

    /// <summary>Room for the activation behind so many layers, other than that of the one before. No gaps.</summary>
    public Matrix Next(int layers)
    {
        if (layers == 0)
        {
            return Inputs(_rows);
        }
        _room ^= 1;
        return _rooms[_room].Reshape(0, _rows, _network.Width(layers));
    }

    /// <summary>Room for inputs that have to be copied. Allocates where it was never asked for before.</summary>
    public Matrix Inputs(int rows)
    {
        if (_inputs.IsEmpty)
        {
            _inputs = Matrix.Allocate(_capacity, _network.Inputs);
        }
        return _inputs.SliceRows(0, rows);
    }

    /// <summary>What layer <paramref name="layer"/> keeps.</summary>
    public ReadOnlyMemory<Matrix> SavedOf(int layer) => _saved[layer].Views;

    private Matrix Room(int widest) => Matrix.Allocate(1, checked(_capacity * widest));
}
