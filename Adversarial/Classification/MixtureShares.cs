namespace Scratch.Adversarial.Classification;

/// <summary>The shares of a batch that are real, augmented, generated and adversarial. They sum to 1.</summary>
/// <param name="Real">Examples as they are.</param>
/// <param name="Augmented">Augmented examples.</param>
/// <param name="Generated">Samples that the generator makes of the examples' prompts.</param>
/// <param name="AdversarialPrompts">Samples that it makes of their adversarial prompts.</param>
/// <param name="AdversarialPixels">Augmented examples that are then moved in pixel space.</param>
public readonly record struct MixtureShares(
    double Real = 0, double Augmented = 0, double Generated = 0, double AdversarialPrompts = 0,
        double AdversarialPixels = 0)
{
    internal const int Count = 5;

    /// <summary>Overwrites five numbers, in the order of the properties.</summary>
    internal void CopyTo(Span<double> shares) =>
        (shares[0], shares[1], shares[2], shares[3], shares[4]) =
            (Real, Augmented, Generated, AdversarialPrompts, AdversarialPixels);

    /// <summary>Throws unless they are shares.</summary>
    /// <exception cref="ArgumentException">The message has them, and what was expected.</exception>
    internal void Validate(string owner)
    {
        double[] shares = new double[Count];
        CopyTo(shares);
        if (shares.Any(share => !(share >= 0)) || Math.Abs(shares.Sum() - 1) > 1e-6)
        {
            throw new ArgumentException(
                $"The shares of the {owner} are {string.Join(", ", shares)}; expected numbers of at least 0 that sum "
                + "to 1.");
        }
    }
}
