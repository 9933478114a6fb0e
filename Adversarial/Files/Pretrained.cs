namespace Scratch.Adversarial.Files;

/// <summary>
/// Starts a network from a saved one, whole or in part: ours, or a PyTorch <c>Sequential</c>'s safetensors.
/// </summary>
/// <remarks>
/// Tensors are found by PyTorch's names, <c>0.weight</c>, <c>0.bias</c>, …, activations counted, and must have the
/// shapes that the network asks for. A file that was not written here says nothing of its activations: the network that
/// is given has to be the right one.
/// </remarks>
public static class Pretrained
{
    /// <summary>Overwrites the parameters and the state of a network.</summary>
    /// <param name="path">A safetensors file, or a pipe that is then read once. Tensors in it that are not asked for
    /// are left alone, whatever their types and values.</param>
    /// <param name="network">Overwritten.</param>
    /// <param name="layers">The layers that are taken from the file; all if not given.</param>
    /// <param name="prefix">What the names in the file begin with, such as <c>encoder.</c>.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or has not all that is asked for; the message says
    /// what. Then nothing is overwritten.</exception>
    public static void Load(string path, Network network, Range? layers = null, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(network);
        Load(SafetensorsFile.Read(path), path, network, layers, prefix);
    }

    /// <summary>The same from a file that was read.</summary>
    internal static void Load(
        SafetensorsFile file, string path, Network network, Range? layers = null, string prefix = "") =>
        ModelFile.Fill(ModelFile.Views(network, layers), file.Tensors, prefix, path);

    /// <summary>
    /// True if the file has the tensors of the network, in their shapes, and no other that could be a layer's: one
    /// whose name begins with a number, or an encoder's heads.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static bool Fits(string path, Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return Fits(SafetensorsFile.Read(path), network);
    }

    /// <summary>The same of a file that was read.</summary>
    internal static bool Fits(SafetensorsFile file, Network network)
    {
        FileView[] views = [.. ModelFile.Views(network)];
        return file.Tensors.Values.Count(IsOfLayer) == views.Length
            && ModelFile.FindMisfit(views, file.Tensors, prefix: "") is null;

        static bool IsOfLayer(SafetensorsTensor tensor) => tensor.IsReadable && (tensor.Name is [>= '0' and <= '9', ..]
            || tensor.Name.StartsWith("mean.", StringComparison.Ordinal)
            || tensor.Name.StartsWith("logVariance.", StringComparison.Ordinal));
    }
}
