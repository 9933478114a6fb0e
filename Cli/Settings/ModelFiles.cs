using Scratch.Adversarial.Files.Onnx;
using Scratch.Layers;

namespace Scratch.Cli.Settings;

/// <summary>Networks from files of any origin: Scratch's own, a PyTorch Sequential's, or ONNX.</summary>
internal static class ModelFiles
{
    private const string OnnxEnding = ".onnx";

    /// <summary>The option that takes such a file.</summary>
    /// <param name="description">What it is taken for.</param>
    public static Option<string?> Option(string description) => new("--model")
    {
        Description =
            $"{description}: one of Scratch, a PyTorch Sequential of Linear modules and activations, or ONNX.",
        HelpName = "F.safetensors|F.onnx",
    };

    /// <summary>Reads a network.</summary>
    /// <param name="path">The file; one that ends in <c>.onnx</c> is taken for ONNX.</param>
    /// <param name="activation">That of a Sequential; relu if not given.</param>
    /// <exception cref="UsageException">An activation is given for a file that has its own.</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or has what no network here has.</exception>
    public static Network Read(string path, string? activation)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path}: there is no such file.");
        }
        if (!Path.GetExtension(path).Equals(OnnxEnding, StringComparison.OrdinalIgnoreCase))
        {
            return ModelFile.Read(path, LayerCatalog.FindActivation(activation ?? "relu").CreateActivation);
        }
        return activation is null ? OnnxFile.Read(path)
            : throw new UsageException($"--activation is for a Sequential; {path} says itself what its layers are.");
    }
}
