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
    /// <param name="path">A safetensors file. Tensors in it that are not asked for are left alone.</param>
    /// <param name="network">Overwritten.</param>
    /// <param name="layers">The layers that are taken from the file; all if not given.</param>
    /// <param name="prefix">What the names in the file begin with, such as <c>encoder.</c>.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or has not all that is asked for; the message says
    /// what. Then nothing is overwritten.</exception>
    public static void Load(string path, Network network, Range? layers = null, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(network);
        SafetensorsFile file = SafetensorsFile.Read(path);
        ModelFile.Fill(ModelFile.Views(network, layers), file.Tensors, prefix, path);
    }

    /// <summary>True if the file has exactly the tensors of the network, in their shapes.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static bool Fits(string path, Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        SafetensorsFile file = SafetensorsFile.Read(path);
        FileView[] views = [.. ModelFile.Views(network)];
        return file.Tensors.Count == views.Length && ModelFile.FindMisfit(views, file.Tensors, prefix: "") is null;
    }
}
