namespace Scratch.Adversarial.Domains.Images.Corruptions;

/// <summary>One way in which images get worse, at five severities. After Hendrycks and Dietterich 2019; for digits, Mu and Gilmer 2019.</summary>
/// <remarks>What it does to an image is a function of the image, the severity and the stream: no other image is felt.</remarks>
public abstract class Corruption
{
    /// <summary>The number of severities; they count from 1.</summary>
    public const int Severities = 5;

    /// <summary>All of them, in the order of reports.</summary>
    public static IReadOnlyList<Corruption> All { get; } =
    [
        new GaussianNoise(), new ImpulseNoise(), new GaussianBlur(), new Contrast(), new Brightness(),
        new Rotation(), new Shear(), new Scale(), new Translation(), new Occlusion(),
    ];

    /// <summary>The name in tables and reports.</summary>
    public abstract string Name { get; }

    /// <summary>False if it treats pixels one by one, so that it makes sense for a plain vector too.</summary>
    public virtual bool NeedsImage => true;

    /// <summary>Overwrites <paramref name="output"/> with a worse image. Allocates nothing that grows with the number of images.</summary>
    /// <param name="image">height · width pixels in [0, 1], not overwritten.</param>
    /// <param name="output">As many, overwritten, in [0, 1]; shares no memory with the image.</param>
    /// <param name="height">Rows of pixels.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="severity">1 … 5.</param>
    /// <param name="random">The stream of this image; the same at every severity, so that they differ in strength alone.</param>
    public abstract void Apply(ReadOnlySpan<float> image, Span<float> output, int height, int width, int severity, RandomStream random);

    /// <summary>−1 or 1.</summary>
    private protected static float Sign(RandomStream random) => random.Below(2, 0) == 0 ? -1 : 1;
}
