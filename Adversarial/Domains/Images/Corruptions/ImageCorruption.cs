namespace Scratch.Adversarial.Domains.Images.Corruptions;

/// <summary>
/// One way in which images get worse, at five severities. After Hendrycks and Dietterich 2019; for digits, Mu and
/// Gilmer 2019.
/// </summary>
/// <remarks>
/// What it does to an image is a function of the image, the severity and the stream: no other image is felt.
/// </remarks>
internal abstract class ImageCorruption
{
    /// <summary>All of them, in the order of reports.</summary>
    public static IReadOnlyList<ImageCorruption> All { get; } =
    [
        new GaussianNoise(), new ImpulseNoise(), new GaussianBlur(), new Contrast(), new Brightness(),
        new Rotation(), new Shear(), new Scale(), new Translation(), new Occlusion(),
    ];

    /// <summary>The name in tables and reports.</summary>
    public abstract string Name { get; }

    /// <summary>False if it treats pixels one by one, so that it makes sense for a plain vector too.</summary>
    public virtual bool NeedsImage => true;

    /// <summary>
    /// Overwrites <paramref name="output"/> with a worse image. Allocates nothing that grows with the number of images.
    /// </summary>
    /// <param name="image">height · width pixels in [0, 1], not overwritten.</param>
    /// <param name="output">As many, overwritten, in [0, 1]; shares no memory with the image.</param>
    /// <param name="height">Rows of pixels.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="severity">1 … 5.</param>
    /// <param name="random">The stream of this image; the same at every severity, so that they differ in strength
    /// alone.</param>
    public abstract void Apply(
        ReadOnlySpan<float> image, Span<float> output, int height, int width, int severity, RandomStream random);

    /// <summary>−1 or 1.</summary>
    private protected static float Sign(RandomStream random) => random.Below(2, 0) == 0 ? -1 : 1;

    /// <summary>
    /// Those that make sense for images of one size: all of them, or, of a single row or column, those that treat
    /// pixels one by one.
    /// </summary>
    internal static IReadOnlyList<Corruption> Of(int height, int width) =>
    [
        .. All.Select((kind, number) => new Sized(kind, number, height, width)).Where(sized => sized.MakesSense),
    ];

    /// <summary>A corruption of images of one size.</summary>
    private sealed class Sized(ImageCorruption kind, int number, int height, int width) : Corruption
    {
        public override string Name => kind.Name;

        public override int Stream => number;

        public bool MakesSense => !kind.NeedsImage || (height > 1 && width > 1);

        public override void Apply(
            ReadOnlySpan<float> example, Span<float> output, int severity, RandomStream random) =>
            kind.Apply(example, output, height, width, severity, random);
    }
}
