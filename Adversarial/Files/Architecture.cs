using System.Text;

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
                foreach (LayerOption option in OptionsOf(layer))
                {
                    if (option.Size is { } size)
                    {
                        json.WriteNumber(option.Name, size);
                    }
                    else
                    {
                        json.WriteNumber(option.Name, option.Number);
                    }
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The network that a text describes, its parameters zero.</summary>
    /// <param name="text">The JSON list.</param>
    /// <param name="file">Named in errors.</param>
    /// <param name="floats">The numbers that the file holds: a network that needs more is refused before it is
    /// allocated.</param>
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
                // a description, without memory for its parameters
                Layer layer = LayerCatalog.Find(element.GetProperty("type").GetString()).Create(new Options(element));
                needed += layer.Parameters.Concat(layer.State)
                    .Aggregate((Int128)0, (sum, t) => sum + ((Int128)t.Rows * t.Columns));
                inputs = inputs == 0 ? InputsOf(layer) : inputs;
                if (needed > floats)
                {
                    throw new InvalidDataException(
                        $"{file}: architecture: layer {layers.Count} brings the parameters to {needed}, but the file "
                            + $"holds {floats} numbers.");
                }
                layers.Add(layer);
            }
            return inputs > 0
                ? new Network(inputs, layers)
                : throw new InvalidDataException(
                    $"{file}: architecture: no layer with parameters, expected at least one.");
        }
        catch (JsonException error) // whose own message may repeat the rest of the text
        {
            throw new InvalidDataException($"{file}: architecture: no JSON list of layers.", error);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException
            or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"{file}: architecture: {error.Message}", error);
        }
    }

    /// <summary>
    /// The number of inputs that a layer takes, or 0 if it takes any: the first that says so tells the width of the
    /// network.
    /// </summary>
    private static int InputsOf(Layer layer) => OptionsOf(layer).FirstOrDefault(option => option.IsInputs).Size ?? 0;

    private static IReadOnlyList<LayerOption> OptionsOf(Layer layer) => LayerCatalog.KindOf(layer)?.OptionsOf(layer)
        ?? throw new NotSupportedException(
            $"The layer {layer.Type} is in no catalogue, so that no file could be read again.");

    private sealed class Options(JsonElement element) : ILayerOptions
    {
        public float Constant(string name) => element.GetProperty(name).GetSingle();

        public int Size(string name)
        {
            int size = element.GetProperty(name).GetInt32();
            return size > 0 ? size : throw new ArgumentException($"'{name}' is {size}, expected at least 1.");
        }
    }
}
