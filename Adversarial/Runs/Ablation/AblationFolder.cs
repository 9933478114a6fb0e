using System.Globalization;
using System.Text.Json;
using Scratch.Adversarial.Files;
using Scratch.Layers;

namespace Scratch.Adversarial.Runs.Ablation;

/// <summary>
/// The folder of an ablation: its options, a run folder of prompts and generator for each seed, and of each classifier its model and, written last, its
/// figures on the validation part. What has figures is finished and is not trained again.
/// </summary>
public sealed class AblationFolder
{
    private const string OptionsFile = "options.json", ReportName = "ablation.json";

    private readonly string _path;

    /// <summary>Begins an ablation, or goes on with it.</summary>
    /// <param name="path">The folder; made if it isn't there.</param>
    /// <param name="options">What is compared.</param>
    /// <exception cref="IOException">The folder has files of something else, or of an ablation with other options.</exception>
    public AblationFolder(string path, AblationOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(options, AblationJson.Default.AblationOptions);
        string file = Path.Combine(path, OptionsFile);
        if (File.Exists(file))
        {
            if (!File.ReadAllBytes(file).AsSpan().SequenceEqual(json))
            {
                throw new IOException($"{file}: an ablation with other options was begun there; it goes on only as it was begun.");
            }
            return;
        }
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new IOException($"{path}: the folder has files, but no {OptionsFile} of an ablation; expected an empty one or none.");
        }
        Directory.CreateDirectory(path);
        AtomicFile.Write(file, stream => stream.Write(json));
    }

    /// <summary>The report of the finished ablation.</summary>
    public string ReportFile => Path.Combine(_path, ReportName);

    /// <summary>The run folder of a seed's prompts and generator.</summary>
    internal string PromptsOf(ulong seed) => Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"prompts-{seed}"));

    /// <summary>The figures of a classifier on the validation part; null if it isn't finished.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    internal AblationFigures? Find(AblationArm arm, float rate, ulong seed)
    {
        string file = FileOf(arm, rate, seed, "json");
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), AblationJson.Default.AblationFigures) : null;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{file}: {error.Message}", error);
        }
    }

    internal void Save(AblationArm arm, float rate, ulong seed, Network classifier, AblationFigures figures)
    {
        ModelFile.Write(FileOf(arm, rate, seed, "safetensors"), classifier);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(figures, AblationJson.Default.AblationFigures);
        AtomicFile.Write(FileOf(arm, rate, seed, "json"), stream => stream.Write(json));
    }

    internal Network ReadClassifier(AblationArm arm, float rate, ulong seed) => ModelFile.Read(FileOf(arm, rate, seed, "safetensors"));

    internal void Save(AblationReport report)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(report, AblationJson.Default.AblationReport);
        AtomicFile.Write(ReportFile, stream => stream.Write(json));
    }

    private string FileOf(AblationArm arm, float rate, ulong seed, string extension)
    {
        string name = string.Concat(arm.Name.Where(c => char.IsAsciiLetter(c) || c is ' ' or '-')).Trim().Replace(' ', '-');
        return Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"{name}-{seed}-{rate}.{extension}"));
    }
}
