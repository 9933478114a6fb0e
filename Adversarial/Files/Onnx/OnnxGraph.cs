namespace Scratch.Adversarial.Files.Onnx;

/// <summary>Builds the graph of a network, layer by layer: nodes are named by their layer, as tensors are.</summary>
internal sealed class OnnxGraph
{
    /// <summary>What goes in, and what comes out.</summary>
    public const string Input = "input", Output = "output";

    private readonly OnnxModel _model = new();
    private int _layer;

    private OnnxGraph()
    {
    }

    /// <summary>The value that the next node reads.</summary>
    public string Current { get; set; } = Input;

    /// <summary>
    /// The graph of a network, a final sigmoid or softmax included, as of <see cref="Mode.Evaluate"/>.
    /// </summary>
    public static OnnxModel Create(Network network)
    {
        var graph = new OnnxGraph();
        graph._model.Inputs.Add(new OnnxValue(Input, [-1, network.Inputs]));
        foreach (FileView view in ModelFile.Views(network))
        {
            SafetensorsTensor? tensor = null;
            int[] shape = view.IsVector ? [view.View.Columns] : [view.View.Columns, view.View.Rows];
            graph.AddConstant(OnnxTensor.OfFloats(view.Name, shape, () => (tensor ??= view.ToTensor("")).Data));
        }
        for (graph._layer = 0; graph._layer < network.Layers.Count; graph._layer++)
        {
            OnnxLayers.Add(graph, network.Layers[graph._layer], network.Width(graph._layer));
        }
        // the last node writes the output, and a network without layers is an identity
        graph._layer = network.Layers.Count;
        graph.Rename();
        graph._model.Outputs.Add(new OnnxValue(Output, [-1, network.Outputs]));
        return graph._model;
    }

    /// <summary>The tensor of the layer at hand by its name in the layer.</summary>
    public string Tensor(string name) => $"{_layer}.{name}";

    /// <summary>Floats that follow from the layer's options.</summary>
    public string Floats(string name, int[] shape, Func<float[]> values) =>
        AddConstant(OnnxTensor.OfFloats(Tensor(name), shape, values));

    /// <summary>A single float.</summary>
    public string Number(string name, float value) => Floats(name, [], () => [value]);

    /// <summary>Whole numbers: a shape, axes or indices.</summary>
    public string Integers(string name, params long[] values) =>
        AddConstant(OnnxTensor.OfIntegers(Tensor(name), [values.Length], () => values));

    /// <summary>A single whole number.</summary>
    public string Integer(string name, long value) =>
        AddConstant(OnnxTensor.OfIntegers(Tensor(name), [], () => [value]));

    /// <summary>A node with one output, which becomes the current value.</summary>
    /// <param name="type">The operator.</param>
    /// <param name="inputs">What it reads.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <returns>The name of its output.</returns>
    public string Add(string type, string[] inputs, params (string Name, OnnxAttribute Value)[] attributes)
    {
        string output = AddNode(type, inputs, 1, attributes)[0];
        Current = output;
        return output;
    }

    /// <summary>A node with several outputs.</summary>
    public string[] AddNode(
        string type, string[] inputs, int outputs, params (string Name, OnnxAttribute Value)[] attributes)
    {
        string name = $"{_layer}/{type}";
        int same = _model.Nodes.Count(node => node.Name == name
            || node.Name.StartsWith(name + "_", StringComparison.Ordinal));
        name = same == 0 ? name : $"{name}_{same}";
        var node = new OnnxNode(
            type, name, inputs,
            [.. Enumerable.Range(0, outputs).Select(i => outputs == 1 ? $"{name}:out" : $"{name}:out{i}")]);
        foreach ((string key, OnnxAttribute value) in attributes)
        {
            node.Attributes[key] = value;
        }
        _model.Nodes.Add(node);
        return node.Outputs;
    }

    private string AddConstant(OnnxTensor tensor)
    {
        _model.Constants.Add(tensor.Name, tensor);
        return tensor.Name;
    }

    private void Rename()
    {
        if (Current == Input)
        {
            Add("Identity", [Current]);
        }
        OnnxNode last = _model.Nodes.Last(node => node.Outputs.Contains(Current));
        last.Outputs[Array.IndexOf(last.Outputs, Current)] = Output;
    }
}
