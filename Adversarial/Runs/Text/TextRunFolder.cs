using Scratch.Adversarial.Domains.Text;

namespace Scratch.Adversarial.Runs.Text;

/// <summary>The folder of a run on texts.</summary>
internal sealed class TextRunFolder
{
    /// <summary>The detector.</summary>
    public const string DetectorFile = "detector.safetensors";

    private TextRunFolder(string path, TextRunOptions options) => (FullPath, Options) = (path, options);

    /// <summary>The folder.</summary>
    public string FullPath { get; }

    /// <summary>What the run was asked to compute.</summary>
    public TextRunOptions Options { get; }

    /// <summary>Whether a folder is that of a run on texts, finished or begun.</summary>
    public static bool Is(string path) => RunFolder.HasPreset(path, TextRunOptions.PresetName);

    /// <summary>Opens a run.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">It is no run on texts, or its options are damaged.</exception>
    public static TextRunFolder Open(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new DirectoryNotFoundException(
                $"{path}: there is no such folder; expected a run written by 'scratch train --preset text'.");
        }
        return Is(path) ? new TextRunFolder(path, TextRunOptions.Read(Path.Combine(path, RunFolder.ConfigurationFile)))
            : throw new InvalidDataException(
                $"{path}: not a run on texts; expected one written by 'scratch train --preset text'.");
    }

    /// <summary>The detector.</summary>
    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public TextDetector ReadDetector() => TextDetectorFile.Read(Path.Combine(FullPath, DetectorFile));
}
