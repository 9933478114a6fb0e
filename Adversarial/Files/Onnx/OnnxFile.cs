namespace Scratch.Adversarial.Files.Onnx;

/// <summary>A network as a file of ONNX, which other runtimes run, and networks out of such files.</summary>
/// <remarks>
/// https://onnx.ai; operators of version 20, format 9. The network is written as it evaluates, a final sigmoid or
/// softmax included, from <c>input</c> (batch, inputs) to <c>output</c> (batch, outputs), the batch free. What is
/// written here is read again bit by bit; of other programs' files, chains of dense layers, activations and
/// normalisations are read, and the rest is refused by its name (docs/export.md).
/// </remarks>
public static class OnnxFile
{
    private const string ArchitectureKey = "scratch.architecture";

    /// <summary>Writes a network.</summary>
    /// <param name="path">The file, overwritten as a whole or not at all.</param>
    /// <param name="network">What to write; every value is finite.</param>
    /// <param name="name">The name of the graph, such as <c>classifier</c>.</param>
    /// <param name="metadata">Texts that go with it, such as the names of the classes.</param>
    /// <exception cref="ArgumentException">A value is NaN or infinite.</exception>
    /// <exception cref="NotSupportedException">A layer is in no catalogue.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(
        string path, Network network, string name = "network", IReadOnlyDictionary<string, string>? metadata = null)
    {
        ProtobufMessage file = CreateMessage(network, name, metadata);
        AtomicFile.Write(path, file.WriteTo);
    }

    /// <summary>Writes the same bytes to a stream, which is left open.</summary>
    /// <exception cref="ArgumentException">A value is NaN or infinite.</exception>
    public static void Write(
        Stream stream, Network network, string name = "network", IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        CreateMessage(network, name, metadata).WriteTo(stream);
    }

    /// <summary>Reads a network. Constants may be in another file of the same folder.</summary>
    /// <param name="path">The file, or a pipe that is then read once.</param>
    /// <exception cref="IOException">There is no such file, or it can't be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or has what no network here has; the message names the
    /// file and the place.</exception>
    public static Network Read(string path)
    {
        using Stream stream = Disk.OpenRead(path);
        return Read(stream, path, Path.GetDirectoryName(Path.GetFullPath(path)));
    }

    /// <summary>
    /// Reads a network from a stream that can seek and stands at the start of the file. The stream is left open.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string)"/>.</exception>
    public static Network Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return Read(stream, name, folder: null);
    }

    private static Network Read(Stream stream, string name, string? folder)
    {
        long length = stream.Length - stream.Position;
        if (length > Array.MaxLength)
        {
            throw new InvalidDataException(
                $"{name}: the file has {length} bytes, expected at most 2 GiB, the most of a protocol buffer.");
        }
        byte[] file = new byte[length];
        stream.ReadExactly(file);
        OnnxModel model = OnnxReader.Read(file, name, folder);
        return ReadOwn(model, name) ?? new OnnxImport(model, name).Run();
    }

    private static ProtobufMessage CreateMessage(
        Network network, string name, IReadOnlyDictionary<string, string>? metadata)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (HasNonFinite(network.Parameters.Values) || HasNonFinite(network.State.Values))
        {
            throw new ArgumentException("A value of the network is NaN or infinite.", nameof(network));
        }
        OnnxModel model = OnnxGraph.Create(network);
        foreach ((string key, string text) in (metadata ?? new Dictionary<string, string>())
            .OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            model.Metadata[key] = text;
        }
        model.Metadata[ArchitectureKey] = Architecture.Write(network);
        return OnnxWriter.Write(model, name);
    }

    private static bool HasNonFinite(ReadOnlySpan<float> values) =>
        !values.IsEmpty && !TensorPrimitives.IsFiniteAll(values);

    /// <summary>
    /// The network of a file that says what its layers are, if its graph is the one that these have; null otherwise.
    /// </summary>
    /// <remarks>Other programs change graphs and leave such texts as they are: the graph is what counts.</remarks>
    private static Network? ReadOwn(OnnxModel model, string name)
    {
        if (!model.Metadata.TryGetValue(ArchitectureKey, out string? text))
        {
            return null;
        }
        try
        {
            long floats = model.Constants.Values.Sum(tensor => tensor.IsFloats ? tensor.Length : 0);
            // a shape may lie about what the file has
            Network network = Architecture.Read(text, name, Math.Min(floats, model.Bytes / sizeof(float)));
            OnnxModel expected = OnnxGraph.Create(network);
            return IsSame(model, expected, [.. ModelFile.Views(network)]) ? network : null;
        }
        catch (InvalidDataException)
        {
            return null; // what the graph itself says is told
        }
    }

    /// <summary>Whether the graphs are the same; if so, the views are filled with the constants of the file.</summary>
    private static bool IsSame(OnnxModel model, OnnxModel expected, FileView[] views)
    {
        if (model.Nodes.Count != expected.Nodes.Count || model.Constants.Count != expected.Constants.Count
            || !model.Nodes.Zip(expected.Nodes).All(pair => pair.First.IsSame(pair.Second)))
        {
            return false;
        }
        HashSet<string> learnt = [.. views.Select(view => view.Name)];
        foreach ((string key, OnnxTensor tensor) in expected.Constants)
        {
            if (!model.Constants.TryGetValue(key, out OnnxTensor? its) || its.IsFloats != tensor.IsFloats
                || !its.Shape.AsSpan().SequenceEqual(tensor.Shape) || (!learnt.Contains(key) && !its.IsSame(tensor)))
            {
                return false;
            }
        }
        foreach (FileView view in views)
        {
            OnnxTensor its = model.Constants[view.Name];
            view.Fill(new SafetensorsTensor(view.Name, its.Shape, its.Floats));
        }
        return true;
    }
}
