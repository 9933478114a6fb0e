namespace Scratch.Adversarial.Domains.Speech;

/// <summary>What makes standardised log-mel features of spoken words.</summary>
internal static class SpeechFrontEnd
{
    /// <summary>
    /// What is added to every deviation: a band that is nearly silent in all of training isn't blown up.
    /// </summary>
    public const float Softening = 0.3f;

    /// <summary>
    /// The front end, standardised by the mean and the deviation of each feature in training. Allocates.
    /// </summary>
    /// <param name="training">Rows of words: see <see cref="SpeechDomain"/>.</param>
    /// <param name="domain">What they mean.</param>
    public static FrontEnd Create(Dataset training, SpeechDomain domain)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(domain);
        var network = new Network(domain.Features, LogMelFeatures.CreateLayers(
            domain.Samples, floorShare: domain.FloorShare));
        network.Initialise(default); // a deviation of 1, until it is known
        FrontEnd frontEnd = From(network, domain);
        Matrix features = frontEnd.Apply(training.Inputs);
        ReadOnlySpan<Matrix> state = frontEnd.Network.StateOf(frontEnd.Network.Layers.Count - 1).Span;
        for (int i = 0; i < features.Columns; i++)
        {
            (double sum, double squares) = (0, 0);
            for (int row = 0; row < features.Rows; row++)
            {
                sum += features[row, i];
            }
            double mean = sum / features.Rows;
            for (int row = 0; row < features.Rows; row++)
            {
                squares += (features[row, i] - mean) * (features[row, i] - mean);
            }
            state[0][0, i] = (float)mean;
            state[1][0, i] = (float)Math.Sqrt(squares / features.Rows) + Softening;
        }
        return frontEnd;
    }

    /// <summary>The front end that a saved classifier begins with. Copies.</summary>
    /// <param name="classifier">From a word on.</param>
    /// <param name="domain">What its inputs mean.</param>
    /// <exception cref="InvalidDataException">It begins otherwise.</exception>
    public static FrontEnd Of(Network classifier, SpeechDomain domain)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(domain);
        int count = LogMelFeatures.CreateLayers(domain.Samples).Length;
        if (classifier.Inputs != domain.Features || classifier.Layers.Count <= count
            || classifier.Layers[count - 1] is not Standardisation || classifier.Layers[0] is not Frames)
        {
            throw new InvalidDataException(
                "The classifier doesn't begin with the layers from a sound to its spectrum; expected one that was "
                + "trained on spoken words.");
        }
        var network = new Network(classifier.Inputs, classifier.Layers.Take(count));
        FrontEnd.Copy(classifier, 0, network, 0, count);
        return From(network, domain);
    }

    private static FrontEnd From(Network network, SpeechDomain domain) => new(
        network, new LogMelDomain(LogMelFeatures.Frames, LogMelFeatures.Bands, domain.Classes));
}
