namespace Scratch.Adversarial.Files;

/// <summary>One tensor of a network and its place in a file.</summary>
/// <param name="Name">The name in the file, such as <c>0.weight</c>, without a prefix.</param>
/// <param name="View">The numbers in memory: a matrix (inputs, outputs), or one row.</param>
/// <param name="IsVector">True if the file has one dimension for it; else it has (outputs, inputs), as PyTorch
/// does.</param>
internal readonly record struct FileView(string Name, Matrix View, bool IsVector)
{
    /// <summary>A copy, in the file's order.</summary>
    public SafetensorsTensor ToTensor(string prefix)
    {
        float[] data = new float[View.Length];
        for (int output = 0; output < View.Columns; output++)
        {
            for (int input = 0; input < View.Rows; input++)
            {
                data[(output * View.Rows) + input] = View[input, output];
            }
        }
        return new SafetensorsTensor(prefix + Name, Shape(), data);
    }

    /// <summary>Overwrites the numbers in memory; the shape was checked.</summary>
    public void Fill(SafetensorsTensor tensor)
    {
        for (int input = 0; input < View.Rows; input++)
        {
            for (int output = 0; output < View.Columns; output++)
            {
                View[input, output] = tensor.Data[(output * View.Rows) + input];
            }
        }
    }

    /// <summary>
    /// What is wrong with the tensor of that name: it is missing, or has another shape; null if nothing.
    /// </summary>
    /// <exception cref="InvalidDataException">Its elements can't be read, or one is not finite.</exception>
    public string? FindMisfit(IReadOnlyDictionary<string, SafetensorsTensor> tensors, string prefix)
    {
        if (!tensors.TryGetValue(prefix + Name, out SafetensorsTensor? tensor))
        {
            return $"there is no tensor '{prefix}{Name}', which the architecture asks for.";
        }
        int[] expected = Shape();
        if (tensor.Shape.SequenceEqual(expected))
        {
            _ = tensor.Data; // which says so if it can't be read, before anything is overwritten
            return null;
        }
        return $"the tensor '{tensor.Name}' is ({string.Join(", ", tensor.Shape.ToArray())}), but the architecture "
            + $"asks for ({string.Join(", ", expected)}).";
    }

    private int[] Shape() => IsVector ? [View.Columns] : [View.Columns, View.Rows];
}
