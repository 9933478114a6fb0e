namespace Scratch.Adversarial.Domains.Text;

/// <summary>
/// A detector as a safetensors file: its weights as 16-bit floats, and in the metadata its windows, what is known of
/// its thresholds, and the names of its classes.
/// </summary>
public static class TextDetectorFile
{
    private const string Key = "text-detector";
    private const int Version = 1;
    private const int MostMembers = 64, MostLayers = 16, MostScales = 64;

    /// <summary>Writes a detector. The file appears only when it is whole.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    public static void Write(string path, TextDetector detector)
    {
        ArgumentNullException.ThrowIfNull(detector);
        SafetensorsFile.Write(
            path,
            Views(detector).SelectMany(part => ModelFile.ToTensors(part.Views, part.Prefix))
                .Select(tensor => new SafetensorsTensor(tensor.Name, tensor.Shape, tensor.Data) { IsHalf = true }),
            new Dictionary<string, string> { [Key] = Describe(detector) });
    }

    /// <summary>Reads a detector.</summary>
    /// <exception cref="IOException">The file is missing or can't be read.</exception>
    /// <exception cref="InvalidDataException">It is no detector; the message names the place.</exception>
    public static TextDetector Read(string path)
    {
        using Stream stream = Disk.OpenRead(path);
        return Read(stream, path);
    }

    /// <summary>Reads a detector from a stream that can seek.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">It is no detector; the message names the place.</exception>
    public static TextDetector Read(Stream stream, string name)
    {
        SafetensorsFile file = SafetensorsFile.Read(stream, name);
        if (!file.Metadata.TryGetValue(Key, out string? text))
        {
            throw new InvalidDataException($"{name}: __metadata__ has no '{Key}': expected the file of a detector.");
        }
        TextDetector detector = Parse(text, name, file);
        foreach ((string prefix, IEnumerable<FileView> views) in Views(detector))
        {
            ModelFile.Fill(views, file.Tensors, prefix, name);
        }
        return detector;
    }

    private static IEnumerable<(string Prefix, IEnumerable<FileView> Views)> Views(TextDetector detector)
    {
        yield return ("embedding.", ModelFile.Views(detector.Embedding));
        for (int member = 0; member < detector.Heads.Count; member++)
        {
            yield return ($"head.{member}.", ModelFile.Views(detector.Heads[member]));
        }
    }

    private static string Describe(TextDetector detector)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            DetectorShape shape = detector.Shape;
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteNumber("features", shape.Features);
            json.WriteNumber("members", shape.Members);
            WriteNumbers(json, "hidden", shape.Hidden);
            WriteNumbers(json, "windows", shape.Scales.Select(scale => scale.Words));
            WriteNumbers(json, "strides", shape.Scales.Select(scale => scale.Stride));
            json.WriteStartArray("classes");
            foreach (string name in detector.ClassNames)
            {
                json.WriteStringValue(name);
            }
            json.WriteEndArray();
            if (detector.OperatingPoints is { } points)
            {
                json.WriteNumber("harmless", points.Harmless);
                json.WriteStartArray("largestLogits");
                foreach (float logit in points.Largest)
                {
                    json.WriteNumberValue(logit);
                }
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (int number in numbers)
        {
            json.WriteNumberValue(number);
        }
        json.WriteEndArray();
    }

    private static TextDetector Parse(string text, string name, SafetensorsFile file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement json = document.RootElement;
            if (json.GetProperty("version").GetInt32() != Version)
            {
                throw new InvalidDataException($"{name}: '{Key}' isn't of version {Version}.");
            }
            int[] words = Numbers(json, "windows", MostScales), strides = Numbers(json, "strides", words.Length);
            var shape = new DetectorShape
            {
                Features = json.GetProperty("features").GetInt32(),
                Members = json.GetProperty("members").GetInt32(),
                Hidden = Numbers(json, "hidden", MostLayers),
                Scales = [.. words.Zip(strides, (count, stride) => new WindowScale(count, stride))],
            };
            RequireRoom(shape, file, name);
            string[] classes =
                [.. json.GetProperty("classes").EnumerateArray().Take(3).Select(c => c.GetString() ?? "")];
            if (classes.Length != 2 || words.Length != strides.Length)
            {
                throw new InvalidDataException($"{name}: '{Key}' hasn't two classes, or not a stride for each window.");
            }
            return new TextDetector(shape) { ClassNames = classes, OperatingPoints = Points(json) };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"{name}: '{Key}' in __metadata__ is no description of a detector.", error);
        }
    }

    /// <summary>Nothing is made room for that the file doesn't hold.</summary>
    private static void RequireRoom(DetectorShape shape, SafetensorsFile file, string name)
    {
        long floats = file.Tensors.Values.Sum(tensor => tensor.IsReadable ? (long)tensor.Data.Length : 0), needed = 0;
        shape.Validate();
        long input = shape.Members <= MostMembers ? (long)shape.Features * shape.Members : long.MaxValue;
        foreach (int width in shape.Hidden)
        {
            needed = input <= floats && width <= floats ? Math.Max(needed, input * width) : long.MaxValue;
            input = width;
        }
        if (needed > floats)
        {
            throw new InvalidDataException(
                $"{name}: the file has {floats} numbers, fewer than '{Key}' in __metadata__ asks for.");
        }
    }

    private static OperatingPoints? Points(JsonElement json)
    {
        if (!json.TryGetProperty("harmless", out JsonElement harmless))
        {
            return null;
        }
        float[] largest = [.. json.GetProperty("largestLogits").EnumerateArray().Select(logit => logit.GetSingle())];
        for (int i = 0; i < largest.Length; i++)
        {
            if (!float.IsFinite(largest[i]) || (i > 0 && largest[i] > largest[i - 1]))
            {
                throw new FormatException();
            }
        }
        return largest.Length > 0 && harmless.GetInt32() >= largest.Length
            ? new OperatingPoints(harmless.GetInt32(), largest) : throw new FormatException();
    }

    private static int[] Numbers(JsonElement json, string name, int most) =>
        json.GetProperty(name) is var array && array.GetArrayLength() <= most
            ? [.. array.EnumerateArray().Select(number => number.GetInt32())]
            : throw new FormatException();
}
