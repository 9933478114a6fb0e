namespace Scratch.Adversarial.Domains.Images;

/// <summary>
/// How far an image may be changed without changing what it shows. Each is drawn evenly from its range; 0 switches it
/// off.
/// </summary>
public sealed record AugmentationOptions
{
    private const float UsualWidth = 4;
    private const float LargestWidth = 1000; // pixels: a kernel of six times as many numbers

    /// <summary>The largest rotation, in degrees, to either side.</summary>
    public float Rotation { get; init; }

    /// <summary>The largest shift, in pixels, in each direction.</summary>
    public float Shift { get; init; }

    /// <summary>The largest change of size: 0.1 scales by 0.9 … 1.1.</summary>
    public float Scale { get; init; }

    /// <summary>
    /// The largest share of each side that a crop cuts away, in [0, 1); what is left is stretched to the whole image.
    /// </summary>
    public float Crop { get; init; }

    /// <summary>The largest shear, in pixels sideways for each pixel downwards.</summary>
    public float Shear { get; init; }

    /// <summary>The root mean square of smooth random displacements, in pixels: <see cref="ElasticField"/>.</summary>
    public float Elastic { get; init; }

    /// <summary>
    /// How smooth they are: the standard deviation, in pixels, above 0, of the Gaussian over which they are averaged.
    /// </summary>
    public float ElasticWidth { get; init; } = UsualWidth;

    /// <summary>
    /// The side, in pixels, of a square that is blackened wherever its centre falls in the image. DeVries and Taylor
    /// 2017. Unlike the others it is not drawn from a range.
    /// </summary>
    public int Cutout { get; init; }

    /// <summary>The standard deviation of normal noise, in units of the pixel range [0, 1].</summary>
    public float Noise { get; init; }

    /// <summary>The same by name and range.</summary>
    internal static IReadOnlyList<AugmentationKind> Kinds { get; } =
    [
        new("rotation", "the largest rotation, in degrees to either side", 180),
        new("shift", "the largest shift, in pixels"),
        new("scale", "the largest change of size", 0.99f),
        new("crop", "the largest share of each side that is cut away", 0.99f),
        new("shear", "the largest shear, in pixels sideways for each downwards"),
        new("elastic", "the size of smooth random displacements, in pixels"),
        new("elasticWidth", "how smooth they are, in pixels", LargestWidth) { Least = float.Epsilon },
        new("cutout", "the side of a blackened square, in pixels", int.MaxValue) { IsWhole = true },
        new("noise", "the standard deviation of normal noise, of a pixel's range"),
    ];

    /// <summary>All amounts, those of 0 too: a file that holds them says what is off.</summary>
    public static implicit operator Augmentation(AugmentationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        float[] amounts =
        [
            options.Rotation, options.Shift, options.Scale, options.Crop, options.Shear, options.Elastic,
                options.ElasticWidth, options.Cutout, options.Noise,
        ];
        return new Augmentation(Kinds.Zip(amounts, (kind, amount) => KeyValuePair.Create(kind.Name, amount)));
    }

    /// <summary>The options that these amounts are.</summary>
    /// <exception cref="ArgumentException">There is no such augmentation, or an amount is out of its range; the message
    /// names it.</exception>
    public static AugmentationOptions From(Augmentation augmentation)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        augmentation.Validate(Kinds);
        return new AugmentationOptions
        {
            Rotation = augmentation["rotation"] ?? 0,
            Shift = augmentation["shift"] ?? 0,
            Scale = augmentation["scale"] ?? 0,
            Crop = augmentation["crop"] ?? 0,
            Shear = augmentation["shear"] ?? 0,
            Elastic = augmentation["elastic"] ?? 0,
            ElasticWidth = augmentation["elasticWidth"] ?? UsualWidth,
            Cutout = (int)(augmentation["cutout"] ?? 0),
            Noise = augmentation["noise"] ?? 0,
        };
    }

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate() => ((Augmentation)this).Validate(Kinds);
}
