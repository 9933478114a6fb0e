using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Runs.Behaviour;

/// <summary>The weights of EASE as a safetensors file: one tensor <c>weights</c>, (items, items).</summary>
internal static class EaseFile
{
    private const string Name = "weights";

    /// <summary>Writes it.</summary>
    public static void Write(IRecommender recommender, string path)
    {
        Matrix weights = ((Ease)recommender).Weights;
        SafetensorsFile.Write(
            path, [new SafetensorsTensor(Name, [weights.Rows, weights.Columns], weights.Span.ToArray())]);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidDataException">The file has no such weights.</exception>
    public static IRecommender Read(string path)
    {
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
