using System.Text;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Tests.Adversarial.Domains.Text.Reading;

/// <summary>Bytes that are text, and bytes that are none: what they become, how many there are and where.</summary>
public sealed class StrictUtf8Tests
{
    [TestCase("61 62", "ab", 0, 0)]
    [TestCase("", "", 0, 0)]
    [TestCase("EF BB BF 61", "a", 0, 0)]
    [TestCase("EF BB BF EF BB BF", "\uFEFF", 0, 0)]
    [TestCase("61 00 62", "a\0b", 0, 0)]
    [TestCase("61 FF 62 FE", "a\uFFFDb\uFFFD", 2, 1)]
    [TestCase("EF BB BF 61 FF", "a\uFFFD", 1, 4)]
    [TestCase("C3 A9 E2 82 AC F0 9F 98 80", "é€\U0001F600", 0, 0)]
    [TestCase("61 F0 9F 98", "a\uFFFD", 1, 1, TestName = "A character that is cut")]
    [TestCase("F0 9F 41", "\uFFFDA", 1, 0)]
    [TestCase("C0 AF", "\uFFFD\uFFFD", 2, 0, TestName = "A slash in two bytes")]
    [TestCase("ED A0 80", "\uFFFD\uFFFD\uFFFD", 3, 0, TestName = "A surrogate in UTF-8")]
    [TestCase("FF FE 61 00 3D D8 00 DE", "a\U0001F600", 0, 0)]
    [TestCase("FE FF 00 61 D8 3D DE 00", "a\U0001F600", 0, 0)]
    [TestCase("FF FE 3D D8 61 00 00 DE 61", "\uFFFDa\uFFFD\uFFFD", 3, 2)]
    [TestCase("FF FE 3D D8", "\uFFFD", 1, 2)]
    [TestCase("FF FE", "", 0, 0)]
    public void Bytes_become_text(string hex, string expected, int count, int first)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.That(StrictUtf8.Decode(bytes, out InvalidBytes invalid), Is.EqualTo(expected));
        Assert.That(invalid.Count, Is.EqualTo(count));
        Assert.That(count == 0 || invalid.First == first, $"{invalid.First}, expected {first}");
    }

    [Test]
    public void A_stream_is_decoded_as_a_whole_is_wherever_its_buffer_ends()
    {
        var random = new Random(1);
        string[] pieces = ["a", "é", "€", "\U0001F600", "\0", "\r\n"];
        for (int run = 0; run < 300; run++)
        {
            var bytes = new List<byte>();
            int encoding = run % 3;
            bytes.AddRange(encoding == 1 ? [0xFF, 0xFE] : encoding == 2 ? [0xFE, 0xFF] : []);
            for (int i = random.Next(400); i > 0; i--)
            {
                string piece = pieces[random.Next(pieces.Length)];
                bytes.AddRange(encoding == 1 ? Encoding.Unicode.GetBytes(piece)
                    : encoding == 2 ? Encoding.BigEndianUnicode.GetBytes(piece) : Encoding.UTF8.GetBytes(piece));
                if (random.Next(20) == 0)
                {
                    bytes.Add((byte)random.Next(128, 256));
                }
            }
            string expected = StrictUtf8.Decode([.. bytes], out InvalidBytes whole);
            using var reader = new StrictUtf8Reader(new Chunks([.. bytes]));
            Assert.That(reader.ReadToEnd(), Is.EqualTo(expected));
            Assert.That(reader.Invalid, Is.EqualTo(whole));
            if (encoding == 0)
            {
                Assert.That(expected, Is.EqualTo(Encoding.UTF8.GetString([.. bytes])));
            }
        }
    }

    /// <summary>A stream whose length says less than comes, so that the reader's buffer is the smallest.</summary>
    private sealed class Chunks(byte[] bytes) : MemoryStream(bytes)
    {
        public override long Length => 1;
    }
}
