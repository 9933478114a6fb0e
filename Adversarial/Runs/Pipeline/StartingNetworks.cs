namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>
/// The networks of a run before their training: new, or each as its namesake in a finished run, or one of them as in a
/// file.
/// </summary>
/// <param name="configuration">The form of the networks, and what they start from.</param>
/// <param name="data">Gives the numbers of features and classes.</param>
/// <param name="frontEnd">What classifiers are saved behind; null for nothing.</param>
/// <exception cref="FileNotFoundException">What they start from isn't there.</exception>
internal sealed class StartingNetworks(RunConfiguration configuration, Dataset data, FrontEnd? frontEnd = null)
{
    private readonly string? _from = configuration.From is not { } path || File.Exists(path) || Directory.Exists(path)
        ? configuration.From
        : throw new FileNotFoundException($"{path}: there is no such run or file to start from.");

    private SafetensorsFile? _file; // what _from names, if it is no run: read once, since it may be a pipe

    public Network Encoder() =>
        Start("encoder", NetworkFactory.Encoder(
            configuration, data.Features, data.Classes, configuration.Random(RandomPurpose.Encoder)));

    public Network Generator() =>
        Start("generator", NetworkFactory.Generator(
            configuration, data.Domain, data.Classes, configuration.Random(RandomPurpose.Generator)));

    /// <param name="prompt">The width of a prompt, with the class if it holds one.</param>
    public Network Discriminator(int prompt)
    {
        int sample = data.Features, inputs = configuration.Gan.Variant switch
        {
            GanVariant.Conditional => sample + data.Classes,
            GanVariant.Bidirectional => sample + prompt,
            GanVariant.AdversarialAutoencoder => prompt,
            _ => sample,
        };
        return Start("discriminator",
            NetworkFactory.Discriminator(configuration, inputs, configuration.Random(RandomPurpose.Discriminator)));
    }

    public Network Classifier()
    {
        RandomStream random = configuration.Random(RandomPurpose.Classifier);
        Network classifier = NetworkFactory.Classifier(configuration, data.Features, data.Classes, random);
        if (configuration.Classifier.Thresholds is { Count: > 0 } thresholds)
        {
            ThresholdStart.Apply(classifier, data, thresholds);
        }
        // which has read other labels
        return configuration.Classifier.SemiSupervised is null ? Start("classifier", classifier) : classifier;
    }

    /// <summary>Encoder and generator of the run to start from, as they are; null where it has none.</summary>
    /// <exception cref="InvalidDataException">They are damaged, or made for other data.</exception>
    public (Network? Encoder, Network? Generator) Given()
    {
        int features = data.Features;
        (Network? encoder, Network? generator) = (Find("encoder"), Find("generator"));
        // or conditional
        RequireFit("encoder", encoder?.Inputs == features + data.Classes ? features : encoder?.Inputs);
        RequireFit("generator", generator?.Outputs);
        return (encoder, generator);

        Network? Find(string name) =>
            _from is not null && RunFolder.ModelPath(_from, name) is var file && File.Exists(file)
                ? ModelFile.Read(file) : null;

        void RequireFit(string name, int? found)
        {
            if (found is not null && found != features)
            {
                throw new InvalidDataException(
                    $"{_from}: its {name} is made for {found} features; {data.Name} has {features}.");
            }
        }
    }

    /// <summary>
    /// Throws if what to start from fits none of the networks, or not the run: at once, not in the stage that needs it.
    /// </summary>
    public void RequireUsable()
    {
        bool trainsPrompts = configuration.Has(RunStage.Prompts);
        (Network? encoder, Network? generator) = trainsPrompts ? (Encoder(), Generator()) : Given();
        (string Name, Network? Network)[] networks =
        [
            ("encoder", encoder),
            ("generator", generator),
            ("discriminator", configuration.Has(RunStage.Gan)
                ? Discriminator(generator?.Inputs ?? configuration.Prompts.Latent) : null),
            ("classifier", configuration.Has(RunStage.Classifier) && configuration.Classifier.SemiSupervised is null
                ? Classifier() : null),
        ];
        networks = [.. networks.Where(named => named.Network is not null)];
        if (_from is not null
            && networks.All(named => FileFor(named.Name, AsSaved(named.Name, named.Network!)) is null))
        {
            throw new InvalidDataException(
                $"{_from}: it fits none of this run's networks "
                + $"({string.Join(", ", networks.Select(named => named.Name))}).");
        }
        if (!trainsPrompts && encoder is not null)
        {
            RequireUsable(encoder);
        }
    }

    /// <summary>
    /// What <see cref="RunConfiguration.Validate"/> demands of the prompts that a run trains, of those that it was
    /// given.
    /// </summary>
    private void RequireUsable(Network encoder)
    {
        bool areConditional = encoder.Inputs != data.Features;
        if (areConditional && configuration.Has(RunStage.Classifier) && configuration.Classifier.Mixture.MovesPrompts)
        {
            throw new InvalidDataException(
                $"{_from}: its prompts hold the class, which an adversarial prompt would move; expected a mixture "
                + "without them.");
        }
        if (areConditional && configuration.Classifier.SemiSupervised is not null)
        {
            throw new InvalidDataException(
                $"{_from}: its encoder is told the class of every example, which a run with few labels doesn't know.");
        }
        try
        {
            if (configuration.Has(RunStage.Gan))
            {
                configuration.Gan.RequireFit(areConditional, encoder.Layers is [.., GaussianHeads]);
            }
        }
        catch (ArgumentException error)
        {
            throw new InvalidDataException($"{_from}: {error.Message}", error);
        }
    }

    private Network Start(string name, Network network)
    {
        Network saved = AsSaved(name, network);
        if (FileFor(name, saved) is { } file)
        {
            Pretrained.Load(file == _from ? FromFile() : SafetensorsFile.Read(file), file, saved);
            return saved == network ? network : frontEnd!.Behind(saved);
        }
        return network;
    }

    /// <summary>A network as a run has saved it: a classifier with the front end.</summary>
    private Network AsSaved(string name, Network network) =>
        name == "classifier" ? frontEnd?.Before(network) ?? network : network;

    private string? FileFor(string name, Network network)
    {
        string? file = File.Exists(_from) || _from is null ? _from : RunFolder.ModelPath(_from, name);
        bool fits = file is not null
            && (file == _from ? Pretrained.Fits(FromFile(), network) : File.Exists(file));
        return fits ? file : null;
    }

    private SafetensorsFile FromFile() => _file ??= SafetensorsFile.Read(_from!);
}
