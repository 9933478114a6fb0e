using System.Runtime.InteropServices;

namespace Scratch.Adversarial.Files.Onnx;

/// <summary>A constant of a graph: floats, or whole numbers such as the sizes of a shape.</summary>
/// <remarks>
/// Its numbers are made, or read from the file, when they are asked for: what nobody asks for costs nothing.
/// </remarks>
internal sealed class OnnxTensor
{
    private readonly Lazy<float[]> _floats;
    private readonly Lazy<long[]> _integers;

    private OnnxTensor(string name, int[] shape, bool isFloats, Func<float[]> floats, Func<long[]> integers)
    {
        (Name, Shape, IsFloats) = (name, shape, isFloats);
        _floats = new(floats);
        _integers = new(integers);
    }

    /// <summary>Its name in the graph.</summary>
    public string Name { get; }

    /// <summary>Its sizes, outermost first; empty for a single number.</summary>
    public int[] Shape { get; }

    /// <summary>Whether it has floats; whole numbers otherwise.</summary>
    public bool IsFloats { get; }

    /// <summary>The product of the sizes.</summary>
    public long Length => SafetensorsTensor.CountElements(Shape);

    /// <summary>The floats in row order.</summary>
    /// <exception cref="InvalidDataException">The file has none, or not as many, or one is not finite.</exception>
    public float[] Floats => _floats.Value;

    /// <summary>The whole numbers in row order.</summary>
    /// <exception cref="InvalidDataException">The file has none, or not as many.</exception>
    public long[] Integers => _integers.Value;

    /// <summary>A tensor of floats.</summary>
    public static OnnxTensor OfFloats(string name, int[] shape, Func<float[]> floats) =>
        new(name, shape, isFloats: true, floats, () => throw new InvalidDataException(
            $"the constant {SafetensorsHeader.Quote(name)} has floats, expected whole numbers."));

    /// <summary>A tensor of whole numbers.</summary>
    public static OnnxTensor OfIntegers(string name, int[] shape, Func<long[]> integers) =>
        new(name, shape, isFloats: false, () => throw new InvalidDataException(
            $"the constant {SafetensorsHeader.Quote(name)} has whole numbers, expected floats."), integers);

    /// <summary>The same constant, bit by bit; the numbers are compared last.</summary>
    public bool IsSame(OnnxTensor other) =>
        IsFloats == other.IsFloats && Shape.AsSpan().SequenceEqual(other.Shape)
            && (IsFloats
                ? MemoryMarshal.Cast<float, int>(Floats).SequenceEqual(MemoryMarshal.Cast<float, int>(other.Floats))
                : Integers.AsSpan().SequenceEqual(other.Integers));
}
