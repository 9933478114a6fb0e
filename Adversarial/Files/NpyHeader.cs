using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace Scratch.Adversarial.Files;

/// <summary>The header of a .npy file, version 1.0, as <see cref="NpyArray"/> and NumPy write it.</summary>
/// <param name="Type">NumPy's name of the type, such as <c>&lt;f4</c>.</param>
/// <param name="Shape">The sizes, outermost first, each at least 0.</param>
/// <param name="Bytes">The length of the header, magic number included.</param>
internal sealed partial record NpyHeader(string Type, IReadOnlyList<int> Shape, int Bytes)
{
    private static readonly byte[] MagicAndVersion =
        [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    /// <summary>The bytes of one element.</summary>
    public int ElementSize => Type[^1] - '0';

    /// <summary>
    /// The product of the sizes; some number that is too large for any array where it would overflow.
    /// </summary>
    public long Elements => Shape.Contains(0) ? 0
        : Shape.Aggregate(1L, (product, size) => product > int.MaxValue ? product : product * size);

    /// <summary>Reads the header and leaves the stream at the first element.</summary>
    /// <exception cref="InvalidDataException">It is no such header, or its array is in Fortran's order.</exception>
    /// <exception cref="EndOfStreamException">The stream ends within it.</exception>
    public static NpyHeader Read(Stream stream, string name)
    {
        Span<byte> start = stackalloc byte[MagicAndVersion.Length + sizeof(ushort)];
        stream.ReadExactly(start);
        if (!start.StartsWith(MagicAndVersion))
        {
            throw new InvalidDataException($"{name}: no .npy file of version 1.0.");
        }
        byte[] text = new byte[BinaryPrimitives.ReadUInt16LittleEndian(start[MagicAndVersion.Length..])];
        stream.ReadExactly(text);
        Match match = Form().Match(Encoding.Latin1.GetString(text));
        List<int> shape = [];
        foreach (Capture size in match.Groups["size"].Captures)
        {
            match = int.TryParse(size.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? match
                : Match.Empty;
            shape.Add(value);
        }
        return match.Success
            ? new NpyHeader(match.Groups["type"].Value, shape, start.Length + text.Length)
            : throw new InvalidDataException(
                $"{name}: the header is no dictionary of a number type, C order and a shape.");
    }

    [GeneratedRegex(
        @"^\{'descr': '(?<type><[fi][48])', 'fortran_order': False, "
            + @"'shape': \(((?<size>[0-9]{1,10}),? ?){0,8}\), \} *\n$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
