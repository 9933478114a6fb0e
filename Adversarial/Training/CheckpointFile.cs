using System.Text;

namespace Scratch.Adversarial.Training;

/// <summary>
/// A <see cref="TrainingState"/> as a safetensors file, with a checksum over all of it: names, texts, shapes and
/// numbers.
/// </summary>
internal static class CheckpointFile
{
    private const string ChecksumKey = "checksum";

    /// <summary>Writes a state, whole and on the disk, or not at all.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public static void Write(string path, TrainingState state)
    {
        SafetensorsTensor[] tensors = [.. state.Tensors.Values];
        var texts = new Dictionary<string, string>(state.Texts, StringComparer.Ordinal);
        texts[ChecksumKey] = Checksum(tensors, texts);
        SafetensorsFile.Write(path, tensors, texts);
    }

    /// <summary>Reads a state. Every size is checked against the file before memory is taken.</summary>
    /// <exception cref="InvalidDataException">The file is damaged: its form is wrong, or its checksum.</exception>
    /// <exception cref="IOException">There is no such file, or it can't be read.</exception>
    public static TrainingState Read(string path)
    {
        SafetensorsFile file = SafetensorsFile.Read(path);
        var texts = new Dictionary<string, string>(file.Metadata, StringComparer.Ordinal);
        if (!texts.Remove(ChecksumKey, out string? expected))
        {
            throw new InvalidDataException($"{path}: __metadata__ has no '{ChecksumKey}'.");
        }
        string actual = Checksum(file.Tensors.Values, texts);
        if (actual != expected)
        {
            throw new InvalidDataException(
                $"{path}: the checksum is {SafetensorsHeader.Quote(expected)}, but the content's is {actual}.");
        }
        return new TrainingState(
            path, texts, new Dictionary<string, SafetensorsTensor>(file.Tensors, StringComparer.Ordinal));
    }

    private static string Checksum(IEnumerable<SafetensorsTensor> tensors, Dictionary<string, string> texts)
    {
        Crc32C crc = default;
        foreach ((string key, string text) in texts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            crc.Add(Encoding.UTF8.GetBytes($"{key}\0{text}\0"));
        }
        foreach (SafetensorsTensor tensor in tensors)
        {
            crc.Add(Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture,
                $"{tensor.Name}\0{string.Join(',', tensor.Shape.ToArray())}\0")));
            crc.Add(tensor.Data);
        }
        return $"crc32c:{crc.Value:x8}";
    }
}
