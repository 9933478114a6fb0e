using System.Buffers;
using System.Buffers.Binary;

namespace Scratch.Adversarial.Files;

/// <summary>
/// A safetensors file: named tensors of 32-bit floats, and texts. The one format for weights, optimizer state and
/// position.
/// </summary>
/// <remarks>
/// The format (https://github.com/huggingface/safetensors): the header's length (8 bytes, little-endian), the header
/// (JSON), the tensors' bytes, which the header must cover without overlap and without a hole. Nothing in it can run
/// code. Files are read as hostile: memory is taken only after every size was checked against the length of the file.
/// </remarks>
public sealed class SafetensorsFile
{
    private const int MaxHeaderBytes = 100_000_000; // the limit of the reference implementation
    private const int BufferBytes = 1 << 16; // a multiple of every element's size
    private const int Alignment = 8; // bytes; the reference implementation pads its header to it as well

    private SafetensorsFile(
        IReadOnlyDictionary<string, SafetensorsTensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>The tensors by name, in the order of the header.</summary>
    public IReadOnlyDictionary<string, SafetensorsTensor> Tensors { get; }

    /// <summary>The texts beside the tensors; empty if the file has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>
    /// Reads a file. F32 as it is; F64, F16 and BF16 are converted to 32-bit floats. Tensors of other types, and those
    /// with an element that is NaN or infinite, may belong to others: they are an error when their
    /// <see cref="SafetensorsTensor.Data"/> is asked for. Allocates.
    /// </summary>
    /// <param name="path">A file, or a pipe that is then read once.</param>
    /// <exception cref="IOException">There is no such file, or it can't be read.</exception>
    /// <exception cref="InvalidDataException">The file breaks a rule of the format.</exception>
    public static SafetensorsFile Read(string path)
    {
        using Stream stream = Disk.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>
    /// Reads from a stream that can seek and stands at the start of the file. The stream is left open. Allocates.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">What error messages call it.</param>
    /// <exception cref="ArgumentException">The stream can't seek, so its length is not known.</exception>
    /// <exception cref="InvalidDataException">The file breaks a rule of the format.</exception>
    public static SafetensorsFile Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        if (!stream.CanSeek)
        {
            throw new ArgumentException(
                $"{name}: the stream can't seek, but its length must be known.", nameof(stream));
        }
        long length = stream.Length - stream.Position;
        byte[] json = ReadHeader(stream, name, length);
        long dataStart = stream.Position;
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        OrderedDictionary<string, SafetensorsTensor> tensors = new(StringComparer.Ordinal);
        long dataLength = length - SafetensorsHeader.Start - json.Length;
        foreach (SafetensorsEntry entry in SafetensorsHeader.Parse(name, json, dataLength, metadata))
        {
            stream.Position = dataStart + entry.Begin;
            (float[] data, string? fault) = entry.Fault is null ? ReadData(stream, entry) : ([], entry.Fault);
            tensors.Add(entry.Name, new SafetensorsTensor(entry.Name, entry.Shape, data, fault is null ? null
                : $"{name}: tensor {SafetensorsHeader.Quote(entry.Name)}: {fault}."));
        }
        return new SafetensorsFile(tensors, metadata);
    }

    /// <summary>
    /// Writes a file by way of <see cref="AtomicFile"/>. The same content always gives the same bytes.
    /// </summary>
    /// <param name="path">The target; one that is there is replaced.</param>
    /// <param name="tensors">The tensors, in the order of the file. Their names differ, and every element is
    /// finite.</param>
    /// <param name="metadata">Texts to go with them, written in the order of their keys' UTF-16 code units.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name, or an element is NaN or
    /// infinite.</exception>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(
        string path, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        SafetensorsTensor[] list = [.. tensors];
        AtomicFile.Write(path, stream => Write(stream, list, metadata));
    }

    /// <summary>Writes the same bytes to a stream.</summary>
    /// <param name="stream">The stream, which is left open.</param>
    /// <param name="tensors">The tensors, in the order of the file. Their names differ, and every element is
    /// finite.</param>
    /// <param name="metadata">Texts to go with them, written in the order of their keys' UTF-16 code units.</param>
    /// <exception cref="ArgumentException">Two tensors have the same name, or an element is NaN or
    /// infinite.</exception>
    public static void Write(
        Stream stream, IEnumerable<SafetensorsTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SafetensorsTensor[] list = [.. tensors];
        RequireReadable(list);
        ArrayBufferWriter<byte> header = new();
        WriteHeader(header, list, metadata);
        int padding = -header.WrittenCount & (Alignment - 1);
        header.GetSpan(padding)[..padding].Fill((byte)' ');
        header.Advance(padding);
        LittleEndian.Write<long>(stream, [header.WrittenCount]);
        stream.Write(header.WrittenSpan);
        foreach (SafetensorsTensor tensor in list)
        {
            if (tensor.IsHalf)
            {
                LittleEndian.Write<ushort>(
                    stream, Array.ConvertAll(tensor.Data, value => BitConverter.HalfToUInt16Bits((Half)value)));
            }
            else
            {
                LittleEndian.Write(stream, tensor.Data);
            }
        }
    }

    private static byte[] ReadHeader(Stream stream, string name, long length)
    {
        if (length < SafetensorsHeader.Start)
        {
            throw new InvalidDataException(
                $"{name}: the file has {length} bytes, expected at least {SafetensorsHeader.Start} (the header's "
                + "length).");
        }
        Span<byte> word = stackalloc byte[SafetensorsHeader.Start];
        stream.ReadExactly(word);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(word);
        ulong max = (ulong)Math.Min(length - SafetensorsHeader.Start, MaxHeaderBytes);
        if (headerLength > max)
        {
            string reason = max == MaxHeaderBytes ? "the limit" : "what the file still has";
            throw new InvalidDataException(
                $"{name}: at byte 0: the header has {headerLength} bytes, expected at most {max} ({reason}).");
        }
        byte[] json = new byte[headerLength];
        stream.ReadExactly(json);
        return json;
    }

    /// <summary>The elements, and what is wrong with one of them; null if nothing.</summary>
    private static (float[] Data, string? Fault) ReadData(Stream stream, SafetensorsEntry entry)
    {
        float[] data = new float[entry.Count];
        (int size, SafetensorsType.Converter toFloat) = (entry.Type!.Bytes, entry.Type.ToFloat!);
        byte[] buffer = new byte[(int)Math.Min(BufferBytes, (long)entry.Count * size)];
        for (int i = 0; i < data.Length;)
        {
            int count = Math.Min(buffer.Length / size, data.Length - i);
            stream.ReadExactly(buffer, 0, count * size);
            for (int j = 0; j < count; j++, i++)
            {
                data[i] = toFloat(buffer.AsSpan(j * size, size));
            }
        }
        int wrong = IndexOfNonFinite(data);
        return (data, wrong < 0 ? null
            : $"element {wrong} is {data[wrong]} as a 32-bit float, expected a finite number");
    }

    private static void RequireReadable(SafetensorsTensor[] tensors)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (SafetensorsTensor tensor in tensors)
        {
            if (!names.Add(tensor.Name))
            {
                throw new ArgumentException($"Two tensors are named '{tensor.Name}'.", nameof(tensors));
            }
            // A run that diverged must not replace a good checkpoint by one that can't be read.
            int wrong = tensor.IsHalf
                ? Array.FindIndex(tensor.Data, value => !Half.IsFinite((Half)value))
                : IndexOfNonFinite(tensor.Data);
            if (wrong >= 0)
            {
                throw new ArgumentException(
                    $"Tensor '{tensor.Name}': element {wrong} is {tensor.Data[wrong]}, expected a finite "
                        + $"{(tensor.IsHalf ? "16-bit " : "")}number.", nameof(tensors));
            }
        }
    }

    private static void WriteHeader(
        ArrayBufferWriter<byte> header, SafetensorsTensor[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using Utf8JsonWriter json = new(header);
        json.WriteStartObject();
        if (metadata is { Count: > 0 })
        {
            json.WriteStartObject(SafetensorsHeader.MetadataKey);
            foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                json.WriteString(key, value);
            }
            json.WriteEndObject();
        }
        long begin = 0;
        foreach (SafetensorsTensor tensor in tensors)
        {
            WriteEntry(json, tensor, ref begin);
        }
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, SafetensorsTensor tensor, ref long begin)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.IsHalf ? "F16" : "F32");
        json.WriteStartArray("shape");
        foreach (int size in tensor.Shape)
        {
            json.WriteNumberValue(size);
        }
        json.WriteEndArray();
        long end = begin + ((long)tensor.Data.Length * (tensor.IsHalf ? sizeof(ushort) : sizeof(float)));
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        begin = end;
    }

    private static int IndexOfNonFinite(float[] data) => Array.FindIndex(data, value => !float.IsFinite(value));
}
