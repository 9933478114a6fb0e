using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Tables;
using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Files.Onnx;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Text;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Fuzz;

/// <summary>
/// The files that fuzzing starts from: small right ones, of every kind that a reader knows. <c>seeds</c> beside this
/// holds them as they were written.
/// </summary>
internal static class Seeds
{
    private static readonly byte[] Images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, .. new byte[12]];
    private static readonly byte[] Labels = [0, 0, 8, 1, 0, 0, 0, 3, 0, 1, 2];
    private const string PenguinsLike = "label,group,length,kind\n";

    public static void Write(string folder)
    {
        foreach (Reader reader in Readers.All)
        {
            Directory.CreateDirectory(Path.Combine(folder, reader.Name));
        }
        WriteModels(folder);
        WriteOnnx(folder);
        WritePrompts(folder);
        WriteImages(folder);
        WriteTables(folder);
        WriteSounds(folder);
        WriteTexts(folder);
        WriteInteractions(folder);
        WriteScanned(folder);
        WriteConfigurations(folder);
        WriteCheckpoints(Path.Combine(folder, "checkpoint"));
    }

    private static void WriteModels(string folder)
    {
        Write("network", new Network(2, new Dense(2, 2), new Relu(), new Dropout(0.5f), new Dense(2, 1), new Sigmoid()));
        Write("encoder", new Network(1, new Dense(1, 1), new BatchNormalisation(1), new GaussianHeads(1, 1)));
        Put(folder, "safetensors/types", Safetensors(28, "\"__metadata__\":{\"a\":\"b\"}", Entry("f", "F32", "1", 0, 4),
            Entry("d", "F64", "", 4, 12), Entry("h", "F16", "1,2", 12, 16), Entry("b", "BF16", "2", 16, 20),
            Entry("i", "I64", "", 20, 28)));
        Put(folder, "sequential/net", Safetensors(28, Entry("net.0.weight", "F32", "2,1", 0, 8),
            Entry("net.0.bias", "F32", "2", 8, 16), Entry("net.2.weight", "F32", "1,2", 16, 24),
            Entry("net.2.bias", "F32", "1", 24, 28)));
        Put(folder, "sequential/one", Safetensors(4, Entry("0.weight", "F16", "1,1", 0, 2),
            Entry("0.bias", "F16", "1", 2, 4)));

        var detector = new TextDetector(new DetectorShape { Features = 2, Hidden = [2, 1], Members = 2, Scales = [new(2, 1)] });
        detector.Initialise(new RandomStream(1));
        TextDetectorFile.Write(Path.Combine(folder, "detector", "plain"), detector);
        detector.OperatingPoints = OperatingPoints.From([0.5f, -1, -2]);
        TextDetectorFile.Write(Path.Combine(folder, "detector", "tried"), detector);

        void Write(string name, Network network) =>
            ModelFile.Write(Path.Combine(folder, "safetensors", name), network);
    }

    /// <summary>
    /// As it is written here, and the same without the text of its layers, so that its graph is read; another program's
    /// are in Tests/golden/onnx.
    /// </summary>
    private static void WriteOnnx(string folder)
    {
        Write("own", new Network(2, new Dense(2, 2), new Silu(), new Dropout(0.5f), new SpectralDense(2, 1), new Sigmoid()));
        Write("chain", new Network(
            2, new Standardisation(2), new Dense(2, 3), new LeakyRelu(), new LayerNormalisation(3), new Gelu(), new Silu(),
            new BatchNormalisation(3), new Elu(), new Dropout(0.5f), new Dense(3, 2), new Softmax()));
        foreach (string golden in (string[])["torch-norms-14", "torch-activations", "torch-view", "keras-form-half", "keras-form-typed"])
        {
            File.Copy(
                Path.Combine(Golden(), $"{golden}.onnx"), Path.Combine(folder, "onnx", golden), overwrite: true);
        }

        void Write(string name, Network network)
        {
            network.Initialise(new RandomStream(1));
            string path = Path.Combine(folder, "onnx", name);
            OnnxFile.Write(path, network);
            byte[] file = File.ReadAllBytes(path);
            file.AsSpan(file.AsSpan().IndexOf("scratch.architecture"u8), 1).Fill((byte)'S'); // another key
            File.WriteAllBytes(path + "-graph", file);
        }
    }

    private static string Golden()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !Directory.Exists(Path.Combine(folder, "Tests", "golden", "onnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return Path.Combine(folder!, "Tests", "golden", "onnx");
    }

    private static void WritePrompts(string folder)
    {
        Matrix means = Matrix.FromRows([0, 1], [2, 3]);
        var bank = new PromptBank(means, Matrix.FromRows([1, 1], [1, 1]), new[] { 0, 1 }, classes: 2);
        WriteAs("stored.npz", "npz/stored");
        WriteAs("bank.safetensors", "prompts/bank");
        using (var packed = new MemoryStream())
        {
            using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            {
                Add(archive, "mean", "<f8", "1, 1", new byte[8]);
                Add(archive, "deviation", "<f4", "1, 1", [0, 0, 128, 63]);
                Add(archive, "label", "<i8", "1,", new byte[8]);
            }
            Put(folder, "npz/packed", packed.ToArray());
        }
        string path = Path.Combine(folder, "prompts", "classes");
        ClassPromptsFile.Write(path, new ClassPrompts(
            [new GaussianMixture([1], Matrix.FromRows([0f]), Matrix.FromRows([1f])), null], conditions: 0));

        void WriteAs(string temporary, string name)
        {
            PromptFile.Write(Path.Combine(folder, temporary), bank);
            File.Move(Path.Combine(folder, temporary), Path.Combine(folder, name), overwrite: true);
        }

        static void Add(ZipArchive archive, string name, string type, string shape, byte[] data)
        {
            using Stream content = archive.CreateEntry($"{name}.npy").Open();
            byte[] header = Encoding.ASCII.GetBytes(
                $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({shape}), }}".PadRight(117) + "\n");
            content.Write([0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. header, .. data]);
        }
    }

    private static void WriteImages(string folder)
    {
        foreach (string reader in (string[])["idx", "idx-gzip"])
        {
            Put(folder, $"{reader}/images", Images);
            Put(folder, $"{reader}/labels", Labels);
        }
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(Images);
        }
        Put(folder, "idx-gzip/packed", packed.ToArray());
        Put(folder, "idx/packed", packed.ToArray());
    }

    private static void WriteTables(string folder)
    {
        string rows = string.Concat(Enumerable.Range(0, 6).Select(i => $"{(char)('a' + (i % 2))},{i / 2},{i}.5,{(char)('x' + (i % 3))}\n"));
        // one for each way that the length of a file chooses
        for (int padding = 0; padding < 8; padding++)
        {
            string text = (PenguinsLike.Length + rows.Length + padding) % 2 == 0 ? PenguinsLike + rows : rows;
            Put(folder, $"csv/plain{padding}", Encoding.ASCII.GetBytes(text + new string('\n', padding)));
        }
        Put(folder, "csv/quoted", "\uFEFFlabel;\"gro\"\"up\";c\r\n\"a\";1;NA\r\n\"b\";2;\"x\ny\"\r\na;1;\r\nb;1;z\r\na;1;z\r\nb;1;z\r\n"u8.ToArray());
        Put(folder, "csv/tabs", "label\tgroup\tc\na\t1\t1e3\nb\t2\t-2\na\t3\t?\nb\t4\t0\na\t5\t0\nb\t6\t7\n"u8.ToArray());
        var table = new Table("f", [new TableColumn("n", null), new TableColumn("c", ["x", "y"])],
            Matrix.FromRows([1, 0], [2, 1]), [0, 1], ["a", "b"], null);
        Put(folder, "schema/table", Encoding.UTF8.GetBytes(TableSchema.Fit(table, [0, 1], new TableOptions()).Write()));
    }

    private static void WriteScanned(string folder)
    {
        for (int padding = 0; padding < 3; padding++)
        {
            string end = new('\n', padding);
            Put(folder, $"scanned/objects{padding}", Encoding.UTF8.GetBytes($$"""{"text":"one"}{{'\n'}}{"id":[1],"text":"\ud800"}{{end}}"""));
            Put(folder, $"scanned/lines{padding}", Encoding.UTF8.GetBytes($"{{\"text\":\"zwölf\"}}\r\n\r\n{end}"));
        }
        Put(folder, "text-run/whole",
            JsonSerializer.SerializeToUtf8Bytes(new TextRunOptions(), TextRunJson.Default.TextRunOptions));
        Put(folder, "text-run/part", """{"preset":"text","detector":{"epochs":3,"shape":{"hidden":[8]}}}"""u8.ToArray());
    }

    private static void WriteSounds(string folder)
    {
        using var plain = new MemoryStream();
        WavFile.Write(plain, new Sound(new float[] { 0, 0.5f, -1 }, 8000));
        Put(folder, "wav/plain", plain.ToArray());
        byte[] guid = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];
        byte[] list = [.. "LIST"u8, 5, 0, 0, 0, .. "INFO"u8, 1, 0], wave = [255, 255, 255, 255, .. "WAVE"u8];
        Put(folder, "wav/stereo", [.. "RIFF"u8, .. wave, .. list, .. Format(7, 2, 8, 16), .. "data"u8, 4, 0, 0, 0, 1, 2, 3, 4]);
        Put(folder, "wav/a-law", [.. "RIFF"u8, .. wave, .. Format(6, 1, 8, 16), .. "data"u8, 3, 0, 0, 0, 1, 2, 3, 0, .. list]);
        Put(folder, "wav/float", [.. "RIFF"u8, .. wave, .. Format(3, 1, 32, 18), 0, 0, .. "data"u8, 8, 0, 0, 0, 0, 0, 128, 63, 0, 0, 0, 64]);
        Put(folder, "wav/double", [.. "RIFF"u8, .. wave, .. Format(3, 1, 64, 16), .. "data"u8, 8, 0, 0, 0, .. new byte[8]]);
        Put(folder, "wav/extensible", [.. "RIFF"u8, .. wave, .. Format(0xFFFE, 3, 24, 40), 22, 0, 20, 0, 7, 0, 0, 0, 1, 0, .. guid,
            .. "data"u8, 9, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        Put(folder, "wav/rf64", [.. "RF64"u8, .. wave, .. "ds64"u8, 28, 0, 0, 0, .. new byte[8], 4, .. new byte[19],
            .. Format(1, 1, 8, 16), .. "data"u8, 255, 255, 255, 255, 1, 2, 3, 4]);
        Put(folder, "wav/cut", [.. "RIFF"u8, .. wave, .. Format(1, 1, 32, 16), .. "data"u8, 40, 0, 0, 0, 1, 2, 3, 4, 5]);
    }

    private static byte[] Format(int tag, int channels, int bits, byte size) =>
    [
        .. "fmt "u8, size, 0, 0, 0, (byte)tag, (byte)(tag >> 8), (byte)channels, 0, 0x40, 0x1F, 0, 0, 0, 0, 0, 0, (byte)(channels * bits / 8), 0, (byte)bits, 0,
    ];

    private static void WriteTexts(string folder)
    {
        const string Ham = """{"text":"one","label":"ham","group":1,"from":"a"}""", Spam = """{"text":"\ud83d\ude00\n\ud800","label":"spam","group":"x","from":null}""";
        const string Header = "label\ttext\tgroup\tfrom\n";
        // one for each way that the length of a file chooses
        for (int padding = 0; padding < 8; padding++)
        {
            string end = new('\n', padding);
            Put(folder, $"texts-json/lines{padding}", Encoding.UTF8.GetBytes($"{Ham}\n{Spam}{end}"));
            Put(folder, $"texts-json/array{padding}", Encoding.UTF8.GetBytes($"[{Ham},\n {Spam}]{end}"));
            Put(folder, $"texts-lines/fasttext{padding}", Encoding.UTF8.GetBytes($"__label__ham one\n__label__spam zwölf\r\n{end}"));
            Put(folder, $"texts-lines/sms{padding}", Encoding.UTF8.GetBytes($"ham\tone\nspam\ttwo{end}"));
        }
        Put(folder, "texts-json/wide", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes($"{Ham}\n{Spam}")]);
        foreach (int padding in (int[])[0, 1, 2, 3])
        {
            string rows = Header + "ham\t\"a \"\"b\"\"\nc\"\t1\t\nspam\td\t2\tweb\n" + new string('\n', 2 * padding);
            Put(folder, $"texts-lines/header{padding}", Encoding.ASCII.GetBytes(rows.Length % 2 == 0 ? rows + "\n" : rows));
        }
    }

    private static void WriteInteractions(string folder)
    {
        string[] files =
        [
            "user,item\na,x\nb,x\na,y\n007,\"y\"\n", "userId;movieId;rating;timestamp\na;x;5;1700000000\na;x;1;1700000001\nb;y;4.5;2024-05-31\nb;x;4;1\n",
            "user_id:token\titem_id:token\trating:float\na\tx\t5\nb\tx\t4\nb\ty\t4\na\ty\t1\n", "1\t2\t5\t881250949\n2\t3\t4\t891717742\n2\t2\t5\t1\n1\t3\t5\t1\n",
            "a::x::5::978300760\nb::y::4::978300761\nb::x::5::1\na::y::5::1\n", "I,4,\"w\"\nA,x,1,\"an \"\"x\"\"\",\"/x\"\nC,\"a\",1\nV,x,1\nV,y,1\nC,b,2\nV,y,1\nV,x,1\n",
        ];
        for (int i = 0; i < files.Length; i++)
        {
            for (int padding = 0; padding < 8; padding++)
            {
                Put(folder, $"interactions/form{i}-{padding}", Encoding.UTF8.GetBytes(files[i] + new string('\n', padding)));
            }
        }
        string[] titles = ["item,title\n1,\"a, b\"\n2,c\n", "1::a|b::x\n2::c::y\n", "1|a|b|c\n2|d|e|f\n", "item_id:token\ttitle:token_seq\n1\ta\n"];
        for (int i = 0; i < titles.Length; i++)
        {
            Put(folder, $"titles/form{i}", Encoding.Latin1.GetBytes(titles[i]));
            Put(folder, $"titles/latin{i}", Encoding.Latin1.GetBytes(titles[i].Trim() + (titles[i].Length % 2 == 1 ? "ü" : "üü")));
        }
    }

    private static void WriteConfigurations(string folder)
    {
        Put(folder, "config/part", """{"preset":"article","seed":3,"classifier":{"epochs":2,"optimizer":{"learningRate":0.01}}}"""u8.ToArray());
        Put(folder, "config/old", """{"samples":{"game":"wasserstein"},"stages":["samples"]}"""u8.ToArray());
        Put(folder, "config/table", """{"data":"f.csv","preset":"table","table":{"label":"y","categories":["c"]}}"""u8.ToArray());
        Put(folder, "config/robust", """{"preset":"robust-0.1","classifier":{"probe":{"action":"warn"}},"validation":100}"""u8.ToArray());
        Put(folder, "config/whole", JsonSerializer.SerializeToUtf8Bytes(
            Presets.Find("article"), ConfigurationJson.Default.RunConfiguration));
    }

    private static void WriteCheckpoints(string folder)
    {
        CheckpointRestore.WriteSeeds(folder);
        string[] files = [.. Directory.EnumerateFiles(folder, "checkpoint-*").Order(StringComparer.Ordinal)];
        File.Move(files[0], Path.Combine(folder, "within"), overwrite: true);
        File.Move(files[1], Path.Combine(folder, "behind"), overwrite: true);
    }

    private static byte[] Safetensors(int dataBytes, params string[] entries)
    {
        byte[] header = Encoding.ASCII.GetBytes($"{{{string.Join(',', entries)}}}"), length = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. new byte[dataBytes]];
    }

    private static string Entry(string name, string type, string shape, int begin, int end) =>
        $$"""
        "{{name}}":{"dtype":"{{type}}","shape":[{{shape}}],"data_offsets":[{{begin}},{{end}}]}
        """;

    private static void Put(string folder, string name, byte[] content) =>
        File.WriteAllBytes(Path.Combine(folder, name), content);
}
