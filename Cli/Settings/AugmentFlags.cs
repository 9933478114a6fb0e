using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;

namespace Scratch.Cli.Settings;

/// <summary>The option of <c>scratch train</c> for augmentation: <c>--augment rotation=10,shift=1.5</c>.</summary>
internal static class AugmentFlags
{
    private static readonly (string Name, Func<MixtureOptions, float, MixtureOptions> Set)[] Settings =
    [
        ("rotation", (mixture, value) => With(mixture, "rotation", value)),
        ("shift", (mixture, value) => With(mixture, "shift", value)),
        ("scale", (mixture, value) => With(mixture, "scale", value)),
        ("crop", (mixture, value) => With(mixture, "crop", value)),
        ("shear", (mixture, value) => With(mixture, "shear", value)),
        ("elastic", (mixture, value) => With(mixture, "elastic", value)),
        ("elastic-width", (mixture, value) => With(mixture, "elasticWidth", value)),
        ("cutout", (mixture, value) => With(mixture, "cutout", value)),
        ("noise", (mixture, value) => With(mixture, "noise", value)),
        ("mixup", (mixture, value) => mixture with { MixUp = value }),
        ("smoothing", (mixture, value) => mixture with { LabelSmoothing = value }),
    ];

    private static readonly Option<string?> Augment = new("--augment")
    {
        Description = "How examples are augmented, such as rotation=10,shift=1.5,elastic=1; what is not named stays as the preset has it. "
            + $"The names: {string.Join(", ", Settings.Select(setting => setting.Name))}. A mixture without augmented examples, and without an end of its own, gets all its real ones augmented.",
        HelpName = "NAME=X[,NAME=X]",
    };

    /// <summary>The options.</summary>
    public static IEnumerable<Option> All => [Augment];

    /// <summary>The preset's mixture, changed by what the command line says.</summary>
    /// <exception cref="UsageException">A name is unknown, or what it is set to is no number.</exception>
    public static MixtureOptions Change(ParseResult parsed, MixtureOptions preset)
    {
        if (parsed.GetValue(Augment) is not { } text)
        {
            return preset;
        }
        MixtureOptions mixture = preset.Augmented + preset.AdversarialPixels > 0 || preset.End is not null ? preset : preset with { Real = 0, Augmented = preset.Real };
        foreach (string part in text.Split(','))
        {
            string[] pair = part.Split('=');
            (string name, Func<MixtureOptions, float, MixtureOptions> set) = Settings.FirstOrDefault(setting => setting.Name == pair[0]);
            if (name is null || pair.Length != 2 || !float.TryParse(pair[1], NumberStyles.Float, CultureInfo.InvariantCulture, out float value))
            {
                throw new UsageException($"--augment: '{part}' is not understood; expected NAME=X with {string.Join(", ", Settings.Select(setting => setting.Name))}.");
            }
            mixture = set(mixture, value);
        }
        return mixture;
    }

    private static MixtureOptions With(MixtureOptions mixture, string name, float value) =>
        mixture with { Augmentation = mixture.Augmentation.With(name, value) };
}
