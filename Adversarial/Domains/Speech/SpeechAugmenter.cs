using Scratch.Adversarial.Domains.Speech.Signals;

namespace Scratch.Adversarial.Domains.Speech;

/// <summary>
/// Changes the speed of words, moves their end points, tilts their spectrum, silences a stretch and adds noise, in that
/// order, and brings them to the usual level.
/// </summary>
/// <remarks>What happens to an example is a function of its stream alone, not of the rest of the batch.</remarks>
internal sealed class SpeechAugmenter : IAugmenter
{
    private const float QuietestNoise = -30, LowestTilt = -0.7f, HighestTilt = 0.5f; // dB; c

    [ThreadStatic]
    private static float[]? _scratch; // of whichever augmenter works on this thread

    private readonly SpeechAugmentation _options;
    private readonly int _samples;
    private readonly float _loudestNoise; // dB
    private readonly Job _job;

    private enum Draw
    {
        Unchanged,
        Speed,
        Start,
        End,
        Tilt,
        MaskLength,
        MaskPlace,
        Colour,
        Ratio,
    }

    /// <summary>An augmenter for words.</summary>
    /// <param name="options">How far they may be changed.</param>
    /// <param name="samples">The samples of the longest word; a row has one number more.</param>
    public SpeechAugmenter(SpeechAugmentation options, int samples)
    {
        ArgumentNullException.ThrowIfNull(options);
        ((Augmentation)options).Validate(SpeechAugmentation.Kinds);
        (_options, _samples, _job) = (options, samples, new Job(this));
        _loudestNoise = 20 * MathF.Log10(Math.Max(options.NoiseLevel, Level.FromDecibels(QuietestNoise)));
    }

    /// <inheritdoc/>
    public void Augment(Matrix examples, ReadOnlyMemory<int> numbers, RandomStream random, Matrix output)
    {
        Shape.Require(examples, numbers.Length, _samples + 1);
        Shape.Require(output, numbers.Length, examples.Columns);
        (_job.Examples, _job.Numbers, _job.Random, _job.Output) = (examples, numbers, random, output);
        WorkerPool.Run(_job, (numbers.Length + Job.RowsOfPart - 1) / Job.RowsOfPart);
    }

    private void AugmentOne(ReadOnlySpan<float> row, RandomStream random, Span<float> output)
    {
        if (Uniform(Draw.Unchanged) < _options.UnchangedShare)
        {
            row.CopyTo(output);
            return;
        }
        int count = SpeechRow.CountOf(row), room = _samples + (2 * SpeedChange.Padding);
        if (_scratch is null || _scratch.Length < 2 * room)
        {
            _scratch = new float[2 * room];
        }
        Span<float> padded = _scratch.AsSpan(0, room), other = _scratch.AsSpan(room, _samples);
        count = ChangeSpeed(row, count, padded, other);
        count = MoveEndPoints(other[..count], output);
        if (_options.SpectralTilt > 0)
        {
            float c = _options.SpectralTilt * (LowestTilt + ((HighestTilt - LowestTilt) * Uniform(Draw.Tilt)));
            output[..count].CopyTo(other);
            TensorPrimitives.MultiplyAdd(other[..(count - 1)], -c, other[1..count], output[1..count]);
        }
        if (_options.LargestMask > 0)
        {
            int length = (int)(_options.LargestMask * Uniform(Draw.MaskLength) * count);
            output.Slice((int)((count - length) * Uniform(Draw.MaskPlace)), length).Clear();
        }
        if (_options.NoiseLevel > 0)
        {
            AddNoise(random, output[..count], other[..count]);
        }
        if (!SpeechRow.Finish(output, count))
        {
            row.CopyTo(output); // nothing was left of it
        }

        float Uniform(Draw draw) => random.Uniform((ulong)draw);

        int ChangeSpeed(ReadOnlySpan<float> from, int samples, Span<float> room, Span<float> to)
        {
            if (_options.SpeedChange == 0)
            {
                from[..samples].CopyTo(to);
                return samples;
            }
            float speed = MathF.Pow(1 + _options.SpeedChange, (2 * Uniform(Draw.Speed)) - 1);
            // neither longer than a row nor shorter than a word
            speed = Math.Clamp(speed, (float)samples / _samples, (float)samples / ActivePart.FewestSamples);
            room[..SpeedChange.Padding].Clear();
            from[..samples].CopyTo(room[SpeedChange.Padding..]);
            room[(SpeedChange.Padding + samples)..].Clear();
            int changed = Math.Clamp(SpeedChange.CountOf(samples, speed), ActivePart.FewestSamples, _samples);
            SpeedChange.Run(room, speed, to[..changed]);
            return changed;
        }

        int MoveEndPoints(ReadOnlySpan<float> word, Span<float> to)
        {
            float most = _options.EndPointShift * ActivePart.Rate / 1000;
            int before = (int)(((2 * Uniform(Draw.Start)) - 1) * most);
            int after = (int)(((2 * Uniform(Draw.End)) - 1) * most);
            return EndPointShift.Run(word, before, after, to);
        }
    }

    private void AddNoise(RandomStream random, Span<float> word, Span<float> noise)
    {
        if (random.Below(2, (ulong)Draw.Colour) == 0)
        {
            Noise.FillWhite(random.Fork(0), noise);
        }
        else
        {
            Noise.FillPink(random.Fork(0), noise);
        }
        float level = QuietestNoise + ((_loudestNoise - QuietestNoise) * random.Uniform((ulong)Draw.Ratio));
        Noise.Add(word, noise, -level);
    }

    private sealed class Job(SpeechAugmenter augmenter) : ParallelJob
    {
        public const int RowsOfPart = 4;

        public Matrix Examples;
        public ReadOnlyMemory<int> Numbers;
        public RandomStream Random;
        public Matrix Output;

        protected override void Run(int part)
        {
            int end = Math.Min((part + 1) * RowsOfPart, Numbers.Length);
            for (int i = part * RowsOfPart; i < end; i++)
            {
                augmenter.AugmentOne(Examples.Row(i), Random.Fork(Numbers.Span[i]), Output.Row(i));
            }
        }
    }
}
