using System.Numerics.Tensors;

namespace Scratch.Cli.Lab.Rooms;

/// <summary>A network over the plane, as it is looked at: everywhere, at one point, unit by unit.</summary>
internal sealed class PlaneNetwork
{
    /// <summary>Places in each direction: of the map of classes, and of the maps of units.</summary>
    public const int Side = 40, UnitSide = 14;

    /// <summary>The map reaches from −1.5 to 1.5 in both directions.</summary>
    public const float Reach = 1.5f;

    private const int MostRows = Side * Side;

    private readonly Network _network;
    private readonly PlaneFeatures _features;
    private readonly Workspace _workspace;
    private readonly Matrix _places;
    private readonly Matrix _unitPlaces;
    private readonly Matrix _point;
    private readonly int[] _hidden; // how many layers lead to the output of each hidden layer

    /// <summary>Looks at a network.</summary>
    /// <param name="network">What is given features of a point.</param>
    /// <param name="features">Which.</param>
    public PlaneNetwork(Network network, PlaneFeatures features)
    {
        (_network, _features) = (network, features);
        (_places, _unitPlaces) = (features.Of(Grid(Side)), features.Of(Grid(UnitSide)));
        _point = Matrix.Allocate(1, features.Count);
        _workspace = new Workspace(network, MostRows);
        _hidden = [.. Enumerable.Range(1, network.Layers.Count - 1).Where(i => network.Layers[i] is Dense)];
    }

    /// <summary>The centres of the cells of a square grid, row by row from the upper left.</summary>
    public static Matrix Grid(int side)
    {
        Matrix places = Matrix.Allocate(side * side, 2);
        for (int i = 0; i < places.Rows; i++)
        {
            places[i, 0] = Reach * ((((2 * (i % side)) + 1f) / side) - 1);
            places[i, 1] = Reach * (1 - (((2 * (i / side)) + 1f) / side));
        }
        return places;
    }

    /// <summary>The mean loss on some points, and the share that is classified correctly.</summary>
    /// <param name="inputs">Their features.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="loss">Of which the mean is taken.</param>
    public (float Loss, float Accuracy) Measure(Matrix inputs, int[] labels, Loss loss)
    {
        Matrix logits = _network.ForwardToLogits(_workspace, inputs);
        Matrix target = Matrix.Allocate(inputs.Rows, logits.Columns), losses = Matrix.Allocate(1, inputs.Rows);
        int correct = 0;
        for (int i = 0; i < inputs.Rows; i++)
        {
            target[i, labels[i]] = 1;
            correct += TensorPrimitives.IndexOfMax<float>(logits.Row(i)) == labels[i] ? 1 : 0;
        }
        loss.Compute(logits, target, losses, 1, default);
        return (TensorPrimitives.Sum<float>(losses.Row(0)) / inputs.Rows, (float)correct / inputs.Rows);
    }

    /// <summary>Of every place 32 times the class, plus 31 times how far its probability lies above an equal share.
    /// </summary>
    public byte[] PaintClasses()
    {
        Matrix logits = _network.ForwardToLogits(_workspace, _places);
        var grid = new byte[_places.Rows];
        var p = new float[logits.Columns];
        for (int i = 0; i < grid.Length; i++)
        {
            Probabilities.Write(logits.Row(i), p);
            int label = TensorPrimitives.IndexOfMax<float>(p);
            float sure = ((p[label] * p.Length) - 1) / (p.Length - 1);
            grid[i] = (byte)((32 * label) + (float.IsNaN(sure) ? 0 : (int)(31 * Math.Clamp(sure, 0, 1))));
        }
        return grid;
    }

    /// <summary>The map of each hidden unit, from its least output, 0, to its most, 255.</summary>
    public byte[] PaintUnits()
    {
        var maps = new List<byte>();
        foreach (int layers in _hidden)
        {
            _network.ForwardToLogits(_workspace, _unitPlaces);
            Matrix outputs = _network.OutputOf(_workspace, layers);
            for (int unit = 0; unit < outputs.Columns; unit++)
            {
                (float least, float most) = (float.PositiveInfinity, float.NegativeInfinity);
                for (int i = 0; i < outputs.Rows; i++)
                {
                    (least, most) = (MathF.Min(least, outputs[i, unit]), MathF.Max(most, outputs[i, unit]));
                }
                for (int i = 0; i < outputs.Rows; i++)
                {
                    maps.Add(most > least ? (byte)(255 * (outputs[i, unit] - least) / (most - least)) : (byte)0);
                }
            }
        }
        return [.. maps];
    }

    /// <summary>The weights of all layers, each (inputs, outputs) row by row.</summary>
    public float[] Weights() =>
    [
        .. Enumerable.Range(0, _network.Layers.Count).Where(i => _network.Layers[i] is Dense)
            .SelectMany(i => _network.ParametersOf(i).Span[0].Span.ToArray()),
    ];

    /// <summary>What each hidden layer gives at a point, and behind them the probabilities of the classes.</summary>
    public float[][] Probe(float x, float y)
    {
        _features.Write(x, y, _point.Row(0));
        Matrix logits = _network.ForwardToLogits(_workspace, _point);
        var p = new float[logits.Columns];
        Probabilities.Write(logits.Row(0), p);
        return [.. _hidden.Select(layers => _network.OutputOf(_workspace, layers).Row(0).ToArray()), p];
    }
}
