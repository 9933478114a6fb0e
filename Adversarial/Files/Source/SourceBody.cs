using System.Text;

namespace Scratch.Adversarial.Files.Source;

/// <summary>The steps of an exported class, the functions that they call, and the weights in their order.</summary>
internal sealed class SourceBody
{
    private readonly List<float> _weights = [];
    private readonly StringBuilder _steps = new();
    private readonly SortedDictionary<string, string> _functions = new(StringComparer.Ordinal);

    /// <summary>Writes down a network.</summary>
    /// <exception cref="NotSupportedException">A layer has no form in C#; the message names it.</exception>
    public SourceBody(Network network)
    {
        for (int i = 0; i < network.Layers.Count; i++)
        {
            AddLayer(network, i);
        }
        Weights = [.. _weights];
    }

    /// <summary>All weights, one after another.</summary>
    public float[] Weights { get; }

    /// <summary>The statements, one a layer.</summary>
    public string Steps => _steps.ToString();

    /// <summary>The functions that they call, and no others.</summary>
    public string Functions => string.Concat(_functions.Values.Select(text => $"\n{text}\n"));

    /// <summary>The letter of the room with the current value.</summary>
    public char Result { get; private set; } = 'x';

    private void AddLayer(Network network, int index)
    {
        Layer layer = network.Layers[index];
        int inputs = network.Width(index), outputs = network.Width(index + 1);
        ReadOnlySpan<Matrix> parameters = network.ParametersOf(index).Span, state = network.StateOf(index).Span;
        if (FindProduct(network, index) is { } product)
        {
            AddDense(product.Weights, product.Bias, inputs, outputs);
            return;
        }
        switch (layer)
        {
            case Relu: Map(inputs, "TensorPrimitives.Max(x, 0f, x);"); break;
            case LeakyRelu leaky: Call("LeakyRelu", inputs, Number(leaky.Slope)); break;
            case Elu elu: Call("Elu", inputs, Number(elu.Alpha)); break;
            case Gelu: Call("Gelu", inputs); break;
            case GeluTanh: Call("GeluTanh", inputs); break;
            case Silu: Call("Silu", inputs); break;
            case Softplus: Call("Softplus", inputs); break;
            case Sigmoid: Map(inputs, "TensorPrimitives.Sigmoid(x, x);"); break;
            case Tanh: Map(inputs, "TensorPrimitives.Tanh(x, x);"); break;
            case Softmax: Call("Softmax", inputs); break;
            case Dropout or Layers.GaussianNoise: break;
            case Standardisation:
                Map(inputs, $"TensorPrimitives.Subtract(x, {Add(state[0])}, x);");
                Map(inputs, $"TensorPrimitives.Divide(x, {Add(state[1])}, x);");
                break;
            case LayerNormalisation normalisation:
                Call("Normalise", inputs, Add(parameters[0]), Add(parameters[1]), Number(normalisation.Epsilon));
                break;
            case BatchNormalisation normalisation:
                AddBatch(inputs, parameters, state, normalisation.Epsilon);
                break;
            default:
                throw new NotSupportedException(
                    $"The layer {layer.Type} has no form in C#; expected dense layers, activations and normalisations. "
                    + "ONNX has one for every layer.");
        }
    }

    /// <summary>The product that a layer is in evaluation: of a spectral one, what its weights come to.</summary>
    private static (Matrix Weights, Matrix Bias)? FindProduct(Network network, int index)
    {
        ReadOnlySpan<Matrix> parameters = network.ParametersOf(index).Span;
        switch (network.Layers[index])
        {
            case Dense or GaussianHeads:
                return (parameters[0], parameters[1]);
            case SpectralDense spectral:
                // output = input · Ŵ + b: the rows of Ŵ are the answers to unit vectors, without the bias
                var alone = new Network(spectral.Inputs, new SpectralDense(spectral.Inputs, spectral.Outputs));
                parameters[0].CopyTo(alone.ParametersOf(0).Span[0]);
                network.StateOf(index).Span[0].CopyTo(alone.StateOf(0).Span[0]);
                network.StateOf(index).Span[1].CopyTo(alone.StateOf(0).Span[1]);
                Matrix units = Matrix.Allocate(spectral.Inputs, spectral.Inputs);
                for (int i = 0; i < spectral.Inputs; i++)
                {
                    units[i, i] = 1;
                }
                return (alone.PredictOutputs(units), parameters[1]);
            default:
                return null;
        }
    }

    private void AddDense(Matrix weights, Matrix bias, int inputs, int outputs)
    {
        int at = _weights.Count;
        AddFloats(weights);
        string shift = Add(bias);
        char next = Result == 'x' ? 'y' : 'x';
        _functions["Dense"] = SourceFunctions.Dense;
        Line($"Dense(_{Result}.AsSpan(0, {inputs}), {at}, {shift}, _sum.AsSpan(0, {outputs}), "
            + $"_{next}.AsSpan(0, {outputs}));");
        Result = next;
    }

    /// <summary>(x − mean) / √(variance + ε) · γ + β.</summary>
    private void AddBatch(int inputs, ReadOnlySpan<Matrix> parameters, ReadOnlySpan<Matrix> state, float epsilon)
    {
        Matrix scale = Matrix.Allocate(1, inputs);
        TensorPrimitives.Add(state[1].Span, epsilon, scale.Span);
        TensorPrimitives.ReciprocalSqrt<float>(scale.Span, scale.Span);
        Map(inputs, $"TensorPrimitives.Subtract(x, {Add(state[0])}, x);");
        Map(inputs, $"TensorPrimitives.Multiply(x, {Add(scale)}, x);");
        Map(inputs, $"TensorPrimitives.MultiplyAdd(x, {Add(parameters[0])}, {Add(parameters[1])}, x);");
    }

    private void Call(string function, int width, params string[] arguments)
    {
        _functions[function] = SourceFunctions.Find(function);
        Line($"{function}({string.Join(", ", (string[])[$"_{Result}.AsSpan(0, {width})", .. arguments])});");
    }

    /// <summary>A statement over the current value, which it calls x.</summary>
    private void Map(int width, string statement) => Line(statement
        .Replace("(x, ", $"(_{Result}.AsSpan(0, {width}), ", StringComparison.Ordinal)
        .Replace(", x)", $", _{Result}.AsSpan(0, {width}))", StringComparison.Ordinal));

    private void Line(string statement) => _steps.Append("        ").Append(statement).Append('\n');

    /// <summary>Adds numbers to the weights, and says where they are.</summary>
    private string Add(Matrix values)
    {
        int at = _weights.Count;
        AddFloats(values);
        return $"W({at}, {values.Length})";
    }

    private void AddFloats(Matrix values)
    {
        for (int row = 0; row < values.Rows; row++)
        {
            _weights.AddRange(values.Row(row));
        }
    }

    private static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture) + "f";
}
