namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>How a generator is measured.</summary>
public sealed record MeasureOptions
{
    /// <summary>The fewest samples, or real examples, that every measure can do with.</summary>
    public const int Fewest = 100;

    /// <summary>The most samples that are kept at once.</summary>
    public const int Most = 1_000_000;

    /// <summary>Samples from the prior, and the most real examples that they are compared with.</summary>
    public int Samples { get; init; } = 10_000;

    /// <summary>The neighbour that the balls of precision, recall, density and coverage reach to.</summary>
    public int Neighbours { get; init; } = 5;

    /// <summary>The centres of k-means whose Parzen windows stand beside those of the samples.</summary>
    public int Centres { get; init; } = 1000;

    /// <summary>Labelled samples that a classifier is trained on; 0 leaves the transfer accuracy out.</summary>
    public int TransferSamples { get; init; } = 60_000;

    /// <summary>Passes over them.</summary>
    public int TransferEpochs { get; init; } = 10;

    /// <summary>Decides the samples, the choice of real examples and the error bars.</summary>
    public ulong Seed { get; init; }

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names the option, its value and what was expected.</exception>
    public void Validate()
    {
        Require(Samples, Fewest, nameof(Samples));
        Require(Neighbours, 1, nameof(Neighbours));
        Require(Centres, 1, nameof(Centres));
        Require(TransferSamples, 0, nameof(TransferSamples));
        Require(TransferEpochs, 1, nameof(TransferEpochs));
        if (Math.Max(Samples, TransferSamples) > Most)
        {
            throw new ArgumentException($"The measures' samples are {Samples}, with labels {TransferSamples}; expected at most {Most}.");
        }
        if (Neighbours >= Fewest)
        {
            throw new ArgumentException($"The measures' {nameof(Neighbours)} is {Neighbours}; expected less than {Fewest}.");
        }

        static void Require(int value, int least, string name)
        {
            if (value < least)
            {
                throw new ArgumentException($"The measures' {name} is {value}; expected at least {least}.");
            }
        }
    }
}
