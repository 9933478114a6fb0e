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

/// <summary>A chain of layers and their parameters. The activations are in a <see cref="Workspace"/>.</summary>
/// <remarks>
/// A final sigmoid (or softmax) is part of the network: <see cref="Forward(Workspace, Matrix)"/> and
/// <see cref="PredictOutputs"/> apply it, and so does feeding one network into another. Losses start from the logits,
/// what comes out before it: <see cref="ForwardToLogits(Workspace, Matrix)"/>. Threads may share a network as long as
/// nobody changes it; each needs a workspace of its own. Derivation: docs/backprop.md, section "A chain of layers".
/// </remarks>
public sealed class Network
{
    private const int RowsOfPrediction = 512;

    private readonly Layer[] _layers;
    private readonly int[] _widths;
    private readonly int[] _firstParameter;
    private readonly int[] _firstState;
    private bool _hasValues;

    /// <summary>A network with parameters of zero, for <see cref="Initialise"/> or a file to set. Allocates.</summary>
    /// <exception cref="ArgumentException">A layer does not take the outputs of the one before; the message says
    /// which.</exception>
    public Network(int inputs, params IEnumerable<Layer> layers)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        _layers = [.. layers];
        _widths = new int[_layers.Length + 1];
        _firstParameter = new int[_layers.Length + 1];
        _widths[0] = inputs;
        _firstState = new int[_layers.Length + 1];
        var declarations = new List<ParameterDeclaration>();
        var state = new List<ParameterDeclaration>();
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
            state.AddRange(_layers[i].State.Select(s => s with { Name = prefix + s.Name }));
            _firstState[i + 1] = state.Count;
        }
        Parameters = new ParameterBuffer(declarations);
        State = new ParameterBuffer(state);
        LogitLayers = _layers is [.., Sigmoid or Softmax] ? _layers.Length - 1 : _layers.Length;
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs => _widths[0];

    /// <summary>The number of outputs.</summary>
    public int Outputs => _widths[^1];

    /// <summary>The layers, in order.</summary>
    public IReadOnlyList<Layer> Layers => _layers;

    /// <summary>The number of layers that lead to the logits: all but a final sigmoid or softmax.</summary>
    public int LogitLayers { get; }

    /// <summary>The values and gradients of all layers.</summary>
    public ParameterBuffer Parameters { get; }

    /// <summary>What is saved but not learned, such as running statistics; its gradients stay unused.</summary>
    public ParameterBuffer State { get; }

    /// <summary>The number of inputs of layer <paramref name="layer"/>; of its outputs for the next number.</summary>
    public int Width(int layer) => _widths[layer];

    /// <summary>The parameters of layer <paramref name="layer"/>, as views.</summary>
    public ReadOnlyMemory<Matrix> ParametersOf(int layer) => Slice(Parameters.ValueViews, layer);

    /// <summary>The state of layer <paramref name="layer"/>, as views.</summary>
    public ReadOnlyMemory<Matrix> StateOf(int layer) => State.ValueViews[_firstState[layer].._firstState[layer + 1]];

    /// <summary>Gives all parameters and all state their first values: a function of the stream alone.</summary>
    public void Initialise(RandomStream random)
    {
        _hasValues = true; // whatever they are: an initialiser may be zero on purpose
        Parameters.Values.Clear();
        State.Values.Clear();
        for (int i = 0; i < _layers.Length; i++)
        {
            _layers[i].Initialise(ParametersOf(i).Span, random.Fork(i));
            _layers[i].InitialiseState(StateOf(i).Span, random.Fork(i).Fork(0));
        }
    }

    /// <summary>
    /// The output for a batch, a final sigmoid applied, to be used. (B, Inputs) -> (B, Outputs), a view into the
    /// workspace.
    /// </summary>
    public Matrix Forward(Workspace workspace, Matrix input) => Forward(workspace, input, Mode.Evaluate, default);

    /// <summary>The output for a batch, a final sigmoid applied. (B, Inputs) -> (B, Outputs), a view.</summary>
    /// <param name="workspace">Keeps what the way back needs.</param>
    /// <param name="input">(B, Inputs), not overwritten; it stays in use until the way back is done.</param>
    /// <param name="mode">What the pass is for, and the way back after it.</param>
    /// <param name="random">What layers draw from in <see cref="Mode.Train"/>; another stream for every pass.</param>
    public Matrix Forward(Workspace workspace, Matrix input, Mode mode, RandomStream random) =>
        RunForward(workspace, input, _layers.Length, mode, random);

    /// <summary>
    /// The output for a batch before a final sigmoid, to be used. (B, Inputs) -> (B, Outputs), a view into the
    /// workspace.
    /// </summary>
    public Matrix ForwardToLogits(Workspace workspace, Matrix input) =>
        ForwardToLogits(workspace, input, Mode.Evaluate, default);

    /// <summary>
    /// The output for a batch before a final sigmoid; parameters as for
    /// <see cref="Forward(Workspace, Matrix, Mode, RandomStream)"/>.
    /// </summary>
    public Matrix ForwardToLogits(Workspace workspace, Matrix input, Mode mode, RandomStream random) =>
        RunForward(workspace, input, LogitLayers, mode, random);

    /// <summary>The logits of the last forward pass, (B, Outputs), a view into the workspace.</summary>
    public Matrix LogitsOf(Workspace workspace) => workspace.Activation(LogitLayers);

    /// <summary>
    /// What came out of the first <paramref name="layers"/> layers in the last forward pass, (B, <see cref="Width"/>),
    /// a view into the workspace.
    /// </summary>
    /// <exception cref="InvalidOperationException">It ended before, or the next layer worked in place.</exception>
    public Matrix OutputOf(Workspace workspace, int layers)
    {
        workspace.RequirePassed(this, layers);
        workspace.RequireKept(layers);
        return workspace.Activation(layers);
    }

    /// <summary>The way back from <see cref="OutputOf"/>; parameters as for <see cref="Backward"/>.</summary>
    public void BackwardFrom(
        Workspace workspace, int layers, Matrix dOutput, Matrix dInput, ParameterGradients gradients) =>
        RunBackward(workspace, dOutput, dInput, gradients, layers);

    /// <summary>
    /// The rest of the way to the logits again, from <see cref="OutputOf"/>, which the caller may have moved since the
    /// last forward pass.
    /// </summary>
    /// <param name="workspace">The workspace of a forward pass to the logits; layers that are random draw what they
    /// drew in it.</param>
    /// <param name="layers">The layers that are not run again.</param>
    /// <returns>The logits, (B, Outputs), a view into the workspace.</returns>
    /// <exception cref="InvalidOperationException">The last forward pass ended before the logits.</exception>
    /// <exception cref="ArgumentException">The next layer works in place: what it began with is gone.</exception>
    public Matrix ForwardFrom(Workspace workspace, int layers)
    {
        workspace.RequirePassed(this, LogitLayers);
        if (layers < LogitLayers && workspace.WorksInPlace(layers))
        {
            throw new ArgumentException(
                $"The input of layer {layers} ({_layers[layers].Type}) was overwritten with its output; go on from "
                + $"{layers + 1}.", nameof(layers));
        }
        using Workspace.Turn turn = workspace.Take();
        return RunLayers(workspace, layers, LogitLayers);
    }

    /// <summary>
    /// The first part of the way back of <see cref="ForwardToLogits(Workspace, Matrix, Mode, RandomStream)"/>:
    /// <see cref="BackwardFrom"/> is the rest.
    /// </summary>
    /// <param name="workspace">The workspace of the forward pass.</param>
    /// <param name="layers">The layers that the way back ends before.</param>
    /// <param name="dLogits">(B, Outputs), not overwritten.</param>
    /// <param name="dOutput">The gradient of <see cref="OutputOf"/>, in its shape, overwritten.</param>
    /// <param name="gradients">Whether to add to the gradients of the parameters.</param>
    public void BackwardFromLogitsTo(
        Workspace workspace, int layers, Matrix dLogits, Matrix dOutput, ParameterGradients gradients) =>
        RunBackward(workspace, dLogits, dOutput, gradients, LogitLayers, first: layers);

    /// <summary>The way back of <see cref="Forward(Workspace, Matrix, Mode, RandomStream)"/>.</summary>
    /// <param name="workspace">The workspace of the forward pass.</param>
    /// <param name="dOutput">(B, Outputs), not overwritten.</param>
    /// <param name="dInput">(B, Inputs), overwritten; empty to skip it.</param>
    /// <param name="gradients">Whether to add to the gradients of the parameters.</param>
    /// <exception cref="InvalidOperationException">
    /// The last forward pass of the workspace ended before, at the logits, was another thread's, or there was none. Or
    /// gradients are asked for, and all parameters are 0 in a network that nobody initialised.
    /// </exception>
    public void Backward(Workspace workspace, Matrix dOutput, Matrix dInput, ParameterGradients gradients) =>
        RunBackward(workspace, dOutput, dInput, gradients, _layers.Length);

    /// <summary>
    /// The way back of <see cref="ForwardToLogits(Workspace, Matrix, Mode, RandomStream)"/>; parameters as for
    /// <see cref="Backward"/>.
    /// </summary>
    public void BackwardFromLogits(Workspace workspace, Matrix dLogits, Matrix dInput, ParameterGradients gradients) =>
        RunBackward(workspace, dLogits, dInput, gradients, LogitLayers);

    /// <summary>
    /// What the last layer gives for any number of rows: probabilities behind a final sigmoid or softmax, and without
    /// one the logits. Allocates.
    /// </summary>
    public Matrix PredictOutputs(Matrix input)
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

    private Matrix RunForward(Workspace workspace, Matrix input, int layers, Mode mode, RandomStream random)
    {
        Shape.Require(input, input.Rows, Inputs);
        using Workspace.Turn turn = workspace.Take();
        workspace.Begin(this, input, layers, mode, random);
        return RunLayers(workspace, first: 0, layers);
    }

    private Matrix RunLayers(Workspace workspace, int first, int layers)
    {
        for (int i = first; i < layers; i++)
        {
            Pass pass = PassOf(workspace, i, default);
            _layers[i].Forward(pass, workspace.Activation(i), workspace.Activation(i + 1));
        }
        return workspace.Activation(layers);
    }

    private void RunBackward(
        Workspace workspace, Matrix dOutput, Matrix dInput, ParameterGradients gradients, int layers, int first = 0)
    {
        if (gradients == ParameterGradients.Accumulate)
        {
            RequireValues();
        }
        using Workspace.Turn turn = workspace.Take();
        workspace.RequirePassed(this, layers);
        Shape.RequireSame(dOutput, workspace.Activation(layers));
        for (int i = layers - 1; i >= first; i--)
        {
            Pass pass = PassOf(workspace, i, gradients == ParameterGradients.Accumulate ? Parameters.GradientViews
                : default);
            Matrix dPrevious = i == first ? dInput : workspace.Gradient(i);
            _layers[i].Backward(pass, workspace.Activation(i), workspace.Activation(i + 1), dOutput, dPrevious);
            dOutput = dPrevious;
        }
        if (layers == first && !dInput.IsEmpty)
        {
            dOutput.CopyTo(dInput);
        }
    }

    /// <summary>
    /// Throws if nobody gave the parameters values: hidden layers of zeros have gradients of zero, and stay what they
    /// are.
    /// </summary>
    private void RequireValues()
    {
        // seen once, it is not looked for again
        _hasValues = _hasValues || Parameters.Values.IsEmpty || Parameters.Values.ContainsAnyExcept(0f);
        if (!_hasValues)
        {
            throw new InvalidOperationException(
                "The parameters of the network are all 0, and it would not learn: Initialise it, or read it from a "
                    + "file, before it is trained.");
        }
    }

    /// <summary>What a layer is given in the pass of a workspace.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="layer">Which layer.</param>
    /// <param name="gradients">Where to add the gradients of the whole network; empty to skip them.</param>
    internal Pass PassOf(Workspace workspace, int layer, ReadOnlyMemory<Matrix> gradients) =>
        new(ParametersOf(layer), gradients.IsEmpty ? default : Slice(gradients, layer))
        {
            State = StateOf(layer),
            Saved = workspace.SavedOf(layer),
            Mode = workspace.Mode,
            Random = workspace.Mode == Mode.Train ? workspace.Random.Fork(layer) : default,
        };

    /// <summary>Those of a layer among views of all parameters.</summary>
    internal ReadOnlyMemory<Matrix> Slice(ReadOnlyMemory<Matrix> views, int layer) =>
        views[_firstParameter[layer].._firstParameter[layer + 1]];
}
