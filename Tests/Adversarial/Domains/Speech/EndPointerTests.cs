using NUnit.Framework;
using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Speech;

/// <summary>Words in sound that goes on.</summary>
public sealed class EndPointerTests
{
    private const int Rate = ActivePart.Rate;

    [TestCase(1)]
    [TestCase(64)]
    [TestCase(1000)]
    public void Words_are_found_as_they_end_whatever_the_blocks(int block)
    {
        (float[] stream, List<(int Start, int End)> words) = Speak(noise: 0.0005f);
        var pointer = new EndPointer();
        List<(long Start, int Count, long Told)> found = Feed(pointer, stream, block);
        Assert.That(found, Has.Count.EqualTo(words.Count));
        foreach (((long start, int count, long told), (int wordStart, int wordEnd)) in found.Zip(words))
        {
            Assert.That(start, Is.InRange(wordStart - 800, wordStart + 160));
            Assert.That(start + count, Is.InRange(wordEnd - 400, wordEnd + 400));
            Assert.That(told - wordEnd, Is.LessThan((0.150 * Rate) + block), "150 ms after the end");
        }
    }

    [Test]
    public void What_is_found_is_the_word_itself()
    {
        (float[] stream, List<(int Start, int End)> words) = Speak(noise: 0.0005f);
        var pointer = new EndPointer();
        pointer.Add(stream);
        for (int i = 0; pointer.TryTake(out FoundWord? word); i++)
        {
            Assert.That(word.Samples.ToArray(), Is.EqualTo(stream.AsSpan((int)word.Start, word.Samples.Length).ToArray()));
            int whole = ActivePart.Extract(stream.AsSpan(words[i].Start, words[i].End - words[i].Start), Rate, Rate, out _)!.Length;
            int cut = ActivePart.Extract(word.Samples.Span, Rate, Rate, out _)!.Length;
            Assert.That(cut, Is.EqualTo(whole).Within(400), "50 ms");
        }
    }

    [Test]
    public void Silence_steady_noise_hum_and_clicks_are_no_words()
    {
        float[] noise = new float[10 * Rate];
        new RandomStream(1).FillNormal(noise);
        for (int i = 0; i < noise.Length; i++)
        {
            noise[i] = (0.02f * noise[i]) + 0.1f;
        }
        Assert.That(Feed(new EndPointer(), new float[10 * Rate], 80), Is.Empty);
        Assert.That(Feed(new EndPointer(), noise, 80), Is.Empty);
        Assert.That(Feed(new EndPointer(), Wavs.Tone(10 * Rate, Rate, 100, 0.1), 80), Is.Empty);
        float[] clicks = new float[10 * Rate];
        for (int i = 0; i < 10; i++)
        {
            clicks.AsSpan(i * Rate, 100).Fill(0.5f);
        }
        Assert.That(Feed(new EndPointer(), clicks, 80), Is.Empty);
    }

    [Test]
    public void The_last_word_is_given_at_the_end_of_the_stream()
    {
        var pointer = new EndPointer();
        pointer.Add(new float[Rate]);
        pointer.Add(Wavs.Tone(Rate / 4, Rate));
        Assert.That(pointer.TryTake(out _), Is.False);
        pointer.Finish();
        Assert.That(pointer.TryTake(out FoundWord? word) && word.Start + word.Samples.Length == Rate * 5 / 4);
        Assert.That(pointer.TryTake(out _), Is.False);
    }

    [Test]
    public void Speech_that_does_not_end_is_cut_and_memory_stays()
    {
        var pointer = new EndPointer();
        float[] second = [.. Wavs.Tone(Rate, Rate, 300).Select((x, i) => x * (1.01f + MathF.Sin(MathF.Tau * 4 * i / Rate)))];
        int found = 0;
        for (int i = 0; i < 60; i++)
        {
            pointer.Add(second);
            while (pointer.TryTake(out FoundWord? word))
            {
                found++;
                Assert.That(word.Samples.Length, Is.LessThan(2.2 * Rate));
            }
        }
        Assert.That(found, Is.GreaterThan(20));
    }

    private static List<(long Start, int Count, long Told)> Feed(EndPointer pointer, float[] stream, int block)
    {
        var found = new List<(long, int, long)>();
        for (int start = 0; start < stream.Length; start += block)
        {
            int count = Math.Min(block, stream.Length - start);
            pointer.Add(stream.AsSpan(start, count));
            Take(start + count);
        }
        pointer.Finish();
        Take(stream.Length);
        return found;

        void Take(long now)
        {
            while (pointer.TryTake(out FoundWord? word))
            {
                found.Add((word.Start, word.Samples.Length, now));
            }
        }
    }

    /// <summary>Ten digits of one voice with pauses and noise, and where they are.</summary>
    private static (float[] Stream, List<(int Start, int End)> Words) Speak(float noise)
    {
        float[] stream = new float[12 * Rate];
        new RandomStream(1).FillNormal(stream);
        for (int i = 0; i < stream.Length; i++)
        {
            stream[i] = (noise * stream[i]) + 0.02f;
        }
        var places = new List<(int, int)>();
        SpokenClip[] clips = [.. SyntheticDigits.Read(Rate).Clips.Where(clip => clip.Speaker == "flite-slt" && clip.Index == 0)];
        for (int i = 0; i < clips.Length; i++)
        {
            ReadOnlySpan<float> word = clips[i].Samples.Span;
            int start = Rate + (i * Rate);
            for (int n = 0; n < word.Length; n++)
            {
                stream[start + n] += word[n];
            }
            places.Add((start, start + word.Length));
        }
        return (stream, places);
    }
}
