namespace Scratch.Adversarial.Domains.Images;

/// <summary>Grey images of one size, row by row, pixels in [0, 1].</summary>
/// <param name="height">Rows of pixels, at least 1.</param>
/// <param name="width">Pixels in a row, at least 1.</param>
public sealed class ImageDomain(int height, int width) : Domain
{
    /// <summary>Rows of pixels.</summary>
    public int Height { get; } = Positive(height, nameof(height));

    /// <summary>Pixels in a row.</summary>
    public int Width { get; } = Positive(width, nameof(width));

    /// <inheritdoc/>
    public override string Example => "image";

    /// <inheritdoc/>
    public override string Feature => "pixel";

    /// <inheritdoc/>
    public override string Middle => "grey";

    /// <inheritdoc/>
    public override int Features => checked(Height * Width);

    /// <inheritdoc/>
    public override int RowLength => Width;

    /// <inheritdoc/>
    public override string Form => $"images of {Height} x {Width}";

    /// <inheritdoc/>
    public override IReadOnlyList<AugmentationKind> Augmentations => AugmentationOptions.Kinds;

    /// <inheritdoc/>
    public override IReadOnlyList<Corruption> Corruptions { get; } = ImageCorruption.Of(height, width);

    /// <inheritdoc/>
    public override IReadOnlyList<Perturbation> Perturbations { get; } =
        [new("linf", 0.1f, "of a pixel's range"), new("l2", 1, "of pixels' ranges")];

    /// <inheritdoc/>
    public override Augmentation SafeAugmentation { get; } =
        new AugmentationOptions { Rotation = 10, Shift = 1.5f, Scale = 0.1f };

    /// <summary>What takes away of an image what it doesn't need, as a defence.</summary>
    public IReadOnlyList<Squeezer> Squeezers =>
        [new BitDepth(1), new MedianSmoothing(Height, Width), new MeanSmoothing(Height, Width)];

    /// <inheritdoc/>
    public override IAugmenter CreateAugmenter(Augmentation augmentation) =>
        new Augmenter(AugmentationOptions.From(augmentation), Height, Width);

    private static int Positive(int value, string name) => value > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "Expected at least 1 pixel.");
}
