using System.Text;

namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>
/// An autoencoder of profiles as a safetensors file: its weights, and its sizes in the metadata.
/// </summary>
public static class ProfileAutoencoderFile
{
    private const string Key = "profile-autoencoder";
    private const int Version = 1;

    /// <summary>Writes an autoencoder. The file appears only when it is whole.</summary>
    /// <param name="path">The file, overwritten as a whole or not at all.</param>
    /// <param name="model">What to save.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    public static void Write(string path, ProfileAutoencoder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        SafetensorsFile.Write(
            path, Views(model).SelectMany(part => ModelFile.ToTensors(part.Views, part.Prefix)),
            new Dictionary<string, string> { [Key] = Describe(model.Shape) });
    }

    /// <summary>Reads an autoencoder.</summary>
    /// <exception cref="IOException">The file is missing or can't be read.</exception>
    /// <exception cref="InvalidDataException">It is no such file; the message names the place.</exception>
    public static ProfileAutoencoder Read(string path)
    {
        using Stream stream = Disk.OpenRead(path);
        SafetensorsFile file = SafetensorsFile.Read(stream, path);
        if (!file.Metadata.TryGetValue(Key, out string? text))
        {
            throw new InvalidDataException(
                $"{path}: __metadata__ has no '{Key}': expected the file of an autoencoder of profiles.");
        }
        AutoencoderShape shape = Parse(text, path);
        RequireRoom(shape, file, path);
        var model = new ProfileAutoencoder(shape);
        foreach ((string prefix, IEnumerable<FileView> views) in Views(model))
        {
            ModelFile.Fill(views, file.Tensors, prefix, path);
        }
        return model;
    }

    private static IEnumerable<(string Prefix, IEnumerable<FileView> Views)> Views(ProfileAutoencoder model) =>
    [
        ("embedding.", ModelFile.Views(model.Embedding)),
        ("encoder.", ModelFile.Views(model.Encoder)),
        ("decoder.", ModelFile.Views(model.Decoder)),
    ];

    private static string Describe(AutoencoderShape shape)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteNumber("items", shape.Items);
            json.WriteNumber("hidden", shape.Hidden);
            json.WriteNumber("latent", shape.Latent);
            json.WriteBoolean("isVariational", shape.IsVariational);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static AutoencoderShape Parse(string text, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement json = document.RootElement;
            if (json.GetProperty("version").GetInt32() != Version)
            {
                throw new InvalidDataException($"{path}: '{Key}' isn't of version {Version}.");
            }
            var shape = new AutoencoderShape(json.GetProperty("items").GetInt32())
            {
                Hidden = json.GetProperty("hidden").GetInt32(),
                Latent = json.GetProperty("latent").GetInt32(),
                IsVariational = json.GetProperty("isVariational").GetBoolean(),
            };
            shape.Validate();
            return shape;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or ArgumentException)
        {
            throw new InvalidDataException(
                $"{path}: '{Key}' in __metadata__ is no description of an autoencoder of profiles.", error);
        }
    }

    /// <summary>Nothing is made room for that the file doesn't hold.</summary>
    private static void RequireRoom(AutoencoderShape shape, SafetensorsFile file, string path)
    {
        long floats = file.Tensors.Values.Sum(tensor => tensor.IsReadable ? (long)tensor.Data.Length : 0);
        long needed = Math.Max((long)shape.Items * shape.Hidden, (long)shape.Hidden * shape.Latent);
        if (needed > floats)
        {
            throw new InvalidDataException(
                $"{path}: the file has {floats} numbers, fewer than '{Key}' in __metadata__ asks for.");
        }
    }
}
