using System.Text;
using System.Text.Json;

namespace Scratch.Adversarial.Files;

/// <summary>The layers of a network as JSON: <c>[{"type":"Dense","in":784,"out":256},{"type":"Relu"}]</c>.</summary>
internal static class Architecture
{
    private const int MostLayers = 1000;

    public static string Write(Network network)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (Layer layer in network.Layers)
            {
                json.WriteStartObject();
                json.WriteString("type", layer.Type);
                WriteOptions(json, layer);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The network that a text describes, its parameters zero.</summary>
    /// <param name="text">The JSON list.</param>
    /// <param name="file">Named in errors.</param>
    /// <param name="floats">The numbers that the file holds: a network that needs more is refused before it is allocated.</param>
    /// <exception cref="InvalidDataException">The text is not such a list; the message says where.</exception>
    public static Network Read(string text, string file, long floats)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 4 });
            var layers = new List<Layer>();
            int inputs = 0;
            Int128 needed = 0; // the products of some layers, of 62 bits each, would overflow a long
            foreach (JsonElement element in document.RootElement.EnumerateArray())
            {
                if (layers.Count == MostLayers)
                {
                    throw new InvalidDataException($"{file}: architecture: more than {MostLayers} layers.");
                }
                Layer layer = ReadLayer(element); // a description, without memory for its parameters
                needed += layer.Parameters.Concat(layer.State).Aggregate((Int128)0, (sum, t) => sum + ((Int128)t.Rows * t.Columns));
                inputs = inputs == 0 ? InputsOf(layer) : inputs;
                if (needed > floats)
                {
                    throw new InvalidDataException(
                        $"{file}: architecture: layer {layers.Count} brings the parameters to {needed}, but the file holds {floats} numbers.");
                }
                layers.Add(layer);
            }
            return inputs > 0
                ? new Network(inputs, layers)
                : throw new InvalidDataException($"{file}: architecture: no layer with parameters, expected at least one.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"{file}: architecture: {error.Message}", error);
        }
    }

    /// <summary>The number of inputs that a layer takes, or 0 if it takes any: the first that says so tells the width of the network.</summary>
    private static int InputsOf(Layer layer) => layer switch
    {
        Dense dense => dense.Inputs,
        SpectralDense dense => dense.Inputs,
        GaussianHeads heads => heads.Inputs,
        BatchNormalisation normalisation => normalisation.Features,
        LayerNormalisation normalisation => normalisation.Features,
        Standardisation standardisation => standardisation.Features,
        _ => 0,
    };

    private static void WriteOptions(Utf8JsonWriter json, Layer layer)
    {
        switch (layer)
        {
            case Dense dense:
                json.WriteNumber("in", dense.Inputs);
                json.WriteNumber("out", dense.Outputs);
                break;
            case GaussianHeads heads:
                json.WriteNumber("in", heads.Inputs);
                json.WriteNumber("latent", heads.Latent);
                break;
            case SpectralDense dense:
                json.WriteNumber("in", dense.Inputs);
                json.WriteNumber("out", dense.Outputs);
                break;
            case LeakyRelu leaky:
                json.WriteNumber("slope", leaky.Slope);
                break;
            case Elu elu:
                json.WriteNumber("alpha", elu.Alpha);
                break;
            case Dropout dropout:
                json.WriteNumber("probability", dropout.Probability);
                break;
            case GaussianNoise noise:
                json.WriteNumber("deviation", noise.Deviation);
                break;
            case BatchNormalisation normalisation:
                json.WriteNumber("features", normalisation.Features);
                json.WriteNumber("momentum", normalisation.Momentum);
                json.WriteNumber("epsilon", normalisation.Epsilon);
                break;
            case LayerNormalisation normalisation:
                json.WriteNumber("features", normalisation.Features);
                json.WriteNumber("epsilon", normalisation.Epsilon);
                break;
            case Standardisation standardisation:
                json.WriteNumber("features", standardisation.Features);
                break;
        }
    }

    private static Layer ReadLayer(JsonElement element) => element.GetProperty("type").GetString() switch
    {
        "Dense" => new Dense(Size(element, "in"), Size(element, "out")),
        "GaussianHeads" => new GaussianHeads(Size(element, "in"), Size(element, "latent")),
        "SpectralDense" => new SpectralDense(Size(element, "in"), Size(element, "out")),
        "Relu" => new Relu(),
        "LeakyRelu" => new LeakyRelu(Number(element, "slope")),
        "Elu" => new Elu(Number(element, "alpha")),
        "Gelu" => new Gelu(),
        "GeluTanh" => new GeluTanh(),
        "Silu" => new Silu(),
        "Softplus" => new Softplus(),
        "Sigmoid" => new Sigmoid(),
        "Tanh" => new Tanh(),
        "Softmax" => new Softmax(),
        "Dropout" => new Dropout(Number(element, "probability")),
        "GaussianNoise" => new GaussianNoise(Number(element, "deviation")),
        "BatchNormalisation" => new BatchNormalisation(Size(element, "features"), Number(element, "momentum"), Number(element, "epsilon")),
        "LayerNormalisation" => new LayerNormalisation(Size(element, "features"), Number(element, "epsilon")),
        "Standardisation" => new Standardisation(Size(element, "features")),
        var type => throw new ArgumentException(
            $"there is no layer type '{type}'; expected Dense, GaussianHeads, SpectralDense, Relu, LeakyRelu, Elu, Gelu, GeluTanh, Silu, Softplus, "
            + "Sigmoid, Tanh, Softmax, Dropout, GaussianNoise, BatchNormalisation, LayerNormalisation or Standardisation."),
    };

    private static float Number(JsonElement element, string name) => element.GetProperty(name).GetSingle();

    private static int Size(JsonElement element, string name)
    {
        int size = element.GetProperty(name).GetInt32();
        return size > 0 ? size : throw new ArgumentException($"'{name}' is {size}, expected at least 1.");
    }
}
