namespace Scratch.Adversarial.Sharding;

/// <summary>What one shard computed of its examples, by one name.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Rows">The examples, as rows of the whole data set.</param>
/// <param name="Values">(Rows, width).</param>
/// <param name="Seconds">Wall-clock time.</param>
internal sealed record PartResult(string Name, int[] Rows, Matrix Values, double Seconds);

/// <summary>What a measurement is computed from: parts that belong together have all of it in common.</summary>
/// <param name="Command">The command line, without what says which shard it is and where it goes.</param>
/// <param name="Inputs">Checksums of the model, of the data and so on, by what they are of.</param>
internal sealed record PartIdentity(IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Inputs)
{
    /// <summary>What is another here, in words; null if all is the same.</summary>
    /// <param name="other">What it is held against.</param>
    /// <param name="name">What the other is called.</param>
    public string? FindDifference(PartIdentity other, string name)
    {
        ArgumentNullException.ThrowIfNull(other);
        return !Command.SequenceEqual(other.Command)
            ? $"it is of '{string.Join(' ', Command)}', but {name} of '{string.Join(' ', other.Command)}'"
            : Inputs.Keys.Union(other.Inputs.Keys).Order(StringComparer.Ordinal)
                .Where(key => Inputs.GetValueOrDefault(key) != other.Inputs.GetValueOrDefault(key))
                .Select(key => $"its {key} is {Inputs.GetValueOrDefault(key, "unknown")}, but that of {name} is "
                    + other.Inputs.GetValueOrDefault(key, "unknown")).FirstOrDefault();
    }
}

/// <summary>The file of a shard: what it computed, and what it was computed from.</summary>
/// <remarks>
/// A .npz file: <c>about</c> has the bytes of a JSON text; <c>rows.K</c> and <c>values.K</c> the examples and numbers
/// of the Kth result.
/// </remarks>
/// <param name="File">The file.</param>
/// <param name="Shard">Which shard it is.</param>
/// <param name="Identity">What it was computed from.</param>
/// <param name="Results">What it computed.</param>
/// <param name="Single">What is not of single examples, as JSON.</param>
internal sealed record ShardPart(
    string File, Shard Shard, PartIdentity Identity, IReadOnlyList<PartResult> Results,
    IReadOnlyDictionary<string, string> Single)
{
    private const string AboutName = "about", RowsName = "rows", ValuesName = "values";

    /// <summary>One of the results.</summary>
    /// <exception cref="InvalidDataException">There is none of this name and width at this place.</exception>
    public PartResult Result(int number, string name, int width) =>
        number < Results.Count && Results[number].Name == name && Results[number].Values.Columns == width
            ? Results[number]
            : throw new InvalidDataException($"{File}: there is no {name} as result {number}; expected it there.");

    /// <summary>Writes the file.</summary>
    public void Write() => NpzFile.Write(
        File,
        [
            new NpyArray(AboutName, Array.ConvertAll(About(), code => (int)code)),
            .. Results.SelectMany((result, k) => new[]
            {
                new NpyArray(NameOf(RowsName, k), result.Rows),
                new NpyArray(NameOf(ValuesName, k), result.Values),
            }),
        ]);

    /// <summary>Reads a file.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    /// <exception cref="InvalidDataException">It is no part, or damaged.</exception>
    public static ShardPart Read(string file)
    {
        using var reader = new NpzReader(file);
        PartAbout about = ReadAbout(file, reader);
        PartResult[] results = [.. about.Results.Select((result, k) =>
        {
            int[] rows = reader.ReadIntegers(NameOf(RowsName, k));
            Matrix values = reader.ReadAnyMatrix(NameOf(ValuesName, k));
            return rows.Length == values.Rows ? new PartResult(result.Name, rows, values, result.Seconds)
                : throw new InvalidDataException(
                    $"{file}: {result.Name}: {values.Rows} results of {rows.Length} examples; expected as many.");
        })];
        return new ShardPart(
            file, new Shard(about.Shard, about.Shards), new PartIdentity(about.Command, about.Inputs), results,
            about.Single);
    }

    private byte[] About() => JsonSerializer.SerializeToUtf8Bytes(
        new PartAbout(
            [.. Identity.Command], new(Identity.Inputs), Shard.Number, Shard.Count,
            [.. Results.Select(result => new PartEntry(result.Name, result.Seconds))], new(Single)),
        PartJson.Default.PartAbout);

    private static PartAbout ReadAbout(string file, NpzReader reader)
    {
        if (reader.Contains(AboutName))
        {
            try
            {
                byte[] json = Array.ConvertAll(reader.ReadIntegers(AboutName), code => (byte)code);
                if (JsonSerializer.Deserialize(json, PartJson.Default.PartAbout) is { } about
                    && new ShardKind().Has(new Shard(about.Shard, about.Shards)))
                {
                    return about;
                }
            }
            catch (JsonException error)
            {
                throw new InvalidDataException($"{file}: {error.Message}", error);
            }
        }
        throw new InvalidDataException($"{file}: this is no part of a measurement; expected one that --shard wrote.");
    }

    private static string NameOf(string what, int k) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}.{k}");
}

/// <summary>What a part says of one result.</summary>
internal sealed record PartEntry(string Name, double Seconds);

/// <summary>What a part says of itself.</summary>
internal sealed record PartAbout(
    string[] Command, Dictionary<string, string> Inputs, int Shard, int Shards, PartEntry[] Results,
    Dictionary<string, string> Single);

/// <summary>Its JSON form, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(PartAbout))]
internal sealed partial class PartJson : JsonSerializerContext;
