namespace Scratch.Adversarial.Data;

/// <summary>
/// The fixed layers that make features of an example: what networks learn from where they don't take examples as they
/// are, such as the spectrum of a sound.
/// </summary>
/// <remarks>
/// Encoder, generator and discriminator live among the features. A classifier is trained behind the front end and saved
/// with it as one network, so that an attack moves the example itself.
/// </remarks>
/// <param name="network">From an example to its features; nothing learns its parameters.</param>
/// <param name="features">What the features mean.</param>
public sealed class FrontEnd(Network network, Domain features)
{
    private const int RowsAtOnce = 256;

    /// <summary>From an example to its features.</summary>
    public Network Network { get; } = network;

    /// <summary>What the features mean.</summary>
    public Domain Features { get; } = features;

    /// <summary>The features of examples. Allocates.</summary>
    /// <param name="examples">(B, inputs).</param>
    public Matrix Apply(Matrix examples)
    {
        Matrix features = Matrix.Allocate(examples.Rows, Network.Outputs);
        var workspace = new Workspace(Network, Math.Clamp(examples.Rows, 1, RowsAtOnce));
        for (int first = 0; first < examples.Rows; first += RowsAtOnce)
        {
            int count = Math.Min(RowsAtOnce, examples.Rows - first);
            Network.Forward(workspace, examples.SliceRows(first, count)).CopyTo(features.SliceRows(first, count));
        }
        return features;
    }

    /// <summary>The features of all examples, with the same labels. Allocates.</summary>
    public Dataset Apply(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.WithInputs(Apply(data.Inputs), Features);
    }

    /// <summary>One network from an example on: the front end, and then one that takes features. Copies.</summary>
    /// <exception cref="ArgumentException">It takes another number of features.</exception>
    public Network Before(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var whole = new Network(Network.Inputs, [.. Network.Layers, .. network.Layers]);
        Copy(Network, 0, whole, 0, Network.Layers.Count);
        CopyBehind(network, whole);
        return whole;
    }

    /// <summary>
    /// The part of a network behind the front end that it begins with: the other way than <see cref="Before"/>. Copies.
    /// </summary>
    /// <exception cref="ArgumentException">The network has too few layers.</exception>
    public Network Behind(Network whole)
    {
        ArgumentNullException.ThrowIfNull(whole);
        int first = Network.Layers.Count;
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(whole.Layers.Count, first, nameof(whole));
        var network = new Network(whole.Width(first), whole.Layers.Skip(first));
        Copy(whole, first, network, 0, network.Layers.Count);
        return network;
    }

    /// <summary>
    /// Copies parameters and state of a network that takes features into one that <see cref="Before"/> made of it.
    /// </summary>
    internal void CopyBehind(Network network, Network whole) =>
        Copy(network, 0, whole, Network.Layers.Count, network.Layers.Count);

    /// <summary>Copies parameters and state of some layers of a network into those of another.</summary>
    internal static void Copy(Network from, int first, Network to, int at, int count)
    {
        for (int layer = 0; layer < count; layer++)
        {
            Copy(from.ParametersOf(first + layer), to.ParametersOf(at + layer));
            Copy(from.StateOf(first + layer), to.StateOf(at + layer));
        }
    }

    private static void Copy(ReadOnlyMemory<Matrix> from, ReadOnlyMemory<Matrix> to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            from.Span[i].CopyTo(to.Span[i]);
        }
    }
}
