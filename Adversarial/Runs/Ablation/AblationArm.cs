namespace Scratch.Adversarial.Runs.Ablation;

/// <summary>One way of composing the batches: what is compared.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Mixture">What its batches are made of.</param>
internal sealed record AblationArm(string Name, MixtureOptions Mixture)
{
    /// <summary>
    /// The arms, real examples alone first. The others are real to a half, or to a fifth where everything takes part;
    /// the control replaces the other half by examples with normal noise, whose deviation is the radius of the attack
    /// on pixels: each pixel moves about as much as that may move it.
    /// </summary>
    /// <param name="settings">Augmentation and attacks; its shares are not read.</param>
    public static IReadOnlyList<AblationArm> All(MixtureOptions settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        MixtureOptions half =
            settings with
            {
                Real = 0.5,
                Augmented = 0,
                Generated = 0,
                AdversarialPrompts = 0,
                AdversarialPixels = 0,
                End = null,
                MixUp = 0,
                LabelSmoothing = 0
            };
        // what is attacked is then not augmented as well
        MixtureOptions plain = half with { Augmentation = Augmentation.None };
        return
        [
            new("real only", plain with { Real = 1 }),
            new("+ plain noise",
                plain with { Augmented = 0.5,
                Augmentation = Augmentation.None.With("noise", settings.PixelAttack.Epsilon) }),
            new("+ augmented", half with { Augmented = 0.5 }),
            new("+ generated", plain with { Generated = 0.5 }),
            new("+ adversarial prompts", plain with { AdversarialPrompts = 0.5 }),
            new("+ pixel-adversarial", plain with { AdversarialPixels = 0.5 }),
            new("all", half with { Real = 0.2, Augmented = 0.2, Generated = 0.2, AdversarialPrompts = 0.2,
                AdversarialPixels = 0.2 }),
        ];
    }
}
