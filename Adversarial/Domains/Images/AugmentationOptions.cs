namespace Scratch.Adversarial.Domains.Images;

/// <summary>How far an example may be changed without changing what it shows. Each is drawn evenly from its range; 0 switches it off.</summary>
public sealed record AugmentationOptions
{
    private const float LargestWidth = 1000; // pixels: a kernel of six times as many numbers

    /// <summary>The largest rotation, in degrees, to either side.</summary>
    public float Rotation { get; init; }

    /// <summary>The largest shift, in pixels, in each direction.</summary>
    public float Shift { get; init; }

    /// <summary>The largest change of size: 0.1 scales by 0.9 … 1.1.</summary>
    public float Scale { get; init; }

    /// <summary>The largest share of each side that a crop cuts away, in [0, 1); what is left is stretched to the whole image.</summary>
    public float Crop { get; init; }

    /// <summary>The largest shear, in pixels sideways for each pixel downwards.</summary>
    public float Shear { get; init; }

    /// <summary>The root mean square of smooth random displacements, in pixels: <see cref="ElasticField"/>.</summary>
    public float Elastic { get; init; }

    /// <summary>How smooth they are: the standard deviation, in pixels, above 0, of the Gaussian over which they are averaged.</summary>
    public float ElasticWidth { get; init; } = 4;

    /// <summary>
    /// The side, in pixels, of a square that is blackened wherever its centre falls in the image. DeVries and Taylor 2017. Unlike the others it is not
    /// drawn from a range.
    /// </summary>
    public int Cutout { get; init; }

    /// <summary>The standard deviation of normal noise, in units of the pixel range [0, 1].</summary>
    public float Noise { get; init; }

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate()
    {
        Require(Rotation, 180, "rotation");
        Require(Shift, float.MaxValue, "shift");
        Require(Scale, 0.99f, "scale");
        Require(Crop, 0.99f, "crop");
        Require(Shear, float.MaxValue, "shear");
        Require(Elastic, float.MaxValue, "elastic");
        Require(ElasticWidth, LargestWidth, "elasticWidth", float.Epsilon);
        Require(Cutout, int.MaxValue, "cutout");
        Require(Noise, float.MaxValue, "noise");

        static void Require(float value, float largest, string name, float least = 0)
        {
            if (!(value >= least && value <= largest))
            {
                string from = least > 0 ? "above 0 and up" : "from 0";
                throw new ArgumentException($"The augmentation's {name} is {value}; expected a number {from} to {largest}.");
            }
        }
    }
}
