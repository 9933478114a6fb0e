using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>Whether a backward pass adds to the gradients of the parameters.</summary>
public enum ParameterGradients
{
    /// <summary>The gradients are added to <see cref="Network.Parameters"/>.</summary>
    Accumulate,

    /// <summary>Those products are skipped: an attack, or a network that is frozen in this step.</summary>
    Skip,
}

/// <summary>A chain of layers and the parameters they share out. The activations are in a <see cref="Workspace"/>.</summary>
/// <remarks>
/// A final sigmoid is part of the network: <see cref="Forward"/> and <see cref="Predict"/> apply it, and so does feeding one
/// network into another. Losses start from the logits, what comes out before it: <see cref="ForwardToLogits"/>.
/// Derivation: docs/backprop.md, section "A chain of layers".
/// </remarks>
public sealed class Network
{
    private const int RowsOfPrediction = 512;

    private readonly Layer[] _layers;
    private readonly int[] _widths;
    private readonly int[] _firstParameter;

    /// <summary>A network with parameters of zero: <see cref="Initialise"/> it, or read it from a file. Allocates.</summary>
    /// <exception cref="ArgumentException">A layer does not take the outputs of the one before; the message says which.</exception>
    public Network(int inputs, params IEnumerable<Layer> layers)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        _layers = [.. layers];
        _widths = new int[_layers.Length + 1];
        _firstParameter = new int[_layers.Length + 1];
        _widths[0] = inputs;
        var declarations = new List<ParameterDeclaration>();
        for (int i = 0; i < _layers.Length; i++)
        {
            try
            {
                _widths[i + 1] = _layers[i].OutputsFor(_widths[i]);
            }
            catch (ArgumentException mismatch)
            {
                throw new ArgumentException($"Layer {i}: {mismatch.Message}", nameof(layers), mismatch);
            }
            string prefix = $"{i}.";
            declarations.AddRange(_layers[i].Parameters.Select(p => p with { Name = prefix + p.Name }));
            _firstParameter[i + 1] = declarations.Count;
        }
        Parameters = new ParameterBuffer(declarations);
        LogitLayers = _layers is [.., Sigmoid] ? _layers.Length - 1 : _layers.Length;
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs => _widths[0];

    /// <summary>The number of outputs.</summary>
    public int Outputs => _widths[^1];

    /// <summary>The layers, in order.</summary>
    public IReadOnlyList<Layer> Layers => _layers;

    /// <summary>The number of layers that lead to the logits: all of them, but for a final sigmoid.</summary>
    public int LogitLayers { get; }

    /// <summary>The values and gradients of all layers.</summary>
    public ParameterBuffer Parameters { get; }

    /// <summary>The number of inputs of layer <paramref name="layer"/>; of its outputs for the next number.</summary>
    public int Width(int layer) => _widths[layer];

    /// <summary>The parameters of layer <paramref name="layer"/>, as views.</summary>
    public ReadOnlyMemory<Matrix> ParametersOf(int layer) => Slice(Parameters.ValueViews, layer);

    /// <summary>Gives all parameters their first values: a function of the stream alone.</summary>
    public void Initialise(RandomStream random)
    {
        Parameters.Values.Clear();
        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i].Initialise(ParametersOf(i).Span, random.Fork(i));
        }
    }

    /// <summary>The output for a batch, a final sigmoid applied. (B, Inputs) -> (B, Outputs), a view into the workspace.</summary>
    public Matrix Forward(Workspace workspace, Matrix input) => RunForward(workspace, input, _layers.Length);

    /// <summary>The output for a batch before a final sigmoid. (B, Inputs) -> (B, Outputs), a view into the workspace.</summary>
    public Matrix ForwardToLogits(Workspace workspace, Matrix input) => RunForward(workspace, input, LogitLayers);

    /// <summary>The logits of the last <see cref="Forward"/> or <see cref="ForwardToLogits"/>, (B, Outputs), a view into the workspace.</summary>
    public Matrix LogitsOf(Workspace workspace) => workspace.Activation(LogitLayers);

    /// <summary>The way back of <see cref="Forward"/>.</summary>
    /// <param name="workspace">The workspace of the forward pass.</param>
    /// <param name="dOutput">(B, Outputs), not overwritten.</param>
    /// <param name="dInput">(B, Inputs), overwritten; empty to skip it.</param>
    /// <param name="gradients">Whether to add to the gradients of the parameters.</param>
    /// <exception cref="InvalidOperationException">The last forward pass of the workspace ended before, at the logits, or there was none.</exception>
    public void Backward(Workspace workspace, Matrix dOutput, Matrix dInput, ParameterGradients gradients) =>
        RunBackward(workspace, dOutput, dInput, gradients, _layers.Length);

    /// <summary>The way back of <see cref="ForwardToLogits"/>; parameters as for <see cref="Backward"/>.</summary>
    public void BackwardFromLogits(Workspace workspace, Matrix dLogits, Matrix dInput, ParameterGradients gradients) =>
        RunBackward(workspace, dLogits, dInput, gradients, LogitLayers);

    /// <summary>The output for any number of rows, a final sigmoid applied. Allocates.</summary>
    public Matrix Predict(Matrix input)
    {
        Matrix output = Matrix.Allocate(input.Rows, Outputs);
        var workspace = new Workspace(this, Math.Min(RowsOfPrediction, Math.Max(1, input.Rows)));
        for (int start = 0; start < input.Rows; start += RowsOfPrediction)
        {
            int count = Math.Min(RowsOfPrediction, input.Rows - start);
            Forward(workspace, input.SliceRows(start, count)).CopyTo(output.SliceRows(start, count));
        }
        return output;
    }

    private Matrix RunForward(Workspace workspace, Matrix input, int layers)
    {
        Shape.Require(input, input.Rows, Inputs);
        workspace.Begin(this, input, layers);
        for (int i = 0; i < layers; i++)
        {
            var pass = new Pass(ParametersOf(i), default);
            _layers[i].Forward(pass, workspace.Activation(i), workspace.Activation(i + 1));
        }
        return workspace.Activation(layers);
    }

    private void RunBackward(Workspace workspace, Matrix dOutput, Matrix dInput, ParameterGradients gradients, int layers)
    {
        workspace.RequirePassed(this, layers);
        Shape.RequireSame(dOutput, workspace.Activation(layers));
        for (int i = layers - 1; i >= 0; i--)
        {
            var pass = new Pass(
                ParametersOf(i), gradients == ParameterGradients.Accumulate ? Slice(Parameters.GradientViews, i) : default);
            Matrix dPrevious = i == 0 ? dInput : workspace.Gradient(i);
            _layers[i].Backward(pass, workspace.Activation(i), workspace.Activation(i + 1), dOutput, dPrevious);
            dOutput = dPrevious;
        }
        if (layers == 0 && !dInput.IsEmpty)
        {
            dOutput.CopyTo(dInput);
        }
    }

    private ReadOnlyMemory<Matrix> Slice(ReadOnlyMemory<Matrix> views, int layer) =>
        views[_firstParameter[layer].._firstParameter[layer + 1]];
}
