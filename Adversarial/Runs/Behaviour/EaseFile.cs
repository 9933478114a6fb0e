using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Runs.Behaviour;

/// <summary>
/// The weights of EASE as a safetensors file, <c>ease.safetensors</c>: one tensor <c>weights</c>, (items, items).
/// </summary>
internal static class EaseFile
{
    private const string File = "ease.safetensors", Name = "weights";

    /// <summary>Writes it into a folder.</summary>
    public static void Write(IRecommender recommender, string folder)
    {
        Matrix weights = ((Ease)recommender).Weights;
        SafetensorsFile.Write(
            Path.Combine(folder, File),
            [new SafetensorsTensor(Name, [weights.Rows, weights.Columns], weights.Span.ToArray())]);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">The file has no such weights.</exception>
    public static IRecommender Read(string folder)
    {
        string path = Path.Combine(folder, File);
        if (!SafetensorsFile.Read(path).Tensors.TryGetValue(Name, out SafetensorsTensor? tensor)
            || tensor.Shape is not [var rows, var columns] || rows != columns || rows < 1)
        {
            throw new InvalidDataException($"{path}: no square tensor '{Name}'; expected the weights of EASE.");
        }
        Matrix weights = Matrix.Allocate((int)rows, (int)columns);
        tensor.Data.CopyTo(weights.Span);
        return new Ease(weights);
    }
}
