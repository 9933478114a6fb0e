namespace Scratch.Adversarial.Prompts;

/// <summary>
/// A <see cref="PromptBank"/> as a file, <c>.npz</c> or <c>.safetensors</c>: <c>mean</c> and <c>deviation</c> (N,
/// latent), <c>label</c> (N), and how many classes there are, and columns for them.
/// </summary>
public static class PromptFile
{
    private const string MeanKey = "mean", DeviationKey = "deviation", LabelKey = "label", ClassesKey = "classes",
        ConditionsKey = "conditions";

    /// <summary>Writes a bank; the file's ending says in which form.</summary>
    /// <exception cref="ArgumentException">The ending is neither, or a number is NaN or infinite.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string path, PromptBank bank)
    {
        ArgumentNullException.ThrowIfNull(bank);
        if (IsNpz(path))
        {
            NpzFile.Write(
                path,
                new NpyArray(MeanKey, bank.Means),
                new NpyArray(DeviationKey, bank.Deviations),
                new NpyArray(LabelKey, bank.Labels),
                new NpyArray(ClassesKey, new[] { bank.Classes }),
                new NpyArray(ConditionsKey, new[] { bank.Conditions }));
            return;
        }
        SafetensorsFile.Write(
            path,
            [
                new SafetensorsTensor(MeanKey, [bank.Means.Rows, bank.Latent], Floats(bank.Means)),
                new SafetensorsTensor(DeviationKey, [bank.Means.Rows, bank.Latent], Floats(bank.Deviations)),
                new SafetensorsTensor(
                    LabelKey, [bank.Labels.Length], [.. bank.Labels.ToArray().Select(label => (float)label)]),
            ],
            new Dictionary<string, string>
            {
                [ClassesKey] = bank.Classes.ToString(CultureInfo.InvariantCulture),
                [ConditionsKey] = bank.Conditions.ToString(CultureInfo.InvariantCulture),
            });
    }

    /// <summary>Reads a bank; the file's ending says in which form. Allocates.</summary>
    /// <exception cref="ArgumentException">The ending is neither.</exception>
    /// <exception cref="IOException">There is no such file, or it can't be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or no bank of prompts.</exception>
    public static PromptBank Read(string path)
    {
        try
        {
            return IsNpz(path) ? ReadNpz(path) : ReadSafetensors(path);
        }
        // the bank's own checks
        catch (ArgumentException error) when (error is not ArgumentNullException && IsKnown(path))
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    private static PromptBank ReadNpz(string path)
    {
        using var reader = new NpzReader(path);
        int[] labels = reader.ReadIntegers(LabelKey);
        // NumPy's users needn't write it
        int classes = reader.Contains(ClassesKey) ? One(ClassesKey)
            : (int)Math.Min(labels.DefaultIfEmpty(0).Max() + 1L, int.MaxValue);
        int conditions = reader.Contains(ConditionsKey) ? One(ConditionsKey) : 0;
        return new PromptBank(reader.ReadMatrix(MeanKey), reader.ReadMatrix(DeviationKey), labels, classes, conditions);

        int One(string key) => reader.ReadIntegers(key) is [int value] ? value
            : throw new InvalidDataException($"{path}: {key}: expected one number.");
    }

    private static PromptBank ReadSafetensors(string path)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        float[] labels = Tensor(LabelKey, dimensions: 1).Data;
        if (Array.FindIndex(
            labels, label => label is not (>= 0 and < 1 << 24) || label != (int)label) is int wrong and >= 0)
        {
            throw new InvalidDataException(
                $"{path}: tensor '{LabelKey}': element {wrong} is {labels[wrong]}, which is no class.");
        }
        return new PromptBank(
            ToMatrix(MeanKey), ToMatrix(DeviationKey), labels.Select(label => (int)label).ToArray(), Number(ClassesKey),
            Number(ConditionsKey));

        SafetensorsTensor Tensor(string name, int dimensions) =>
            file.Tensors.TryGetValue(name, out SafetensorsTensor? tensor) && tensor.Shape.Length == dimensions
                ? tensor
                : throw new InvalidDataException($"{path}: there is no tensor '{name}' with {dimensions} dimensions.");

        Matrix ToMatrix(string name)
        {
            SafetensorsTensor tensor = Tensor(name, dimensions: 2);
            return new Matrix(tensor.Data, 0, tensor.Shape[0], tensor.Shape[1], tensor.Shape[1]);
        }

        int Number(string key) => file.Metadata.TryGetValue(key, out string? text)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new InvalidDataException($"{path}: __metadata__ has no '{key}', a whole number.");
    }

    private static bool IsKnown(string path) => EndsIn(path, ".npz") || EndsIn(path, ".safetensors");

    private static bool IsNpz(string path) => IsKnown(path)
        ? EndsIn(path, ".npz")
        : throw new ArgumentException($"{path}: prompts are kept in .npz or .safetensors files.", nameof(path));

    private static float[] Floats(Matrix matrix)
    {
        float[] values = new float[matrix.Length];
        matrix.CopyTo(new Matrix(values, 0, matrix.Rows, matrix.Columns, matrix.Columns));
        return values;
    }

    private static bool EndsIn(string path, string ending) => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}
