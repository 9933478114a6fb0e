namespace Scratch.Adversarial.Files.Onnx;

/// <summary>
/// A network out of a graph that anybody wrote: from its input to its output a chain of layers that this project has.
/// </summary>
internal sealed class OnnxImport
{
    private const int MostLayers = 1000;

    private readonly OnnxModel _model;
    private readonly string _name;
    private readonly OnnxConstants _constants;
    private readonly Dictionary<string, List<OnnxNode>> _readers = new(StringComparer.Ordinal);
    private readonly List<OnnxLayer> _layers = [];

    /// <summary>An import of a model.</summary>
    /// <param name="model">What was read.</param>
    /// <param name="name">What error messages call the file.</param>
    public OnnxImport(OnnxModel model, string name)
    {
        (_model, _name) = (model, name);
        _constants = new OnnxConstants(model, name);
    }

    /// <summary>The network.</summary>
    /// <exception cref="InvalidDataException">The graph is no such chain; the message names the node.</exception>
    public Network Run()
    {
        OnnxValue input = One([.. _model.Inputs.Where(value => !_model.Constants.ContainsKey(value.Name))], "inputs");
        OnnxValue output = One(_model.Outputs, "outputs");
        RequireOrder();
        foreach (OnnxNode node in _model.Nodes)
        {
            foreach (string value in node.Inputs.Distinct())
            {
                if (!_readers.TryGetValue(value, out List<OnnxNode>? readers))
                {
                    _readers[value] = readers = [];
                }
                readers.Add(node);
            }
        }
        var chain = new OnnxChain(this, input);
        while (chain.Current != output.Name)
        {
            chain.Step();
        }
        return Build(chain);
    }

    /// <summary>The constant of that name; null if it is something that is computed.</summary>
    public OnnxTensor? FindConstant(string value) => _constants.Find(value);

    /// <summary>The constant floats of an input, of as many as expected.</summary>
    public float[] Floats(OnnxNode node, int input, int expected)
    {
        OnnxTensor tensor = Constant(node, input);
        float[] values = Floats(tensor);
        return values.Length == expected && tensor.Shape.Count(size => size != 1) <= 1 ? values
            : values.Length == 1 && tensor.Shape.Length <= 1 ? Repeated(values[0], expected)
            : throw Error($"{node.Title} has a constant of shape ({string.Join(", ", tensor.Shape)}), expected "
                + $"{expected} numbers");
    }

    /// <summary>The floats of a constant, which are counted.</summary>
    public float[] Floats(OnnxTensor tensor) => _constants.Floats(tensor);

    /// <summary>An input that must be a constant.</summary>
    public OnnxTensor Constant(OnnxNode node, int input) =>
        (node.Inputs.Length > input ? _constants.Find(node.Inputs[input]) : null)
            ?? throw Error(
                $"{node.Title} has no constant as input {input}: a network here has its weights in the file");

    /// <summary>The nodes that read a value, in the graph's order.</summary>
    public IReadOnlyList<OnnxNode> ReadersOf(string value) =>
        _readers.TryGetValue(value, out List<OnnxNode>? readers) ? readers : [];

    /// <summary>The one node that reads a value, if it is that operator; null otherwise.</summary>
    public OnnxNode? OnlyReader(string value, string type) =>
        ReadersOf(value) is [{ } node] && node.Operator == type && node.Outputs.Length > 0 ? node : null;

    /// <summary>One layer more.</summary>
    public void Add(OnnxNode node, Func<OnnxLayer> create)
    {
        if (_layers.Count == MostLayers)
        {
            throw Error($"the graph has more than {MostLayers} layers");
        }
        try
        {
            OnnxLayer layer = create();
            _constants.Count(layer.Layer.Parameters.Concat(layer.Layer.State)
                .Sum(tensor => (long)tensor.Rows * tensor.Columns));
            _layers.Add(layer);
        }
        catch (ArgumentException error)
        {
            throw Error($"{node.Title}: {error.Message.ReplaceLineEndings(" ").TrimEnd('.')}");
        }
    }

    /// <summary>The last layer; null before the first.</summary>
    public OnnxLayer? Last => _layers.Count > 0 ? _layers[^1] : null;

    /// <summary>An error that names the file.</summary>
    public InvalidDataException Error(string what) => new($"{_name}: {what}.");

    private Network Build(OnnxChain chain)
    {
        if (chain.FirstWidth == 0)
        {
            throw Error("nothing in the graph says how many numbers an example has");
        }
        Network network;
        try
        {
            network = new Network(chain.FirstWidth, _layers.Select(layer => layer.Layer));
        }
        catch (ArgumentException error)
        {
            throw Error(error.Message.ReplaceLineEndings(" ").TrimEnd('.'));
        }
        for (int i = 0; i < _layers.Count; i++)
        {
            Fill(network.ParametersOf(i).Span, _layers[i].Parameters);
            Fill(network.StateOf(i).Span, _layers[i].State);
        }
        return network;
    }

    private static void Fill(ReadOnlySpan<Matrix> views, float[][] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i].CopyTo(views[i].Span);
        }
    }

    /// <summary>Every node reads what comes before it, as ONNX asks for: so there is no circle.</summary>
    private void RequireOrder()
    {
        HashSet<string> known = new(_model.Constants.Keys, StringComparer.Ordinal) { "" };
        known.UnionWith(_model.Inputs.Select(value => value.Name));
        HashSet<string> written = new(_model.Nodes.SelectMany(node => node.Outputs), StringComparer.Ordinal);
        foreach (OnnxNode node in _model.Nodes)
        {
            if (node.Inputs.FirstOrDefault(value => !known.Contains(value)) is { } unknown)
            {
                string shown = SafetensorsHeader.Quote(unknown);
                throw Error(written.Contains(unknown)
                    ? $"{node.Title} reads {shown}, which it or a later node writes: the graph has a circle"
                    : $"{node.Title} reads {shown}, which is neither a constant nor written by a node");
            }
            if (node.Outputs.FirstOrDefault(value => value.Length > 0 && !known.Add(value)) is { } twice)
            {
                throw Error($"{node.Title} writes {SafetensorsHeader.Quote(twice)}, which is there already");
            }
        }
    }

    private OnnxValue One(List<OnnxValue> values, string what) => values is [{ } value] ? value
        : throw Error($"the graph has {values.Count} {what}, expected 1");

    private static float[] Repeated(float value, int count)
    {
        float[] values = new float[count];
        values.AsSpan().Fill(value);
        return values;
    }
}

/// <summary>A layer, and its values in the order of memory.</summary>
internal sealed record OnnxLayer(Layer Layer, float[][] Parameters, float[][] State)
{
    /// <summary>Whether a bias, or a deviation, may still follow in a node of its own.</summary>
    public bool IsOpen { get; set; }

    /// <summary>A layer without values.</summary>
    public static OnnxLayer Of(Layer layer) => new(layer, [], []);
}
