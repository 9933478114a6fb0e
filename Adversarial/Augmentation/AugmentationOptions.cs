namespace Scratch.Adversarial.Augmentation;

/// <summary>How far an example may be changed without changing what it shows. Each is drawn evenly from its range; 0 switches it off.</summary>
public sealed record AugmentationOptions
{
    /// <summary>The largest rotation, in degrees, to either side.</summary>
    public float Rotation { get; init; }

    /// <summary>The largest shift, in pixels, in each direction.</summary>
    public float Shift { get; init; }

    /// <summary>The largest change of size: 0.1 scales by 0.9 … 1.1.</summary>
    public float Scale { get; init; }

    /// <summary>The largest share of each side that a crop cuts away, in [0, 1); what is left is stretched to the whole image.</summary>
    public float Crop { get; init; }

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
        Require(Noise, float.MaxValue, "noise");

        static void Require(float value, float largest, string name)
        {
            if (!(value >= 0 && value <= largest))
            {
                throw new ArgumentException($"The augmentation's {name} is {value}; expected a number from 0 to {largest}.");
            }
        }
    }
}
