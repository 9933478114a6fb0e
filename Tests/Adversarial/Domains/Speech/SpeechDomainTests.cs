using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Speech;
using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Speech;

internal sealed class SpeechDomainTests
{
    private const int Samples = 4000, Count = 40;

    private static readonly SpeechDomain Domain = new(Samples, ["one", "two"]);
    private static readonly Matrix Words = CreateWords();

    private static readonly SpeechAugmentation Everything =
        SpeechAugmentation.Usual with { LargestMask = 0.2f, UnchangedShare = 0.1f };

    private static IEnumerable<Corruption> Corruptions => Domain.Corruptions;

    private static IEnumerable<TestCaseData<SpeechAugmentation>> Each =>
    [
        new(new() { SpeedChange = 0.19f }), new(new() { SpectralTilt = 1 }), new(new() { NoiseLevel = 1 }),
        new(new() { EndPointShift = 60 }), new(new() { LargestMask = 0.3f }),
    ];

    private static IEnumerable<TestCaseData<SpeechAugmentation, string>> Wrong =>
    [
        new(new() { SpeedChange = 0.6f }, "speed is 0.6; expected a number from 0 to 0.5"),
        new(new() { SpectralTilt = 2 }, "tilt is 2"),
        new(new() { NoiseLevel = float.NaN }, "noise is NaN"),
        new(new() { EndPointShift = -1 }, "shift is -1"),
        new(new() { LargestMask = 1.1f }, "mask is 1.1"),
        new(new() { UnchangedShare = -1 }, "unchanged is -1"),
    ];

    [Test]
    public void A_row_is_the_samples_zeros_and_their_number()
    {
        float[] row = new float[Samples + 1], word = Wavs.Tone(1000, 8000);
        row.AsSpan().Fill(float.NaN);
        SpeechRow.Write(word, row);
        Assert.That(row[..1000], Is.EqualTo(word));
        Assert.That(row[1000..Samples], Is.All.Zero);
        Assert.That((row[Samples], SpeechRow.CountOf(row)), Is.EqualTo((1000f, 1000)));
        SpeechRow.Write(Wavs.Tone(9000, 8000), row);
        Assert.That((SpeechRow.CountOf(row), Level.Measure(row.AsSpan(0, Samples))), Is.EqualTo((Samples, 0.05f))
            .Using<(int Count, float Level)>((a, b) => a.Count == b.Count && Math.Abs(a.Level - b.Level) < 1e-5));
        Assert.That(() => SpeechRow.Write(word.AsSpan(0, 199), row), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(SpeechRow.TryWrite(Wavs.Tone(5000, 16000), 16000, row) && SpeechRow.CountOf(row) == 2500);
        Assert.That(SpeechRow.TryWrite(new float[5000], 16000, row), Is.False);
    }

    [Test]
    public void The_number_of_samples_is_fixed_and_the_radii_are_ratios()
    {
        Assert.That(Domain.Box.IsFixed(Samples) && !Domain.Box.IsFixed(0));
        Assert.That((Domain.Box.Lower(0), Domain.Box.Upper(0), Domain.Box.Upper(Samples)), Is.EqualTo((-1f, 1f, 4000f)));
        Assert.That(Domain.Perturbations.Select(radius => radius.Epsilon).OrderDescending().Select(e => 20 * Math.Log10(0.05 / e)),
            Is.EqualTo([20, 30, 40]).AsCollection.Within(1e-4));
        Assert.That(Domain.ClassName(1), Is.EqualTo("two"));
        Assert.That(Domain.Describe(Words.Row(0)), Does.Match(@"^\d+ ms of sound at a level of -26 dB$"));
        Domain.SafeAugmentation.Validate(Domain.Augmentations);
    }

    [TestCaseSource(nameof(Corruptions))]
    public void A_corruption_stays_in_the_box_and_at_the_level_and_is_the_same_again(Corruption corruption)
    {
        var data = new Dataset("words", Words, new int[Count], 2, Domain);
        Matrix mild = Corrupt(1), strong = Corrupt(5);
        double[] moved = [Distance(mild), Distance(strong)];
        Assert.That(moved[0], Is.GreaterThan(0));
        Assert.That(moved[1], Is.GreaterThan(moved[0]), "5 is worse than 1");
        Assert.That(Agreement.Bits(Corrupt(5)), Is.EqualTo(Agreement.Bits(strong)));
        RequireWords(mild);
        RequireWords(strong);

        Matrix Corrupt(int severity)
        {
            Matrix output = Layers.Samples.Poisoned(Count, Samples + 1);
            Scratch.Adversarial.Evaluation.CorruptionEvaluator.Corrupt(
                corruption, data, severity, new RandomStream(7), output);
            return output;
        }
    }

    [Test]
    public void Noise_has_the_ratio_of_its_severity()
    {
        float[] row = new float[Samples + 1];
        Domain.Corruptions[0].Apply(Words.Row(3), row, 2, new RandomStream(1));
        int count = SpeechRow.CountOf(row);
        // brought back to the level: x + n scaled by 1 / √(1 + 10^−1.5)
        float scale = MathF.Sqrt(1 + MathF.Pow(10, -1.5f));
        float[] noise = [.. row[..count].Zip(Words.Row(3)[..count].ToArray(), (y, x) => (y * scale) - x)];
        Assert.That(20 * Math.Log10(0.05 / Level.Measure(noise)), Is.EqualTo(15).Within(0.5));
    }

    [Test]
    public void A_tempo_changes_the_length_and_not_the_pitch()
    {
        float[] row = new float[Samples + 1], output = new float[Samples + 1];
        SpeechRow.Write(Wavs.Tone(2500, 8000, 500), row);
        var lengths = new HashSet<int>();
        for (int seed = 0; seed < 10; seed++)
        {
            Domain.Corruptions.First(corruption => corruption.Name == "tempo").Apply(row, output, 5, new RandomStream((ulong)seed));
            int count = SpeechRow.CountOf(output);
            lengths.Add(count);
            int crossings = Enumerable.Range(1, count - 1).Count(i => output[i - 1] < 0 != output[i] < 0);
            Assert.That(crossings * 4000.0 / count, Is.EqualTo(500).Within(12), "two crossings a wave");
        }
        Assert.That(lengths, Is.EquivalentTo([2119, 2950]), "÷ 1.18 and · 1.18");
    }

    [TestCaseSource(nameof(Wrong))]
    public void Options_out_of_range_are_named_with_their_value(SpeechAugmentation options, string message) =>
        Assert.That(() => new SpeechAugmenter(options, Samples), Throws.ArgumentException.With.Message.Contains(message));

    [Test]
    public void Options_come_back_from_their_amounts() =>
        Assert.That(SpeechAugmentation.From(Everything), Is.EqualTo(Everything));

    [Test]
    public void Without_options_it_only_brings_to_the_level()
    {
        Matrix same = Augment(new(), Words);
        double most = same.Span.ToArray().Zip(Words.Span.ToArray(), (a, b) => Math.Abs(a - b)).Max();
        Assert.That(most, Is.LessThan(1e-6));
        Assert.That(Agreement.Bits(Augment(new() { SpeedChange = 0.1f, UnchangedShare = 1 }, Words)),
            Is.EqualTo(Agreement.Bits(Words)));
    }

    [TestCaseSource(nameof(Each))]
    public void Each_augmentation_changes_words_and_leaves_them_words(SpeechAugmentation options)
    {
        Matrix changed = Augment(options, Words);
        Assert.That(Distance(changed), Is.GreaterThan(0.001));
        RequireWords(changed);
    }

    [Test]
    public void Whatever_is_drawn_leaves_words()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            RequireWords(Augment(Everything, Words, seed));
            RequireWords(Augment(new() { SpeedChange = 0.5f, EndPointShift = 900, LargestMask = 1, NoiseLevel = 10 }, Words, seed), leastLevel: 0.01f);
        }
    }

    [Test]
    public void The_bits_are_those_of_the_seed_for_any_threads_and_any_company()
    {
        byte[][] all = [.. new[] { 1, 2, 3, 8 }.Select(threads =>
        {
            int before = WorkerPool.Threads;
            try
            {
                WorkerPool.Threads = threads;
                return Bytes(Augment(Everything, Words));
            }
            finally
            {
                WorkerPool.Threads = before;
            }
        })];
        Assert.That(all, Is.All.EqualTo(all[0]));
        Assert.That(Bytes(Augment(Everything, Words, seed: 2)), Is.Not.EqualTo(all[0]));
        Matrix alone = Layers.Samples.Poisoned(1, Samples + 1);
        new SpeechAugmenter(Everything, Samples).Augment(Words.SliceRows(17, 1), new[] { 17 }, new RandomStream(1), alone);
        Assert.That(alone.Row(0).ToArray(), Is.EqualTo(Augment(Everything, Words).Row(17).ToArray()));
    }

    [Test]
    [NonParallelizable]
    public void A_warm_augmenter_allocates_nothing()
    {
        var augmenter = new SpeechAugmenter(Everything, Samples);
        Matrix output = Matrix.Allocate(Count, Samples + 1);
        int[] rows = [.. Enumerable.Range(0, Count)];
        int threads = WorkerPool.Threads;
        try
        {
            WorkerPool.Threads = 1;
            long least = long.MaxValue;
            for (int i = 0; i < 10; i++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                augmenter.Augment(Words, rows, new RandomStream((ulong)i), output);
                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }
            Assert.That(least, Is.Zero);
        }
        finally
        {
            WorkerPool.Threads = threads;
        }
    }

    [Test]
    public void End_points_move_in_and_out_within_the_room()
    {
        float[] word = [.. Enumerable.Range(1, 300).Select(i => (float)i)], row = new float[401];
        Assert.That(EndPointShift.Run(word, 20, -50, row), Is.EqualTo(270));
        Assert.That(row[..270], Is.EqualTo((float[])[.. new float[20], .. word[..250]]));
        Assert.That(EndPointShift.Run(word, -30, 20, row), Is.EqualTo(290));
        Assert.That(row[..290], Is.EqualTo((float[])[.. word[30..], .. new float[20]]));
        Assert.That(EndPointShift.Run(word, 500, 500, row), Is.EqualTo(400));
        Assert.That(row[..400], Is.EqualTo((float[])[.. new float[100], .. word]));
        Assert.That(EndPointShift.Run(word, 500, -500, row), Is.EqualTo(300));
        Assert.That(row[..300], Is.EqualTo((float[])[.. new float[100], .. word[..200]]));
        Assert.That(EndPointShift.Run(word, -500, -500, row), Is.EqualTo(200));
        Assert.That(row[..200], Is.EqualTo(word[100..]));
    }

    private static byte[] Bytes(Matrix matrix) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(matrix.Span).ToArray();

    private static Matrix Augment(SpeechAugmentation options, Matrix words, ulong seed = 1)
    {
        Matrix output = Layers.Samples.Poisoned(words.Rows, words.Columns);
        IAugmenter augmenter = Domain.CreateAugmenter(options);
        augmenter.Augment(words, Enumerable.Range(0, words.Rows).ToArray(), new RandomStream(seed), output);
        return output;
    }

    private static void RequireWords(Matrix rows, float leastLevel = 0.0499f)
    {
        for (int i = 0; i < rows.Rows; i++)
        {
            ReadOnlySpan<float> row = rows.Row(i);
            int count = SpeechRow.CountOf(row);
            Assert.That(row[^1], Is.EqualTo(count), "a whole number in its range");
            Assert.That(Domain.Box.FindOutside(row), Is.Negative);
            Assert.That(row[count..^1].ContainsAnyExcept(0), Is.False);
            Assert.That(Level.Measure(row[..count]), Is.InRange(leastLevel, 0.0501f), "less only where peaks are clipped");
        }
    }

    private static double Distance(Matrix rows) =>
        rows.Span.ToArray().Zip(Words.Span.ToArray(), (a, b) => Math.Abs(a - b)).Average();

    private static Matrix CreateWords()
    {
        Matrix words = Matrix.Allocate(Count, Samples + 1);
        for (int i = 0; i < Count; i++)
        {
            float[] word = i < 2 ? new float[i == 0 ? 200 : Samples] : new float[800 + (70 * i)];
            for (int n = 0; n < word.Length; n++)
            {
                word[n] = (float)((Math.Sin(0.1 * n) + Math.Sin(0.37 * n) + (0.5 * Math.Sin(1.1 * n))) * Math.Sin(Math.PI * (n + 1) / word.Length));
            }
            Level.Normalise(word);
            SpeechRow.Write(word, words.Row(i));
        }
        return words;
    }
}
