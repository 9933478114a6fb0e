namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>The augmentation, as one setting of the command line: <c>--augment rotation=10,shift=1.5</c>.</summary>
internal static class AugmentSetting
{
    private static readonly (string Name, Func<MixtureOptions, float, MixtureOptions> Set)[] Amounts =
    [
        .. AugmentationOptions.Kinds.Select(
            kind => (kind.Name == "elasticWidth" ? "elastic-width" : kind.Name, By(kind.Name))),
        ("mixup", (mixture, value) => mixture with { MixUp = value }),
        ("smoothing", (mixture, value) => mixture with { LabelSmoothing = value }),
    ];

    private static readonly string Names = string.Join(", ", Amounts.Select(amount => amount.Name));
    private static readonly Numbers<float> Any = new(new(double.MinValue, double.MaxValue));

    /// <summary>
    /// The setting. A mixture without augmented examples, and without an end of its own, gets all its real ones
    /// augmented.
    /// </summary>
    public static Setting<MixtureOptions> Create() => new()
    {
        Key = "augmentation",
        Usage = "--augment NAME=X[,NAME=X]",
        Help = "How examples are augmented, such as rotation=10,shift=1.5,elastic=1; what is not named stays as the "
            + $"preset has it. The names: {Names}. "
            + "A mixture without augmented examples, and without an end of its own, gets all its real ones augmented.",
        Get = mixture => string.Join(',', mixture.Augmentation.Amounts),
        Set = (mixture, text) =>
            Parts(text).Aggregate(Augmented(mixture), (changed, part) => part.Set(changed, part.Value)),
        RefuseText = text =>
        {
            try
            {
                Parts(text).Aggregate(new MixtureOptions(), (changed, part) => part.Set(changed, part.Value))
                    .Augmentation.Validate(AugmentationOptions.Kinds);
                return null;
            }
            catch (ArgumentException error)
            {
                return $"is not understood: {error.Message.TrimEnd('.')}";
            }
        },
    };

    private static MixtureOptions Augmented(MixtureOptions mixture) =>
        mixture.Augmented + mixture.AdversarialPixels > 0 || mixture.End is not null
        ? mixture
        : mixture with { Real = 0, Augmented = mixture.Real };

    private static IEnumerable<(Func<MixtureOptions, float, MixtureOptions> Set, float Value)> Parts(string text)
    {
        foreach (string part in text.Split(','))
        {
            string[] pair = part.Split('=');
            (string name, Func<MixtureOptions, float, MixtureOptions> set) =
                Amounts.FirstOrDefault(amount => amount.Name == pair[0]);
            if (name is null || pair.Length != 2 || !Any.TryRead(pair[1], out float value))
            {
                throw new ArgumentException($"'{part}'; expected NAME=X with {Names}");
            }
            yield return (set, value);
        }
    }

    private static Func<MixtureOptions, float, MixtureOptions> By(string name) =>
        (mixture, value) => mixture with { Augmentation = mixture.Augmentation.With(name, value) };
}
