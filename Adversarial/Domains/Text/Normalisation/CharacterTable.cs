using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Scratch.Adversarial.Domains.Text.Normalisation;

/// <summary>
/// What becomes of each code point: the compatibility decomposition (NFKD) in lower case without marks.
/// </summary>
/// <remarks>
/// Made by make-characters.py from Unicode's data and its confusables. It is needed because
/// <see cref="string.Normalize()"/> changes nothing where globalization is invariant.
/// </remarks>
internal sealed class CharacterTable
{
    /// <summary>The most UTF-16 code units that one code point becomes: those of U+FDFA.</summary>
    public const int MaxReplacement = 18;

    private const string Resource = "text/characters.bin.gz";
    private const int BlockBits = 7, BlockSize = 1 << BlockBits, CodePoints = 0x110000;
    private const int KindBits = 4, LengthBits = 5;

    private readonly ushort[] _blocks = new ushort[CodePoints >> BlockBits];
    private readonly uint[] _entries; // kind, length and start of the text; the first block has no entries
    private readonly char[] _texts;

    private CharacterTable(ReadOnlySpan<byte> content)
    {
        int count = BitConverter.ToInt32(content);
        content = content[sizeof(int)..];
        int[] codePoints = new int[count];
        int used = 0;
        for (int i = 0, codePoint = 0; i < count; i++)
        {
            int shift = 0;
            byte b;
            do
            {
                b = content[used++];
                codePoint += (b & 0x7F) << shift;
                shift += 7;
            }
            while (b > 0x7F);
            codePoints[i] = codePoint;
        }
        ReadOnlySpan<byte> kinds = content.Slice(used, count), lengths = content.Slice(used + count, count);
        _texts = MemoryMarshal.Cast<byte, char>(content[(used + 2 * count)..]).ToArray();
        List<uint> entries = [.. new uint[BlockSize]];
        for (int i = 0, start = 0; i < count; i++)
        {
            ref ushort block = ref _blocks[codePoints[i] >> BlockBits];
            if (block == 0)
            {
                block = (ushort)(entries.Count >> BlockBits);
                entries.AddRange(new uint[BlockSize]);
            }
            entries[(block << BlockBits) + (codePoints[i] & (BlockSize - 1))] =
                kinds[i] | (uint)lengths[i] << KindBits | (uint)start << (KindBits + LengthBits);
            start += lengths[i];
        }
        _entries = [.. entries];
    }

    /// <summary>The only table; it is read when it is first asked for.</summary>
    public static CharacterTable Shared { get; } = Load();

    /// <summary>The entry of a code point from 0 to U+10FFFF; 0 for one that stays as it is.</summary>
    public uint Find(int codePoint) =>
        _entries[(_blocks[codePoint >> BlockBits] << BlockBits) + (codePoint & (BlockSize - 1))];

    /// <summary>Why the character of an entry changes.</summary>
    public static CharacterKind Kind(uint entry) => (CharacterKind)(entry & ((1 << KindBits) - 1));

    /// <summary>
    /// What the character of an entry becomes; of look-alikes the letter of ASCII and the lower case.
    /// </summary>
    public ReadOnlySpan<char> Text(uint entry) =>
        _texts.AsSpan((int)(entry >> (KindBits + LengthBits)), (int)(entry >> KindBits) & ((1 << LengthBits) - 1));

    private static CharacterTable Load()
    {
        using Stream resource = typeof(CharacterTable).Assembly.GetManifestResourceStream(Resource)!;
        using var unpacked = new GZipStream(resource, CompressionMode.Decompress);
        using var content = new MemoryStream();
        unpacked.CopyTo(content);
        return new CharacterTable(content.GetBuffer().AsSpan(0, (int)content.Length));
    }
}
