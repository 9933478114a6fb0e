using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Adversarial.Files;

/// <summary>A network as a safetensors file that a PyTorch <c>Sequential</c> can load: keys <c>0.weight</c> (out, in), <c>0.bias</c>, ….</summary>
/// <remarks>
/// Activations count as modules. The heads of an encoder are <c>mean.*</c> and <c>logVariance.*</c>. The list of layers is in the
/// metadata, under <c>architecture</c>.
/// </remarks>
public static class ModelFile
{
    private const string ArchitectureKey = "architecture";

    /// <summary>Writes a network.</summary>
    /// <param name="path">The file, overwritten as a whole or not at all.</param>
    /// <param name="network">What to save.</param>
    /// <param name="metadata">Further entries of the metadata.</param>
    public static void Write(string path, Network network, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        var entries = new Dictionary<string, string>(metadata ?? new Dictionary<string, string>())
        {
            [ArchitectureKey] = Architecture.Write(network),
        };
        SafetensorsFile.Write(path, NamedViews(network).Select(ToTensor), entries);
    }

    /// <summary>Reads a network.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, has no architecture, or its tensors are not those of its architecture; the message names the file and the place.
    /// </exception>
    public static Network Read(string path) => Read(path, out _);

    /// <summary>Reads a network and the metadata of its file.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string)"/>.</exception>
    public static Network Read(string path, out IReadOnlyDictionary<string, string> metadata)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        metadata = file.Metadata;
        if (!file.Metadata.TryGetValue(ArchitectureKey, out string? text))
        {
            throw new InvalidDataException($"{path}: __metadata__ has no '{ArchitectureKey}', the JSON list of the network's layers.");
        }
        long floats = file.Tensors.Values.Sum(tensor => (long)tensor.Data.Length);
        Network network = Architecture.Read(text, path, floats);
        var views = NamedViews(network).ToList();
        foreach ((string name, Matrix view, bool isVector) in views)
        {
            if (!file.Tensors.TryGetValue(name, out SafetensorsTensor? tensor))
            {
                throw new InvalidDataException($"{path}: there is no tensor '{name}', which the architecture asks for.");
            }
            Fill(view, tensor, isVector, path);
        }
        if (file.Tensors.Keys.Except(views.Select(v => v.Name)).FirstOrDefault() is { } foreign)
        {
            throw new InvalidDataException($"{path}: the tensor '{foreign}' belongs to no layer of the architecture.");
        }
        return network;
    }

    /// <summary>The tensors of the file as views of the parameters, one to one but for the two heads of an encoder, and of the state.</summary>
    private static IEnumerable<(string Name, Matrix View, bool IsVector)> NamedViews(Network network)
    {
        for (int i = 0; i < network.Layers.Count; i++)
        {
            ReadOnlyMemory<Matrix> parameters = network.ParametersOf(i);
            Layer layer = network.Layers[i];
            for (int p = 0; p < layer.Parameters.Count; p++)
            {
                string name = layer.Parameters[p].Name;
                bool isVector = !layer.Parameters[p].Decays; // what decays is a matrix; a bias, or the scale of a normalisation, is one row
                Matrix values = parameters.Span[p];
                if (layer is GaussianHeads heads)
                {
                    yield return ($"mean.{name}", values.SliceColumns(0, heads.Latent), isVector);
                    yield return ($"logVariance.{name}", values.SliceColumns(heads.Latent, heads.Latent), isVector);
                }
                else
                {
                    yield return ($"{i}.{name}", values, isVector);
                }
            }
            for (int s = 0; s < layer.State.Count; s++)
            {
                yield return ($"{i}.{layer.State[s].Name}", network.StateOf(i).Span[s], IsVector: true);
            }
        }
    }

    private static SafetensorsTensor ToTensor((string Name, Matrix View, bool IsVector) named)
    {
        (string name, Matrix view, bool isVector) = named;
        float[] data = new float[view.Length];
        if (isVector)
        {
            view.Row(0).CopyTo(data);
            return new SafetensorsTensor(name, [view.Columns], data);
        }
        for (int output = 0; output < view.Columns; output++)
        {
            for (int input = 0; input < view.Rows; input++)
            {
                data[(output * view.Rows) + input] = view[input, output];
            }
        }
        return new SafetensorsTensor(name, [view.Columns, view.Rows], data);
    }

    private static void Fill(Matrix view, SafetensorsTensor tensor, bool isVector, string path)
    {
        ReadOnlySpan<int> expected = isVector ? [view.Columns] : [view.Columns, view.Rows];
        if (!tensor.Shape.SequenceEqual(expected))
        {
            throw new InvalidDataException(
                $"{path}: the tensor '{tensor.Name}' is ({string.Join(", ", tensor.Shape.ToArray())}), but the architecture asks for ({string.Join(", ", expected.ToArray())}).");
        }
        for (int input = 0; input < view.Rows; input++)
        {
            for (int output = 0; output < view.Columns; output++)
            {
                view[input, output] = tensor.Data[(output * view.Rows) + input];
            }
        }
    }
}
