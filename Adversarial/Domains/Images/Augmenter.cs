namespace Scratch.Adversarial.Domains.Images;

/// <summary>
/// Rotates, scales, crops, shears, shifts and bends images by one bilinear sampling, then blackens a square, adds noise
/// and clips to [0, 1].
/// </summary>
/// <remarks>What happens to an example is a function of its stream alone, not of the rest of the batch.</remarks>
public sealed class Augmenter : IAugmenter
{
    [ThreadStatic]
    // down, right, and room to draw them in: of whichever augmenter works on this thread
    private static float[]? _displacements;

    private readonly AugmentationOptions _options;
    private readonly int _height;
    private readonly int _width;
    private readonly ElasticField? _elastic;
    private readonly Job _job;

    private enum Purpose
    {
        Noise = 0,
        Elastic = 1,
        Cutout = 2,
    }

    /// <summary>An augmenter for grey images.</summary>
    /// <param name="options">How far examples may be changed.</param>
    /// <param name="height">Rows of pixels.</param>
    /// <param name="width">Pixels in a row; a matrix row holds height · width of them.</param>
    public Augmenter(AugmentationOptions options, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_options, _height, _width) = (options, height, width);
        _elastic = options.Elastic > 0 ? new ElasticField(options.Elastic, options.ElasticWidth, height, width) : null;
        _job = new Job(this);
    }

    /// <inheritdoc/>
    public void Augment(Matrix examples, ReadOnlyMemory<int> numbers, RandomStream random, Matrix output)
    {
        Shape.Require(examples, numbers.Length, _height * _width);
        Shape.Require(output, numbers.Length, examples.Columns);
        (_job.Examples, _job.Numbers, _job.Random, _job.Output) = (examples, numbers, random, output);
        WorkerPool.Run(_job, (numbers.Length + Job.RowsOfPart - 1) / Job.RowsOfPart);
    }

    private void AugmentOne(ReadOnlySpan<float> image, RandomStream random, Span<float> output)
    {
        AffineMap map = DrawMap(random);
        if (_elastic is null)
        {
            map.Sample(image, output, _height, _width);
        }
        else
        {
            Bend(map, image, random.Fork((int)Purpose.Elastic), output);
        }
        if (_options.Cutout > 0)
        {
            CutOut(random.Fork((int)Purpose.Cutout), output);
        }
        if (_options.Noise > 0)
        {
            AddNoise(random.Fork((int)Purpose.Noise), output);
        }
    }

    private void Bend(AffineMap map, ReadOnlySpan<float> image, RandomStream random, Span<float> output)
    {
        int pixels = _height * _width;
        if (_displacements is null || _displacements.Length < 3 * pixels)
        {
            _displacements = new float[3 * pixels];
        }
        Span<float> down = _displacements.AsSpan(0, pixels), right = _displacements.AsSpan(pixels, pixels),
            scratch = _displacements.AsSpan(2 * pixels, pixels);
        _elastic!.Draw(random.Fork(0), down, scratch);
        _elastic.Draw(random.Fork(1), right, scratch);
        map.Sample(image, output, _height, _width, down, right);
    }

    private void CutOut(RandomStream random, Span<float> output)
    {
        int top = random.Below(_height, 0) - (_options.Cutout / 2),
            left = random.Below(_width, 1) - (_options.Cutout / 2);
        int right = Math.Min(left + _options.Cutout, _width);
        left = Math.Max(left, 0);
        for (int row = Math.Max(top, 0); row < Math.Min(top + _options.Cutout, _height) && left < right; row++)
        {
            output.Slice((row * _width) + left, right - left).Clear();
        }
    }

    private void AddNoise(RandomStream random, Span<float> output)
    {
        Span<float> noise = stackalloc float[_width];
        for (int row = 0; row < _height; row++)
        {
            Span<float> pixels = output.Slice(row * _width, _width);
            random.Fork(row).FillNormal(noise);
            TensorPrimitives.MultiplyAdd(noise, _options.Noise, pixels, pixels);
        }
        TensorPrimitives.Clamp(output, 0f, 1f, output);
    }

    private AffineMap DrawMap(RandomStream random)
    {
        float angle = Signed(0) * _options.Rotation * MathF.PI / 180;
        float kept = 1 - (random.Uniform(1) * _options.Crop);
        float zoom = kept / (1 + (Signed(2) * _options.Scale)); // output pixels are this far apart in the input
        // The crop's window lies anywhere within the image: its centre moves by at most half of what was cut away.
        float down = (Signed(3) * _options.Shift) + (0.5f * Signed(4) * (1 - kept) * _height);
        float right = (Signed(5) * _options.Shift) + (0.5f * Signed(6) * (1 - kept) * _width);
        float shear = Signed(7) * _options.Shear, cosine = zoom * MathF.Cos(angle), sine = zoom * MathF.Sin(angle);
        return new AffineMap(cosine - (sine * shear), -sine, sine + (cosine * shear), cosine, down, right);

        float Signed(ulong position) => (2 * random.Uniform(position)) - 1;
    }

    private sealed class Job(Augmenter augmenter) : ParallelJob
    {
        public const int RowsOfPart = 8;

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
