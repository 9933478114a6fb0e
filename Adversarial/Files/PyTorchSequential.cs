namespace Scratch.Adversarial.Files;

/// <summary>
/// A network out of a PyTorch <c>Sequential</c> of Linear modules and activations, saved as safetensors elsewhere.
/// </summary>
/// <remarks>
/// The widths follow from the tensors, <c>0.weight</c> (out, in), <c>0.bias</c>, <c>2.weight</c>, …. Of activations a
/// file says only that they are there, by the numbers that are left out between two Linear modules: which function it
/// is, the caller has to know. What stands before the first of them (a Flatten) and behind the last (a Softmax, which a
/// network's logits don't need) is passed over, and so are tensors whose names are not those of a module in a
/// Sequential.
/// </remarks>
public static class PyTorchSequential
{
    /// <summary>Reads the network.</summary>
    /// <param name="path">The file.</param>
    /// <param name="activation">Makes the activation between two Linear modules.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or not such a chain; the message says
    /// where.</exception>
    public static Network Read(string path, Func<Layer> activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        return FromFile(SafetensorsFile.Read(path), path, activation);
    }

    /// <summary>The network of a file that was read.</summary>
    internal static Network FromFile(SafetensorsFile file, string path, Func<Layer> activation)
    {
        (string prefix, int[] modules) = Modules(path, file);
        var layers = new List<Layer>();
        var places = new List<int>();
        int width = 0;
        for (int i = 0; i < modules.Length; i++)
        {
            string name = $"{prefix}{modules[i]}.weight";
            ReadOnlySpan<int> shape = file.Tensors[name].Shape;
            if (shape.Length != 2 || shape[0] < 1 || shape[1] < 1 || (i > 0 && shape[1] != width))
            {
                string inputs = i == 0 ? "inputs" : width.ToString(CultureInfo.InvariantCulture);
                throw new InvalidDataException(
                    $"{path}: the tensor '{name}' is ({string.Join(", ", shape.ToArray())}); expected (outputs, "
                    + $"{inputs}).");
            }
            if (i > 0 && modules[i] - modules[i - 1] > 1)
            {
                layers.Add(activation());
            }
            places.Add(layers.Count);
            layers.Add(new Dense(shape[1], shape[0]));
            width = shape[0];
        }
        var network = new Network(file.Tensors[$"{prefix}{modules[0]}.weight"].Shape[1], layers);
        ModelFile.Fill(modules.SelectMany((module, i) => Views(network, places[i], module)), file.Tensors, prefix,
            path);
        return network;
    }

    private static IEnumerable<FileView> Views(Network network, int layer, int module) =>
    [
        new($"{module}.weight", network.ParametersOf(layer).Span[0], IsVector: false),
        new($"{module}.bias", network.ParametersOf(layer).Span[1], IsVector: true),
    ];

    /// <summary>
    /// What all names begin with, such as <c>net.</c>, and the numbers of the Linear modules, in order.
    /// </summary>
    private static (string Prefix, int[] Modules) Modules(string path, SafetensorsFile file)
    {
        string? prefix = null;
        var modules = new SortedSet<int>();
        foreach (string name in file.Tensors.Keys)
        {
            string[] parts = name.Split('.');
            if (parts.Length < 2
                || !int.TryParse(parts[^2], NumberStyles.None, CultureInfo.InvariantCulture, out int module))
            {
                continue; // of something else
            }
            string before = string.Concat(parts[..^2].Select(part => part + "."));
            if (parts[^1] is not ("weight" or "bias") || before != (prefix ??= before))
            {
                throw new InvalidDataException(
                    $"{path}: the tensor '{name}' is none of a Sequential of Linear modules, which has 0.weight, "
                        + "0.bias, 2.weight, ….");
            }
            modules.Add(module);
        }
        if (modules.FirstOrDefault(
            module => !file.Tensors.ContainsKey($"{prefix}{module}.weight"), -1) is var lonely and >= 0)
        {
            throw new InvalidDataException($"{path}: there is no tensor '{prefix}{lonely}.weight' beside its bias.");
        }
        return modules.Count > 0 ? (prefix!, [.. modules])
            : throw new InvalidDataException($"{path}: the file has no tensor of a Sequential, such as 0.weight.");
    }
}
