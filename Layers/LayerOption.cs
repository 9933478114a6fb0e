namespace Scratch.Layers;

/// <summary>An option that a layer is made with, by its name in files.</summary>
/// <param name="Name">The name, such as <c>out</c> or <c>slope</c>.</param>
/// <param name="Size">The value of a size, which is a whole number of at least 1; null for a constant.</param>
/// <param name="Number">The value of a constant of the formula; 0 for a size.</param>
/// <param name="IsInputs">Whether it is the number of inputs of a layer that takes no other.</param>
public readonly record struct LayerOption(string Name, int? Size, float Number = 0, bool IsInputs = false)
{
    /// <summary>The number of inputs of a layer that takes no other.</summary>
    public static LayerOption Inputs(string name, int inputs) => new(name, inputs, IsInputs: true);

    /// <summary>A constant of the formula.</summary>
    public static LayerOption Constant(string name, float number) => new(name, Size: null, number);
}

/// <summary>The options of a layer, as a file has them. Throws what its reader throws where one is missing.</summary>
public interface ILayerOptions
{
    /// <summary>A size, at least 1.</summary>
    /// <exception cref="ArgumentException">It is less.</exception>
    int Size(string name);

    /// <summary>A constant of the formula.</summary>
    float Constant(string name);
}
