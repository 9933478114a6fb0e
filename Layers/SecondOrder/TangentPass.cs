using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>
/// The tangents of a network's two passes, up to its logits unless told otherwise, along one direction; and their
/// memory.
/// </summary>
internal sealed class TangentPass
{
    private readonly Network _network;
    private readonly ITangentLayer[] _layers;
    private readonly Matrix[] _tangents;
    private readonly Matrix _room;
    private readonly Matrix[] _gradients; // dX of neighbouring layers, as in a workspace, and their tangents
    private readonly Matrix[] _gradientTangents;

    /// <summary>Memory for up to <paramref name="capacity"/> examples. Allocates.</summary>
    /// <exception cref="NotSupportedException">A layer has no tangent; the message names it.</exception>
    public TangentPass(Network network, int capacity, int? layers = null)
    {
        _network = network;
        _layers = new ITangentLayer[layers ?? network.LogitLayers];
        _tangents = new Matrix[_layers.Length + 1];
        int widest = network.Inputs;
        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i] = network.Layers[i] as ITangentLayer ?? throw new NotSupportedException(
                $"Layer {i}, {network.Layers[i].Type}, can't take part in second order: its backward pass has no "
                    + "tangent. Linear and element-wise layers have.");
            _tangents[i + 1] = Matrix.Allocate(capacity, network.Width(i + 1));
            widest = Math.Max(widest, network.Width(i + 1));
        }
        _room = Matrix.Allocate(1, capacity * widest);
        _gradients = [Matrix.Allocate(1, capacity * widest), Matrix.Allocate(1, capacity * widest)];
        _gradientTangents = [Matrix.Allocate(1, capacity * widest), Matrix.Allocate(1, capacity * widest)];
    }

    /// <summary>The tangent of the logits of the workspace's last forward pass.</summary>
    /// <param name="workspace">After a forward pass.</param>
    /// <param name="inputTangent">(B, Inputs), not overwritten; kept for the way back.</param>
    /// <param name="direction">How the parameters move, in the order of the network's; empty if they stay.</param>
    public Matrix Forward(Workspace workspace, Matrix inputTangent, ReadOnlyMemory<Matrix> direction)
    {
        _tangents[0] = inputTangent;
        for (int i = 0; i < _layers.Length; i++)
        {
            Pass pass = _network.PassOf(workspace, i, default);
            _layers[i].ForwardTangent(
                pass, DirectionOf(i, direction), workspace.Activation(i), workspace.Activation(i + 1),
                    Tangent(i, workspace), Tangent(i + 1, workspace));
        }
        return Tangent(_layers.Length, workspace);
    }

    /// <summary>Adds the tangents of the parameters' gradients to <paramref name="result"/>.</summary>
    /// <param name="workspace">As given to <see cref="Forward"/>.</param>
    /// <param name="direction">As given to <see cref="Forward"/>.</param>
    /// <param name="dLogits">(B, Outputs), not overwritten.</param>
    /// <param name="dLogitsTangent">(B, Outputs), not overwritten.</param>
    /// <param name="result">In the order of the network's parameters, accumulated.</param>
    public void Backward(
        Workspace workspace, ReadOnlyMemory<Matrix> direction, Matrix dLogits, Matrix dLogitsTangent,
            ReadOnlyMemory<Matrix> result)
    {
        (Matrix dOutput, Matrix dOutputTangent) = (dLogits, dLogitsTangent);
        for (int i = _layers.Length - 1; i >= 0; i--)
        {
            Matrix input = workspace.Activation(i), output = workspace.Activation(i + 1);
            Matrix dInput = i == 0 ? default : _gradients[i & 1].Reshape(0, workspace.Rows, _network.Width(i));
            Matrix dInputTangent = i == 0 ? default
                : _gradientTangents[i & 1].Reshape(0, workspace.Rows, _network.Width(i));
            Pass pass = _network.PassOf(workspace, i, result);
            _layers[i].BackwardTangent(
                pass, DirectionOf(i, direction), input, output, dOutput, Tangent(i, workspace), dOutputTangent,
                dInputTangent);
            _network.Layers[i].Backward(_network.PassOf(workspace, i, default), input, output, dOutput, dInput);
            (dOutput, dOutputTangent) = (dInput, dInputTangent);
        }
    }

    private TangentDirection DirectionOf(int layer, ReadOnlyMemory<Matrix> direction) =>
        new(direction.IsEmpty ? default : _network.Slice(direction, layer), _room);

    private Matrix Tangent(int layer, Workspace workspace) =>
        layer == 0 ? _tangents[0] : _tangents[layer].SliceRows(0, workspace.Rows);
}
