using System.Text.Json.Nodes;
using Scratch.Adversarial.Domains.Text;
using Scratch.Adversarial.Domains.Text.Edits;
using Scratch.Adversarial.Domains.Text.Reading;
using Setting = Scratch.Adversarial.Settings.Setting<Scratch.Adversarial.Runs.Text.TextRunOptions>;

namespace Scratch.Adversarial.Runs.Text;

/// <summary>What a run on texts is asked to compute.</summary>
internal sealed record TextRunOptions
{
    /// <summary>The name of the preset that these are the options of.</summary>
    public const string PresetName = "text";

    private const int WordsOfStride = 4; // a window begins at every quarter of one

    /// <summary>Says of a file of options what kind of run it is of.</summary>
    public string Preset { get; init; } = PresetName;

    /// <summary><c>spam</c>, or a file or folder that <see cref="LabelledTextReader"/> reads.</summary>
    public string Data { get; init; } = SpamTexts.Name;

    /// <summary>What the columns of files are called.</summary>
    public TextColumns Columns { get; init; } = new();

    /// <summary>Texts that are split off to choose thresholds by; 0 for 15 % of all, or if there is a file.</summary>
    public int Validation { get; init; }

    /// <summary>A file of texts to choose thresholds by; null to split some off.</summary>
    public string? ValidationFile { get; init; }

    /// <summary>A file to test on, or the share of texts that are split off for it; null for no test.</summary>
    public string? Test { get; init; }

    /// <summary>Decides everything random.</summary>
    public ulong Seed { get; init; }

    /// <summary>How the detector is trained.</summary>
    public DetectorOptions Detector { get; init; } = new();

    /// <summary>All options, each defined once.</summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        Setting.Value("--data DATA", "spam (embedded), or a file or folder of labelled texts.",
            o => o.Data, (o, v) => o with { Data = v }, new Paths()),
        Column("--text COLUMN", "Of texts: the column, or the key of objects, that has them; text by default.",
            o => o.Text, (o, v) => o with { Text = v }, "text"),
        Column("--label COLUMN", "The column that has the labels; label by default.",
            o => o.Label, (o, v) => o with { Label = v }, "label"),
        Column("--group COLUMN", "Texts of one value in this column stay together when some are split off.",
            o => o.Group, (o, v) => o with { Group = v }, "group"),
        Column("--source COLUMN", "Of texts: figures are given for each value of this column; the one of --group, or "
            + "the file's name, by default.", o => o.Source, (o, v) => o with { Source = v }, "source"),
        Setting.Number("--validation N", "Texts that are split off to choose thresholds by; 15 % by default.",
            o => o.Validation, (o, v) => o with { Validation = v }, NumberRange.NotNegative),
        Absent("--validation-file FILE", "Of texts: a file to choose thresholds by instead.",
            o => o.ValidationFile, (o, v) => o with { ValidationFile = v }, "o => o.ValidationFile"),
        Absent("--test FILE", "A file to test on, or the share of texts that are split off for it.",
            o => o.Test, (o, v) => o with { Test = v }, "o => o.Test"),
        Setting.Number("--seed N", "The seed of everything random; 0 by default.",
            o => o.Seed, (o, v) => o with { Seed = v }, NumberRange.NotNegative),
        Setting.Number("--epochs N", "Passes over the texts.",
            o => o.Detector.Epochs, (o, v) => o.With(o.Detector with { Epochs = v }), new(1, 10_000)),
        Setting.Number("--batch-size N", "Texts of an update.",
            o => o.Detector.BatchSize, (o, v) => o.With(o.Detector with { BatchSize = v }), new(1, 65_536)),
        Setting.Number("--learning-rate RATE", "Adam's rate at the start; it falls to 0 along a cosine.",
            o => o.Detector.LearningRate, (o, v) => o.With(o.Detector with { LearningRate = v }),
            NumberRange.Positive),
        Setting.Number("--epsilon E", "Of texts: the length of the adversarial move of the features, which have the "
            + "length 1; 0 for none.",
            o => o.Detector.Epsilon, (o, v) => o.With(o.Detector with { Epsilon = v }), new(0, 10)),
        Setting.Number("--dropped-words SHARE",
            "Of texts: the share of words that are left out each time a text is read.",
            o => o.Detector.DroppedWords, (o, v) => o.With(o.Detector with { DroppedWords = v }), NumberRange.BelowOne),
        Setting.Number("--diluted SHARE", "Of texts: the share that is put among harmless ones each time.",
            o => o.Detector.Diluted, (o, v) => o.With(o.Detector with { Diluted = v }), NumberRange.Share),
        Setting.Number("--edited SHARE", "Of texts: the share that is edited each time.",
            o => o.Detector.Edited, (o, v) => o.With(o.Detector with { Edited = v }), NumberRange.Share),
        Setting.Value("--edits NAMES", "Of texts: the edits, of which each edited text gets one.",
            o => o.Detector.Edits, (o, v) => o.With(o.Detector with { Edits = v }),
            new Lists<string>(Adversarial.Settings.Words.Of(TextEditCatalog.All.Select(kind => kind.Name)))),
        Setting.Number("--features N", "Of texts: the rows that n-grams are hashed to, a power of two.",
            o => o.Detector.Shape.Features, (o, v) => o.With(o.Detector.Shape with { Features = v }), new(2, 1 << 24)),
        Setting.Value("--hidden N[,N]", "The widths of the detector's hidden layers.",
            o => o.Detector.Shape.Hidden, (o, v) => o.With(o.Detector.Shape with { Hidden = v }),
            new Lists<int>(new Numbers<int>(new(1, 4096)), most: 16)),
        Setting.Number("--members N", "Of texts: the networks whose mean counts.",
            o => o.Detector.Shape.Members, (o, v) => o.With(o.Detector.Shape with { Members = v }), new(1, 64)),
        Setting.Value("--windows N[,N]", "Of texts: the words of a window, for each of its sizes; each begins a "
            + "quarter of one behind the one before. 0 for texts as a whole alone.",
            o => (IReadOnlyList<int>)[.. o.Detector.Shape.Scales.Select(scale => scale.Words)],
            (o, v) => o.With(o.Detector.Shape with
            {
                Scales =
                [
                    .. v.Where(words => words > 0)
                        .Select(words => new WindowScale(words, Math.Max(1, words / WordsOfStride))),
                ],
            }),
            new Lists<int>(new Numbers<int>(new(0, 100_000)), most: 64), "o => o.Detector.Shape.Scales"),
    ];

    /// <summary>Whether a data set's name says that it is one of texts.</summary>
    public static bool Takes(string data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data == SpamTexts.Name || TextFile.FindExtension(data) is ".jsonl" or ".ndjson";
    }

    /// <summary>Throws if an option has a value that it can't have.</summary>
    /// <exception cref="ArgumentException">The message names it, and what was expected.</exception>
    public void Validate()
    {
        Setting.Check(Settings, this, "run");
        Detector.Shape.Validate();
        if (Validation > 0 && ValidationFile is not null)
        {
            throw new ArgumentException(
                "The validation of run is a number, and validationFile a file; expected one of them.");
        }
    }

    /// <summary>Reads the options that a run has written; what the file lacks is as it is by default.</summary>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="InvalidDataException">It has no such options; the message names the file.</exception>
    internal static TextRunOptions Read(string path)
    {
        try
        {
            JsonObject whole =
                JsonSerializer.SerializeToNode(new TextRunOptions(), TextRunJson.Default.TextRunOptions)!.AsObject();
            Merge(whole, JsonNode.Parse(File.ReadAllText(path))!.AsObject());
            TextRunOptions read = whole.Deserialize(TextRunJson.Default.TextRunOptions)!;
            read.Validate();
            return read.Preset == PresetName ? read
                : throw new InvalidDataException($"{path}: the preset isn't {PresetName}: this is no run on texts.");
        }
        catch (Exception error) when (error is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Generated readers know no initial values but those of the type: what is absent is filled in.</summary>
    private static void Merge(JsonObject into, JsonObject given)
    {
        foreach ((string name, JsonNode? value) in given)
        {
            if (value is JsonObject part && into[name] is JsonObject whole)
            {
                Merge(whole, part);
            }
            else
            {
                into[name] = value?.DeepClone();
            }
        }
    }

    /// <summary>The same with the full paths of files, so that they are found from anywhere.</summary>
    internal TextRunOptions WithFullPaths() => this with
    {
        Data = Data == SpamTexts.Name ? Data : Path.GetFullPath(Data),
        ValidationFile = ValidationFile is null ? null : Path.GetFullPath(ValidationFile),
        Test = Test is null || TextData.IsShare(Test, out _) ? Test : Path.GetFullPath(Test),
    };

    private TextRunOptions With(DetectorOptions detector) => this with { Detector = detector };

    private TextRunOptions With(DetectorShape shape) => With(Detector with { Shape = shape });

    private static Setting Column(
        string usage, string help, Func<TextColumns, string?> get, Func<TextColumns, string, TextColumns> set,
        string key) => Absent(
            usage, help, o => get(o.Columns), (o, v) => o with { Columns = set(o.Columns, v) },
            $"o => o.Columns.{key}");

    private static Setting Absent(
        string usage, string help, Func<TextRunOptions, string?> get, Func<TextRunOptions, string, TextRunOptions> set,
        string key) => Setting.Value(usage, help, o => get(o) ?? "", set, new Paths(), key) with
        {
            RefuseValue = o => get(o) is { } value ? new Paths().Refuse(value) : null,
        };
}
