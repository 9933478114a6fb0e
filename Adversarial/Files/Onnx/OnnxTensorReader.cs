using System.Buffers.Binary;

namespace Scratch.Adversarial.Files.Onnx;

/// <summary>Constants of a file: numbers in raw or typed form, in the file or in one beside it.</summary>
/// <param name="folder">Where files beside it are; null if none may be asked for.</param>
internal sealed class OnnxTensorReader(string? folder)
{
    private const int MostDimensions = 8;

    /// <summary>TensorProto.DataType, those that are read.</summary>
    private enum Type
    {
        Float = 1, Int32 = 6, Int64 = 7, Bool = 9, Float16 = 10, Double = 11, BFloat16 = 16,
    }

    /// <summary>Where the numbers of a constant are.</summary>
    private sealed record Source(string Title, Type Type, int Count, byte[] File, string Name)
    {
        public Range? Raw { get; set; }

        /// <summary>A stretch of numbers, or a single number as it stands in its field.</summary>
        public List<Range> Typed { get; } = [];

        public int TypedField { get; set; }

        public Dictionary<string, string>? External { get; set; }
    }

    /// <summary>A constant; its numbers are read when they are asked for.</summary>
    public OnnxTensor Read(ProtobufReader fields, byte[] file)
    {
        List<long> sizes = [];
        string name = "";
        int type = 0;
        Range? raw = null;
        List<Range>? typed = null;
        int typedField = 0;
        Dictionary<string, string>? external = null;
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1:
                    ReadIntegers(ref fields, sizes, file);
                    break;
                case 2: type = (int)fields.ReadInteger(); break;
                case 4 or 5 or 7 or 10 when fields.IsDelimited:
                    (typed ??= []).Add(fields.ReadRange());
                    typedField = fields.Field;
                    break;
                case 8: name = fields.ReadText(); break;
                case 9: raw = fields.ReadRange(); break;
                case 13:
                    ReadExternal(fields.ReadMessage(), external ??= []);
                    break;
                default: fields.Skip(); break;
            }
            if (sizes.Count > MostDimensions)
            {
                throw fields.Error($"a constant has more than {MostDimensions} dimensions");
            }
        }
        int[] shape = new int[sizes.Count];
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = sizes[i] is >= 0 and <= int.MaxValue ? (int)sizes[i]
                : throw fields.Error($"the constant {SafetensorsHeader.Quote(name)} has a dimension of {sizes[i]}");
        }
        long count = SafetensorsTensor.CountElements(shape);
        if (count > Array.MaxLength)
        {
            throw fields.Error(
                $"the constant {SafetensorsHeader.Quote(name)} ({string.Join(", ", shape)}) is larger than memory "
                + "could hold");
        }
        var source = new Source(
            $"the constant {SafetensorsHeader.Quote(name)} ({string.Join(", ", shape)})", (Type)type, (int)count, file,
            fields.Name)
        { Raw = raw, TypedField = typedField, External = external };
        source.Typed.AddRange(typed ?? []);
        return source.Type is Type.Int32 or Type.Int64 or Type.Bool
            ? OnnxTensor.OfIntegers(name, shape, () => ReadWhole(source))
            : OnnxTensor.OfFloats(name, shape, () => ReadFloats(source));
    }

    /// <summary>Whole numbers, one in its field or several in a row.</summary>
    public static void ReadIntegers(ref ProtobufReader fields, List<long> values, byte[] file)
    {
        const int Most = 64; // sizes, axes, permutations
        if (fields.IsDelimited)
        {
            var packed = new ProtobufReader(fields.Name, file, fields.ReadRange());
            while (values.Count <= Most && packed.TryReadPacked(out long value))
            {
                values.Add(value);
            }
        }
        else
        {
            values.Add(fields.ReadInteger());
        }
        if (values.Count > Most)
        {
            throw fields.Error($"a list has more than {Most} whole numbers");
        }
    }

    private static void ReadExternal(ProtobufReader fields, Dictionary<string, string> entries)
    {
        const int Most = 8; // location, offset, length, checksum
        (string key, string text) = ("", "");
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1: key = fields.ReadText(); break;
                case 2: text = fields.ReadText(); break;
                default: fields.Skip(); break;
            }
        }
        if (entries.Count == Most)
        {
            throw fields.Error("a constant has too many entries of external data");
        }
        entries[key] = text;
    }

    private float[] ReadFloats(Source source)
    {
        ReadOnlySpan<byte> bytes = Bytes(source, out int size);
        float[] values = new float[source.Count];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> at = bytes.Slice(i * size, size);
            values[i] = source.Type switch
            {
                Type.Float => BinaryPrimitives.ReadSingleLittleEndian(at),
                Type.Double => (float)BinaryPrimitives.ReadDoubleLittleEndian(at),
                Type.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(at),
                _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(at) << 16),
            };
            if (!float.IsFinite(values[i]))
            {
                throw new InvalidDataException(
                    $"{source.Name}: element {i} of {source.Title} is {values[i]}, expected a finite 32-bit float.");
            }
        }
        return values;
    }

    private long[] ReadWhole(Source source)
    {
        ReadOnlySpan<byte> bytes = Bytes(source, out int size);
        long[] values = new long[source.Count];
        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<byte> at = bytes.Slice(i * size, size);
            values[i] = source.Type switch
            {
                Type.Int64 => BinaryPrimitives.ReadInt64LittleEndian(at),
                Type.Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
                _ => at[0],
            };
        }
        return values;
    }

    /// <summary>The numbers as bytes of their type, as many as the shape asks for.</summary>
    private ReadOnlySpan<byte> Bytes(Source source, out int size)
    {
        size = source.Type switch
        {
            Type.Float or Type.Int32 => sizeof(float),
            Type.Int64 or Type.Double => sizeof(long),
            Type.Float16 or Type.BFloat16 => sizeof(ushort),
            Type.Bool => 1,
            _ => throw new InvalidDataException(
                $"{source.Name}: {source.Title} is of type {(int)source.Type} of ONNX, expected 32-bit floats."),
        };
        ReadOnlySpan<byte> bytes =
            source.External is { } external ? new OnnxExternalData(folder, source.Name, source.Title).Read(
                external, (long)source.Count * size)
            : source.Raw is { } raw ? source.File.AsSpan(raw)
            : source.Typed.Count == 1 && source.TypedField is 4 or 10 ? source.File.AsSpan(source.Typed[0])
            : Unpack(source, size);
        return bytes.Length == (long)source.Count * size ? bytes
            : throw new InvalidDataException(
                $"{source.Name}: {source.Title} has {bytes.Length} bytes, expected {(long)source.Count * size}.");
    }

    /// <summary>Whole numbers, and half precision, stand in their fields with as many bytes as they need.</summary>
    private static byte[] Unpack(Source source, int size)
    {
        // a number has a byte at least, so what is made is bounded by what is there
        long there = source.Typed.Sum(range => (long)range.GetOffsetAndLength(source.File.Length).Length);
        if (there < source.Count || source.TypedField is not (5 or 7))
        {
            throw new InvalidDataException(
                $"{source.Name}: {source.Title} has {there} bytes of numbers of its type, expected {source.Count} "
                + "numbers.");
        }
        byte[] bytes = new byte[source.Count * size];
        Span<byte> number = stackalloc byte[sizeof(long)];
        int next = 0;
        foreach (Range range in source.Typed)
        {
            var packed = new ProtobufReader(source.Name, source.File, range);
            while (next < source.Count && packed.TryReadPacked(out long value))
            {
                BinaryPrimitives.WriteInt64LittleEndian(number, value);
                number[..size].CopyTo(bytes.AsSpan(size * next++));
            }
        }
        return next == source.Count ? bytes : throw new InvalidDataException(
            $"{source.Name}: {source.Title} has {next} numbers, expected {source.Count}.");
    }
}
