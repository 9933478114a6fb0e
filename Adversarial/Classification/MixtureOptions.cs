namespace Scratch.Adversarial.Classification;

/// <summary>What a batch of the classifier is made of. The shares sum to 1.</summary>
public sealed record MixtureOptions
{
    // of smaller ones λ takes millions of draws, and leaves the examples as they are
    private const float LeastMixUp = 0.01f;

    /// <summary>The mixture of real examples alone: plain training.</summary>
    public static MixtureOptions RealOnly { get; } = new();

    /// <summary>The share of examples as they are.</summary>
    public double Real { get; init; } = 1;

    /// <summary>The share of augmented examples.</summary>
    public double Augmented { get; init; }

    /// <summary>The share of samples that the generator makes of the examples' prompts.</summary>
    public double Generated { get; init; }

    /// <summary>The share of samples that the generator makes of the examples' adversarial prompts.</summary>
    public double AdversarialPrompts { get; init; }

    /// <summary>The share of augmented examples that are then moved in pixel space.</summary>
    public double AdversarialPixels { get; init; }

    /// <summary>
    /// The shares at the end, to which those above move in straight lines over the training; null to keep them.
    /// </summary>
    public MixtureShares? End { get; init; }

    /// <summary>How examples are augmented.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.None;

    /// <summary>
    /// α of <see cref="Classification.MixUp"/>, by which the examples of the whole batch are mixed in pairs, whatever
    /// their form; in [0.01, 1], or 0 for none.
    /// </summary>
    public float MixUp { get; init; }

    /// <summary>
    /// The share of every target that is spread evenly over the classes, in [0, 1). Szegedy et al. 2016, section 7.
    /// </summary>
    public float LabelSmoothing { get; init; }

    /// <summary>The attack on pixels.</summary>
    public AttackOptions PixelAttack { get; init; } = new();

    /// <summary>The attack on prompts.</summary>
    public AttackOptions PromptAttack { get; init; } = new() { Norm = "l2", Bounded = false };

    /// <summary>Whether there are generated samples in it, at one moment or another.</summary>
    internal bool NeedsGenerator => Start.Generated + (End?.Generated ?? 0) > 0 || MovesPrompts;

    /// <summary>Whether there are adversarial prompts in it, at one moment or another.</summary>
    internal bool MovesPrompts => Start.AdversarialPrompts + (End?.AdversarialPrompts ?? 0) > 0;

    private MixtureShares Start => new(Real, Augmented, Generated, AdversarialPrompts, AdversarialPixels);

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option and what was expected.</exception>
    public void Validate()
    {
        Start.Validate("mixture");
        End?.Validate("mixture's end");
        if (MixUp is not (0 or (>= LeastMixUp and <= 1)) || LabelSmoothing is not (>= 0 and < 1))
        {
            throw new ArgumentException(
                $"The mixture's mixUp is {MixUp} and its labelSmoothing {LabelSmoothing}; expected 0 or a number from "
                    + $"{LeastMixUp} to 1, and one of at least 0 and below 1.");
        }
        Augmentation.Validate();
        foreach (AttackOptions attack in new[] { PixelAttack, PromptAttack })
        {
            attack.Validate();
            _ = Norm.ParseBall(attack.Norm);
        }
    }

    /// <summary>
    /// Whether targets are anything but the classes of the examples, which not every trainer can take.
    /// </summary>
    internal bool HasSoftTargets => MixUp > 0 || LabelSmoothing > 0;

    /// <summary>
    /// Throws if targets are not the classes of the examples: for trainers whose losses are of a class.
    /// </summary>
    /// <exception cref="ArgumentException">Examples are mixed or labels smoothed.</exception>
    internal void RequireHardTargets()
    {
        if (HasSoftTargets)
        {
            throw new ArgumentException(
                "What is learned under attack, to be certified or from few labels is of one class; expected mixUp and "
                + "labelSmoothing of the mixture to be 0.");
        }
    }

    /// <summary>
    /// The number of rows of each ingredient in a batch, in the order of the properties; they sum to
    /// <paramref name="rows"/>.
    /// </summary>
    /// <param name="rows">The size of the batch.</param>
    /// <param name="progress">The share of the training that lies before, in [0, 1].</param>
    /// <param name="counts">Five numbers, overwritten.</param>
    internal void CountRows(int rows, double progress, Span<int> counts)
    {
        Span<double> shares = stackalloc double[MixtureShares.Count], end = stackalloc double[MixtureShares.Count];
        Start.CopyTo(shares);
        (End ?? Start).CopyTo(end);
        double upTo = 0;
        int given = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            upTo += shares[i] + (progress * (end[i] - shares[i]));
            counts[i] = (int)Math.Round(upTo * rows) - given;
            given += counts[i];
        }
    }
}
