using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Runs.Behaviour;

/// <summary>
/// An autoencoder of profiles as three files of networks: NAME-embedding, NAME-encoder and NAME-decoder.
/// </summary>
internal static class AutoencoderFile
{
    /// <summary>Writes it into a folder.</summary>
    public static void Write(IRecommender recommender, string folder, string name)
    {
        var model = (ProfileAutoencoder)recommender;
        foreach ((string part, Network network) in Parts(model))
        {
            ModelFile.Write(PathOf(folder, name, part), network);
        }
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="IOException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the networks don't fit each other.</exception>
    public static IRecommender Read(string folder, string name, bool isVariational)
    {
        Network[] read = [.. PartNames.Select(part => ModelFile.Read(PathOf(folder, name, part)))];
        int items = read[0].Inputs, hidden = read[0].Outputs, latent = read[2].Inputs;
        var model = new ProfileAutoencoder(
            new AutoencoderShape(items) { Hidden = hidden, Latent = latent, IsVariational = isVariational });
        foreach (((string part, Network network), Network from) in Parts(model).Zip(read))
        {
            if (from.Inputs != network.Inputs || from.Outputs != network.Outputs
                || from.Parameters.Values.Length != network.Parameters.Values.Length)
            {
                throw new InvalidDataException(
                    $"{PathOf(folder, name, part)}: other layers than an autoencoder of {items} items has there.");
            }
            from.Parameters.Values.CopyTo(network.Parameters.Values);
        }
        return model;
    }

    private static readonly string[] PartNames = ["embedding", "encoder", "decoder"];

    private static (string Part, Network Network)[] Parts(ProfileAutoencoder model) =>
        [(PartNames[0], model.Embedding), (PartNames[1], model.Encoder), (PartNames[2], model.Decoder)];

    private static string PathOf(string folder, string name, string part) =>
        Path.Combine(folder, $"{name}-{part}.safetensors");
}
