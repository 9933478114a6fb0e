namespace Scratch.Adversarial.Files;

/// <summary>One named tensor of a safetensors file.</summary>
public sealed class SafetensorsTensor
{
    private readonly int[] _shape;
    private readonly float[] _data;
    private readonly string? _fault;

    /// <summary>A tensor over the given floats, which are not copied.</summary>
    /// <param name="name">Its name, unique within a file, such as <c>0.weight</c>.</param>
    /// <param name="shape">Its sizes, outermost first, none negative; empty for a single number. Copied.</param>
    /// <param name="data">Its elements in row order, as many as the shape says.</param>
    /// <exception cref="ArgumentException">The name is the format's own <c>__metadata__</c>, or shape and data
    /// disagree.</exception>
    public SafetensorsTensor(string name, ReadOnlySpan<int> shape, float[] data)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(data);
        if (name == SafetensorsHeader.MetadataKey)
        {
            throw new ArgumentException(
                $"A tensor can't be named '{name}': the format keeps that name for itself.", nameof(name));
        }
        if (shape.ContainsAnyExceptInRange(0, int.MaxValue) || CountElements(shape) != data.Length)
        {
            throw new ArgumentException(
                $"Tensor '{name}' has {data.Length} elements, which is not its shape "
                    + $"({string.Join(", ", shape.ToArray())}).", nameof(data));
        }
        Name = name;
        _shape = shape.ToArray();
        _data = data;
    }

    /// <summary>A tensor of a file, of which nobody knows yet whether it is asked for.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its sizes.</param>
    /// <param name="data">Its elements.</param>
    /// <param name="fault">What is said to whoever asks for the elements; null if nothing is wrong with them.</param>
    internal SafetensorsTensor(string name, int[] shape, float[] data, string? fault) =>
        (Name, _shape, _data, _fault) = (name, shape, data, fault);

    /// <summary>The name, unique within a file.</summary>
    public string Name { get; }

    /// <summary>The sizes, outermost first; empty for a single number.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>
    /// Whether they are written as 16-bit floats (F16), which takes half the room; each is rounded then. What was read
    /// doesn't say.
    /// </summary>
    public bool IsHalf { get; init; }

    /// <summary>The elements in row order.</summary>
    /// <exception cref="InvalidDataException">The file has them in a type that can't be read, or one is not
    /// finite.</exception>
    public float[] Data => _fault is null ? _data : throw new InvalidDataException(_fault);

    /// <summary>True unless something is wrong with the elements.</summary>
    internal bool IsReadable => _fault is null;

    /// <summary>
    /// The product of the sizes, or if no array could hold that many, just some number that is too large.
    /// </summary>
    internal static long CountElements(ReadOnlySpan<int> shape)
    {
        if (shape.Contains(0))
        {
            return 0; // however large the other sizes are
        }
        long count = 1;
        foreach (int size in shape)
        {
            count *= size; // both below 2³¹, so their product fits
            if (count > Array.MaxLength)
            {
                break;
            }
        }
        return count;
    }
}
