using System.IO.Compression;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Reading;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Tables;
using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Files.Onnx;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Runs.Text;
using Scratch.Layers;

namespace Scratch.Tests.Fuzz;

/// <summary>Every reader of files that may come from elsewhere.</summary>
internal static class Readers
{
    private const int Kibi = 1024;

    // run.sh has one in memory, so that no file waits for a disk
    private static readonly string Folder =
        Environment.GetEnvironmentVariable("FUZZ_FOLDER") ?? Directory.CreateTempSubdirectory("scratch-fuzz-").FullName;
    private static readonly Lazy<CheckpointRestore> Restore = new(() => new CheckpointRestore());

    public static IReadOnlyList<Reader> All { get; } =
    [
        new("safetensors", 64 * Kibi, ReadSafetensors),
        new("sequential", 64 * Kibi, file => PyTorchSequential.Read(Put("f.safetensors", file), () => new Relu())),
        // a node of a few bytes is an object with its lists; so many are there at most in a file of any length
        new("onnx", 1024 * Kibi, file => OnnxFile.Read(new MemoryStream(file), "f")),
        new("prompts", 48 * Kibi, ReadPrompts),
        // a detector has room for sums and windows of its own
        new("detector", 96 * Kibi, file => TextDetectorFile.Read(new MemoryStream(file), "f")),
        // the runtime makes room for as many entries as the archive's end says, at most 65,535
        new("npz", 768 * Kibi, file => PromptFile.Read(Put("f.npz", file))) { Size = UnzippedSize },
        // 64 KiB of what is compressed are believed in, and then as much again as came
        new("idx", 80 * Kibi, file => ReadIdx(file, file)),
        new("idx-gzip", 80 * Kibi, file => ReadIdx(file, Gzip(file))) { Size = DecompressedSize },
        new("csv", 96 * Kibi, ReadTable),
        new("wav", 96 * Kibi, file => WavFile.Read(new MemoryStream(file), "f.wav")),
        new("texts-json", 64 * Kibi, file => ReadTexts(file, "f.json")),
        // a line of seven bytes, or of five, is worth an item, a text and a place among those that were seen
        new("texts-lines", 320 * Kibi, file => ReadTexts(file, (file.Length & 1) == 0 ? "f.txt" : "f.tsv")),
        // a line of four bytes is worth two numbers, and an id that is new
        new("interactions", 320 * Kibi, ReadInteractions),
        new("titles", 160 * Kibi, file => ItemTitles.Read(Put((file.Length & 1) == 0 ? "f.csv" : "f.item", file))),
        new("scanned", 64 * Kibi, ReadScanned),
        new("text-run", 512 * Kibi, file =>
        {
            Put("config.json", file);
            TextRunFolder.Open(Folder);
        }),
        // most of it for the table of all options, which is built for each file
        new("config", 768 * Kibi, ReadConfiguration) { RefusesArguments = true },
        new("schema", 48 * Kibi, file => TableSchema.Read(File.ReadAllText(Put("f.json", file)), "f")),
        new("checkpoint", 512 * Kibi, file => Restore.Value.Read(Put("f.safetensors", file))),
    ];

    public static Reader Find(string name) => All.FirstOrDefault(reader => reader.Name == name)
        ?? throw new ArgumentException($"There is no reader '{name}'; expected one of "
            + $"{string.Join(", ", All.Select(reader => reader.Name))}.");

    /// <summary>Removes what they were given.</summary>
    public static void RemoveFiles() => Directory.Delete(Folder, recursive: true);

    private static void ReadSafetensors(byte[] file)
    {
        if (SafetensorsFile.Read(new MemoryStream(file), "f").Metadata.ContainsKey("architecture"))
        {
            ModelFile.Read(new MemoryStream(file), "f", out _);
        }
    }

    private static void ReadPrompts(byte[] file)
    {
        string path = Put("f.safetensors", file);
        if (file.AsSpan().IndexOf("factor"u8) >= 0)
        {
            ClassPromptsFile.Read(path);
        }
        else
        {
            PromptFile.Read(path);
        }
    }

    private static void ReadIdx(byte[] content, byte[] file)
    {
        if (content.Length > 3 && content[3] == 1)
        {
            IdxFile.ReadLabels(new MemoryStream(file), "f");
        }
        else
        {
            IdxFile.ReadImages(new MemoryStream(file), "f");
        }
    }

    /// <summary>The length of the file chooses how it is read, so that one fuzzer tries all of them.</summary>
    private static void ReadTable(byte[] file)
    {
        bool hasHeader = (file.Length & 1) == 0;
        var source = new TableSource(Put("f.csv", file), new TableOptions
        {
            HasHeader = hasHeader,
            Label = hasHeader ? "label" : "1",
            Group = (file.Length & 2) == 0 ? null : hasHeader ? "group" : "2",
            Impute = (file.Length & 4) == 0,
        });
        source.OpenTest(source.OpenTraining().Classes);
    }

    /// <summary>The length of the file chooses the columns, and whether the classes are known.</summary>
    private static void ReadTexts(byte[] file, string name)
    {
        TextColumns columns = (file.Length & 2) == 0 ? new TextColumns() : new TextColumns(Group: "group", Source: "from");
        LabelledTextReader.Read(Put(name, file), columns, (file.Length & 4) == 0 ? null : ["ham", "spam"]);
    }

    /// <summary>The length of the file chooses which rows count, and whether the items are known.</summary>
    private static void ReadInteractions(byte[] file) => InteractionReader.Read(
        new MemoryStream(file), "f", new InteractionOptions
        {
            FewestUsers = 1 + (file.Length & 1),
            LeastRating = (file.Length & 2) == 0 ? null : 4,
        }, (file.Length & 4) == 0 ? null : new ItemCatalogue(["x", "y"], [null, null]));

    /// <summary>The length of the file chooses how texts lie in it.</summary>
    private static void ReadScanned(byte[] file)
    {
        ScannedForm form = (ScannedForm)(file.Length % 3);
        foreach (ScannedText text in new ScannedTexts(new MemoryStream(file), "f", form).Read())
        {
            _ = text.Text.Span.Length;
        }
    }

    private static void ReadConfiguration(byte[] file)
    {
        string path = Put("config.json", file);
        ConfigurationFile.Read(path, preset: null).Configuration.Validate();
        RunFolder.Open(Folder);
    }

    private static string Put(string name, byte[] file)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllBytes(path, file);
        return path;
    }

    /// <summary>What is not compressed yet is packed, so that changes reach the reader behind the checksum.</summary>
    private static byte[] Gzip(byte[] content)
    {
        if (content is [0x1F, 0x8B, ..])
        {
            return content;
        }
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression))
        {
            gzip.Write(content);
        }
        return packed.ToArray();
    }

    private static long DecompressedSize(byte[] file)
    {
        using var gzip = new GZipStream(new MemoryStream(Gzip(file)), CompressionMode.Decompress);
        return Math.Max(file.Length, Count(gzip));
    }

    private static long UnzippedSize(byte[] file)
    {
        using var archive = new ZipArchive(new MemoryStream(file));
        long size = file.Length;
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream content = entry.Open();
            size += Count(content);
        }
        return size;
    }

    private static long Count(Stream content)
    {
        byte[] buffer = new byte[1 << 16];
        long count = 0;
        try
        {
            for (int read; (read = content.Read(buffer)) > 0; count += read)
            {
            }
        }
        catch (InvalidDataException)
        {
            // what came before
        }
        return count;
    }
}
