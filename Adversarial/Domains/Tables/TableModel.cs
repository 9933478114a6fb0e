namespace Scratch.Adversarial.Domains.Tables;

/// <summary>
/// A classifier that takes the values of a row as a file has them: in their own units, categories as texts.
/// </summary>
/// <remarks>
/// Its network starts with a <see cref="Standardisation"/>, and the schema is in the file's metadata: one file is all
/// that a second program needs. One instance serves one thread at a time.
/// </remarks>
/// <example>
/// <code>
/// TableModel model = TableModel.Load("penguins.safetensors");
/// string species = model.PredictClass("Biscoe", "46.1", "13.2", "211", "4500", "FEMALE");
/// </code>
/// </example>
public sealed class TableModel
{
    private const string SchemaKey = "table";

    private readonly Workspace _workspace;
    private readonly Matrix _input;
    private readonly Matrix _probabilities;

    /// <summary>A model of a network that was trained on standardised rows, which is copied. Allocates.</summary>
    /// <param name="schema">The columns and classes of the training data.</param>
    /// <param name="network">(features) to (classes): logits, or probabilities after a final softmax.</param>
    public TableModel(TableSchema schema, Network network)
        : this(network, schema, isStandardised: true)
    {
    }

    private TableModel(Network network, TableSchema schema, bool isStandardised)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(schema);
        Network = isStandardised ? AddStandardisation(network, schema) : network;
        if (Network.Inputs != schema.Features || Network.Outputs != schema.Classes.Count)
        {
            throw new ArgumentException(
                $"The network has {Network.Inputs} inputs and {Network.Outputs} outputs; expected {schema.Features} "
                    + $"and {schema.Classes.Count}.", nameof(network));
        }
        Schema = schema;
        _workspace = new Workspace(Network, 1);
        _input = Matrix.Allocate(1, schema.Features);
        _probabilities = Matrix.Allocate(1, schema.Classes.Count);
    }

    /// <summary>The columns and classes.</summary>
    public TableSchema Schema { get; }

    /// <summary>The network, its standardisation first.</summary>
    public Network Network { get; }

    /// <summary>The probability of each class for a row.</summary>
    /// <param name="values">A text for each column of <see cref="TableSchema.Columns"/>, as in a file; a missing one is
    /// empty.</param>
    /// <returns>One number a class, in the order of <see cref="TableSchema.Classes"/>; memory of the model, until the
    /// next call.</returns>
    /// <exception cref="InvalidDataException">A value is no number, or is missing and may not be; the message names its
    /// column.</exception>
    public ReadOnlySpan<float> PredictProbabilities(params IReadOnlyList<string> values)
    {
        Schema.EncodeRaw(values, _input.Row(0));
        Network.ForwardToLogits(_workspace, _input).CopyTo(_probabilities);
        Span<float> row = _probabilities.Row(0);
        Softmax.Write(row, row);
        return row;
    }

    /// <summary>
    /// The name of the most probable class of a row; parameters as for <see cref="PredictProbabilities"/>.
    /// </summary>
    public string PredictClass(params IReadOnlyList<string> values) =>
        Schema.Classes[RowOperations.ArgMax(PredictProbabilities(values))];

    /// <summary>Writes network and schema to one safetensors file.</summary>
    /// <param name="path">The file, overwritten as a whole or not at all.</param>
    /// <param name="metadata">Further entries of the metadata.</param>
    public void Save(string path, IReadOnlyDictionary<string, string>? metadata = null) =>
        ModelFile.Write(path, Network, new Dictionary<string,
            string>(metadata ?? new Dictionary<string, string>())
        { [SchemaKey] = Schema.Write() });

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or holds no such model; the message names the file
    /// and the place.</exception>
    public static TableModel Load(string path)
    {
        Network network = ModelFile.Read(path, out IReadOnlyDictionary<string, string> metadata);
        if (!metadata.TryGetValue(SchemaKey, out string? json) || network.Layers[0] is not Standardisation)
        {
            throw new InvalidDataException(
                $"{path}: a network without the schema of a table; expected a classifier that was trained on one.");
        }
        TableSchema schema = TableSchema.Read(json, path);
        return network.Inputs == schema.Features && network.Outputs == schema.Classes.Count
            ? new TableModel(network, schema, isStandardised: false)
            : throw new InvalidDataException(
                $"{path}: the network has {network.Inputs} inputs and {network.Outputs} outputs, the schema "
                    + $"{schema.Features} features and "
                + $"{schema.Classes.Count} classes; expected the same.");
    }

    /// <summary>The network that takes standardised rows: without its first layer, a copy. Allocates.</summary>
    public static Network RemoveStandardisation(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Layers[0] is not Standardisation)
        {
            return network;
        }
        var rest = new Network(network.Inputs, network.Layers.Skip(1));
        Copy(network, firstOfSource: 1, rest, firstOfCopy: 0);
        return rest;
    }

    /// <summary>
    /// The network that takes rows in their own units: a standardisation and a copy of the layers. Allocates.
    /// </summary>
    public static Network AddStandardisation(Network network, TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(schema);
        var whole = new Network(network.Inputs, network.Layers.Prepend(new Standardisation(schema.Features)));
        (float[] mean, float[] deviation) = schema.Scales();
        mean.CopyTo(whole.StateOf(0).Span[0].Span);
        deviation.CopyTo(whole.StateOf(0).Span[1].Span);
        Copy(network, firstOfSource: 0, whole, firstOfCopy: 1);
        return whole;
    }

    private static void Copy(Network source, int firstOfSource, Network copy, int firstOfCopy)
    {
        for (int i = 0; firstOfSource + i < source.Layers.Count; i++)
        {
            Copy(source.ParametersOf(firstOfSource + i).Span, copy.ParametersOf(firstOfCopy + i).Span);
            Copy(source.StateOf(firstOfSource + i).Span, copy.StateOf(firstOfCopy + i).Span);
        }
    }

    private static void Copy(ReadOnlySpan<Matrix> source, ReadOnlySpan<Matrix> copy)
    {
        for (int i = 0; i < source.Length; i++)
        {
            source[i].CopyTo(copy[i]);
        }
    }
}
