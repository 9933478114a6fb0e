using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests.Engine.RandomNumbers;

/// <summary>
/// The known answers of philox4x32-10 that come with its authors' library Random123, in the file kat_vectors.
/// </summary>
public sealed class PhiloxTests
{
    [TestCase(
        new uint[] { 0, 0, 0, 0 },
        new uint[] { 0, 0 },
        new uint[] { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 })]
    [TestCase(
        new uint[] { 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff },
        new uint[] { 0xffffffff, 0xffffffff },
        new uint[] { 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd })]
    [TestCase(
        new uint[] { 0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344 },
        new uint[] { 0xa4093822, 0x299f31d0 },
        new uint[] { 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1 })]
    public void Published_answers(uint[] counter, uint[] key, uint[] answer)
    {
        (uint x0, uint x1, uint x2, uint x3) =
            Philox.Block(Join(counter[0], counter[1]), Join(counter[2], counter[3]), Join(key[0], key[1]));

        Assert.That(new[] { x0, x1, x2, x3 }, Is.EqualTo(answer));
    }

    [Test]
    public void A_stream_reads_the_words_of_its_blocks_in_order()
    {
        var random = new RandomStream(Seed: 5, Stream: 6);
        for (ulong block = 0; block < 3; block++)
        {
            (uint x0, uint x1, uint x2, uint x3) = Philox.Block(block, 6, 5);
            Assert.That(Enumerable.Range(0, 4).Select(i => random.Bits((4 * block) + (ulong)i)),
                Is.EqualTo(new[] { x0, x1, x2, x3 }));
        }
    }

    private static ulong Join(uint low, uint high) => ((ulong)high << 32) | low;

    [Test]
    public void Many_blocks_at_once_are_the_blocks_one_by_one([Range(0, 40)] int length)
    {
        // the counter carries into its second word
        const ulong First = 0xFFFFFFFE, High = 0x123456789ABCDEF0, Key = 0xFEDCBA9876543210;
        uint[] words = new uint[length];
        Philox.Fill(First, High, Key, words);

        for (int i = 0; i < length; i++)
        {
            (uint x0, uint x1, uint x2, uint x3) = Philox.Block(First + (ulong)(i / 4), High, Key);
            Assert.That(words[i], Is.EqualTo((i % 4) switch { 0 => x0, 1 => x1, 2 => x2, _ => x3 }), $"word {i}");
        }
    }
}
