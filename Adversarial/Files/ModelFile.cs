using System.Security.Cryptography;

namespace Scratch.Adversarial.Files;

/// <summary>
/// A network as a safetensors file that a PyTorch <c>Sequential</c> can load: keys <c>0.weight</c> (out, in),
/// <c>0.bias</c>, ….
/// </summary>
/// <remarks>
/// Activations count as modules. The heads of an encoder are <c>mean.*</c> and <c>logVariance.*</c>. The list of layers
/// is in the metadata, under <c>architecture</c>.
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
        SafetensorsFile.Write(path, ToTensors(Views(network), prefix: ""), entries);
    }

    /// <summary>
    /// A checksum of a network, the first half of the SHA-256 of the file that it would be written as: another one
    /// means another network. Allocates as much.
    /// </summary>
    internal static string Digest(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var stream = new MemoryStream();
        SafetensorsFile.Write(
            stream, ToTensors(Views(network), prefix: ""),
            new Dictionary<string, string> { [ArchitectureKey] = Architecture.Write(network) });
        stream.Position = 0;
        return Convert.ToHexStringLower(SHA256.HashData(stream).AsSpan(0, SHA256.HashSizeInBytes / 2));
    }

    /// <summary>Reads a network.</summary>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, has no architecture, or not the tensors of its architecture; the message names the file and
    /// the place. Other tensors are left alone.
    /// </exception>
    public static Network Read(string path) => Read(path, out _);

    /// <summary>
    /// Reads a network from a file of any origin: one that says what its layers are, as those written here do, or else
    /// a <see cref="PyTorchSequential"/>.
    /// </summary>
    /// <param name="path">The file, or a pipe that is then read once.</param>
    /// <param name="activation">Makes the activation between two Linear modules of a Sequential.</param>
    /// <exception cref="InvalidDataException">It is damaged, or neither; the message says where.</exception>
    public static Network Read(string path, Func<Layer> activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        SafetensorsFile file = SafetensorsFile.Read(path);
        return file.Metadata.ContainsKey(ArchitectureKey) ? FromFile(file, path)
            : PyTorchSequential.FromFile(file, path, activation);
    }

    /// <summary>Reads a network and the metadata of its file.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string)"/>.</exception>
    public static Network Read(string path, out IReadOnlyDictionary<string, string> metadata)
    {
        using Stream stream = Disk.OpenRead(path);
        return Read(stream, path, out metadata);
    }

    /// <summary>
    /// Reads a network from a stream that can seek and stands at the start of the file. The stream is left open.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="path">What error messages call it.</param>
    /// <param name="metadata">The metadata of the file.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string)"/>.</exception>
    public static Network Read(Stream stream, string path, out IReadOnlyDictionary<string, string> metadata)
    {
        SafetensorsFile file = SafetensorsFile.Read(stream, path);
        metadata = file.Metadata;
        return FromFile(file, path);
    }

    /// <summary>
    /// The tensors of a network for <see cref="NpzFile"/>, by their names in files: weights (outputs, inputs).
    /// Allocates.
    /// </summary>
    public static IEnumerable<NpyArray> ToArrays(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        foreach (FileView view in Views(network))
        {
            float[] values = view.ToTensor("").Data;
            yield return view.IsVector ? new NpyArray(view.Name, values)
                : new NpyArray(view.Name, new Matrix(values, 0, view.View.Columns, view.View.Rows, view.View.Rows));
        }
    }

    private static Network FromFile(SafetensorsFile file, string path)
    {
        if (!file.Metadata.TryGetValue(ArchitectureKey, out string? text))
        {
            throw new InvalidDataException(
                $"{path}: __metadata__ has no '{ArchitectureKey}', the JSON list of the network's layers.");
        }
        long floats = file.Tensors.Values.Sum(tensor => tensor.IsReadable ? (long)tensor.Data.Length : 0);
        Network network = Architecture.Read(text, path, floats);
        Fill(Views(network), file.Tensors, prefix: "", path);
        return network;
    }

    /// <summary>The parameters of a network and its state, as a file names them.</summary>
    /// <param name="network">What is saved.</param>
    /// <param name="layers">The layers that are meant; all if not given.</param>
    internal static IEnumerable<FileView> Views(Network network, Range? layers = null) =>
        Views(network, network.Parameters.ValueViews, network.State.ValueViews, layers);

    /// <summary>Views with the layouts of the parameters and of the state.</summary>
    internal static IEnumerable<FileView> Views(
        Network network, ReadOnlyMemory<Matrix> parameters, ReadOnlyMemory<Matrix> state, Range? layers = null)
    {
        (int first, int count) = (layers ?? Range.All).GetOffsetAndLength(network.Layers.Count);
        int next = network.Layers.Take(first).Sum(layer => layer.State.Count);
        for (int i = first; i < first + count; i++)
        {
            foreach (FileView view in Views(network, parameters, i..(i + 1)))
            {
                yield return view;
            }
            foreach (ParameterDeclaration declaration in network.Layers[i].State)
            {
                yield return new FileView($"{i}.{declaration.Name}", state.Span[next++], IsVector: true);
            }
        }
    }

    /// <summary>
    /// Views with the layout of the parameters, such as an optimizer's moments: one to one, but for the two heads of an
    /// encoder.
    /// </summary>
    internal static IEnumerable<FileView> Views(Network network, ReadOnlyMemory<Matrix> views, Range? layers = null)
    {
        (int first, int count) = (layers ?? Range.All).GetOffsetAndLength(network.Layers.Count);
        int next = network.Layers.Take(first).Sum(layer => layer.Parameters.Count);
        for (int i = first; i < first + count; i++)
        {
            foreach (ParameterDeclaration parameter in network.Layers[i].Parameters)
            {
                string name = parameter.Name;
                // what decays is a matrix; a bias, or the scale of a normalisation, is one row
                bool isVector = !parameter.Decays;
                Matrix values = views.Span[next++];
                if (network.Layers[i] is GaussianHeads heads)
                {
                    yield return new FileView($"mean.{name}", values.SliceColumns(0, heads.Latent), isVector);
                    yield return new FileView(
                        $"logVariance.{name}", values.SliceColumns(heads.Latent, heads.Latent), isVector);
                }
                else
                {
                    yield return new FileView($"{i}.{name}", values, isVector);
                }
            }
        }
    }

    /// <summary>Views as tensors of a file; their names start with a prefix.</summary>
    internal static IEnumerable<SafetensorsTensor> ToTensors(IEnumerable<FileView> views, string prefix) =>
        views.Select(view => view.ToTensor(prefix));

    /// <summary>Overwrites views with the tensors that <see cref="ToTensors"/> made of such.</summary>
    /// <exception cref="InvalidDataException">One is missing or has another shape. Then nothing is
    /// overwritten.</exception>
    internal static void Fill(
        IEnumerable<FileView> views, IReadOnlyDictionary<string, SafetensorsTensor> tensors, string prefix, string path)
    {
        FileView[] all = [.. views];
        if (FindMisfit(all, tensors, prefix) is { } misfit)
        {
            throw new InvalidDataException($"{path}: {misfit}");
        }
        foreach (FileView view in all)
        {
            view.Fill(tensors[prefix + view.Name]);
        }
    }

    /// <summary>What is missing among the tensors, or has another shape; null if nothing.</summary>
    internal static string? FindMisfit(
        IEnumerable<FileView> views, IReadOnlyDictionary<string, SafetensorsTensor> tensors, string prefix) =>
        views.Select(view => view.FindMisfit(tensors, prefix)).FirstOrDefault(misfit => misfit is not null);
}
