using NUnit.Framework;
using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Speech;

/// <summary>A stream is resampled to what the whole is.</summary>
public class StreamResamplerTests
{
    [TestCase(16_000, 8000)]
    [TestCase(44_100, 8000)]
    [TestCase(8000, 8000)]
    [TestCase(6000, 8000)]
    [TestCase(47_999, 8000)]
    public void Blocks_of_any_size_come_to_the_same_as_the_whole(int from, int to)
    {
        float[] sound = new float[from + 17];
        new RandomStream(Seed: 2).FillNormal(sound);
        float[] whole = Resampler.Resample(sound, from, to);
        var stream = new StreamResampler(from, to);
        var parts = new List<float>();
        for (int start = 0, block = 1; start < sound.Length; start += block, block = (block * 7 % 997) + 1)
        {
            block = Math.Min(block, sound.Length - start);
            parts.AddRange(stream.Add(sound.AsSpan(start, block)));
        }
        parts.AddRange(stream.Finish());
        Assert.That(parts, Has.Count.EqualTo(whole.Length));
        Assert.That(parts.Zip(whole, (a, b) => Math.Abs(a - b)).Max(), Is.LessThan(1e-4));
    }

    [Test]
    public void A_sample_is_given_as_soon_as_it_is_settled_and_nothing_is_kept_for_ever()
    {
        var stream = new StreamResampler(16_000, 8000);
        float[] block = new float[160];
        long given = 0;
        for (int i = 0; i < 1000; i++)
        {
            given += stream.Add(block).Length;
        }
        Assert.That(given, Is.InRange(80_000 - 80, 80_000), "10 ms behind at most");
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            stream.Add(block);
        }
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }
}
