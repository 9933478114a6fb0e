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
        SafetensorsFile.Write(path, ToTensors(network, network.Parameters.ValueViews, prefix: ""), entries);
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
        Fill(network, network.Parameters.ValueViews, file.Tensors, prefix: "", path);
        var names = NamedViews(network, network.Parameters.ValueViews).Select(v => v.Name);
        if (file.Tensors.Keys.Except(names).FirstOrDefault() is { } foreign)
        {
            throw new InvalidDataException($"{path}: the tensor '{foreign}' belongs to no layer of the architecture.");
        }
        return network;
    }

    /// <summary>The parameters of a network, or other views with its layout, as tensors of a file; their names start with a prefix.</summary>
    internal static IEnumerable<SafetensorsTensor> ToTensors(Network network, ReadOnlyMemory<Matrix> views, string prefix) =>
        NamedViews(network, views).Select(named => ToTensor(prefix + named.Name, named.View));

    /// <summary>Overwrites the views with the tensors that <see cref="ToTensors"/> made of such.</summary>
    /// <exception cref="InvalidDataException">One is missing or has another shape.</exception>
    internal static void Fill(
        Network network,
        ReadOnlyMemory<Matrix> views,
        IReadOnlyDictionary<string, SafetensorsTensor> tensors,
        string prefix,
        string path,
        Range? layers = null)
    {
        foreach ((string name, Matrix view) in NamedViews(network, views, layers))
        {
            if (FindMisfit(name, view, tensors, prefix) is { } misfit)
            {
                throw new InvalidDataException($"{path}: {misfit}");
            }
            Fill(view, tensors[prefix + name]);
        }
    }

    /// <summary>The number of tensors that a network has in a file.</summary>
    internal static int CountTensors(Network network) => NamedViews(network, network.Parameters.ValueViews).Count();

    /// <summary>What is missing among the tensors, or has another shape; null if nothing.</summary>
    internal static string? FindMisfit(Network network, IReadOnlyDictionary<string, SafetensorsTensor> tensors, string prefix, Range layers) =>
        NamedViews(network, network.Parameters.ValueViews, layers)
            .Select(named => FindMisfit(named.Name, named.View, tensors, prefix))
            .FirstOrDefault(misfit => misfit is not null);

    /// <summary>The tensors of the file as views: one to one, but for the two heads of an encoder.</summary>
    private static IEnumerable<(string Name, Matrix View)> NamedViews(Network network, ReadOnlyMemory<Matrix> views, Range? layers = null)
    {
        (int first, int count) = (layers ?? Range.All).GetOffsetAndLength(network.Layers.Count);
        int next = network.Layers.Take(first).Sum(layer => layer.Parameters.Count);
        for (int i = first; i < first + count; i++)
        {
            foreach (ParameterDeclaration parameter in network.Layers[i].Parameters)
            {
                string name = parameter.Name;
                Matrix values = views.Span[next++];
                if (network.Layers[i] is GaussianHeads heads)
                {
                    yield return ($"mean.{name}", values.SliceColumns(0, heads.Latent));
                    yield return ($"logVariance.{name}", values.SliceColumns(heads.Latent, heads.Latent));
                }
                else
                {
                    yield return ($"{i}.{name}", values);
                }
            }
        }
    }

    private static SafetensorsTensor ToTensor(string name, Matrix view)
    {
        float[] data = new float[view.Length];
        if (IsBias(name))
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

    private static string? FindMisfit(string name, Matrix view, IReadOnlyDictionary<string, SafetensorsTensor> tensors, string prefix)
    {
        if (!tensors.TryGetValue(prefix + name, out SafetensorsTensor? tensor))
        {
            return $"there is no tensor '{prefix}{name}', which the architecture asks for.";
        }
        ReadOnlySpan<int> expected = IsBias(name) ? [view.Columns] : [view.Columns, view.Rows];
        return tensor.Shape.SequenceEqual(expected)
            ? null
            : $"the tensor '{tensor.Name}' is ({string.Join(", ", tensor.Shape.ToArray())}), but the architecture asks for ({string.Join(", ", expected.ToArray())}).";
    }

    private static void Fill(Matrix view, SafetensorsTensor tensor)
    {
        for (int input = 0; input < view.Rows; input++)
        {
            for (int output = 0; output < view.Columns; output++)
            {
                view[input, output] = tensor.Data[(output * view.Rows) + input];
            }
        }
    }

    private static bool IsBias(string name) => name.EndsWith("bias", StringComparison.Ordinal);
}
