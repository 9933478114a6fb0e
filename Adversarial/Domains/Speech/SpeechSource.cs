using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Speech.Signals;

namespace Scratch.Adversarial.Domains.Speech;

/// <summary>Where spoken words come from: a folder, a list of files, or the embedded digits.</summary>
/// <remarks>
/// The longest word to train on decides how long rows are. Words to test on take the rows and the classes of training,
/// or those of a model that was trained before.
/// </remarks>
public sealed class SpeechSource : IDataSource
{
    private readonly SpeechOptions _options;
    private readonly SpeechDomain? _trained;
    private SpeechParts? _parts;
    private SpeechDomain? _domain;

    /// <summary>A source of words. Nothing is read yet.</summary>
    /// <param name="name">A folder, a list of files as CSV, or <see cref="SyntheticDigits.Name"/>.</param>
    /// <param name="options">How they are parted.</param>
    /// <param name="trained">The domain of the model that is evaluated; null to learn it from the words.</param>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public SpeechSource(string name, SpeechOptions options, SpeechDomain? trained = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (Name, _options, _trained) = (name, options, trained);
    }

    /// <summary>
    /// Whether data is spoken words, by its name: the embedded digits, a folder of WAV files or of folders of them, or
    /// a list of files as CSV with the columns path and label.
    /// </summary>
    public static bool Takes(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name == SyntheticDigits.Name
            || (Directory.Exists(name) ? !HasImages(name) && ClipFolder.HasSound(name) : ClipManifest.Is(name));
    }

    /// <summary>Whether a folder is one of images, wherever in it there may be sounds.</summary>
    private static bool HasImages(string folder) =>
        Directory.EnumerateFiles(folder, "*-ubyte*", SearchOption.TopDirectoryOnly).Any();

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<AugmentationKind> Augmentations => SpeechAugmentation.Kinds;

    /// <summary>All words of the data, once they were read; what to say of them is theirs.</summary>
    public SpokenWords? Words { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Remarks => Words is null || _parts is null ? [] :
    [
        $"Words to test on: {_parts.Rule}.",
        .. Words.Silent.Count == 0 ? Array.Empty<string>()
            : [$"{Words.Silent.Count} silent files were left out, the first {Words.Silent[0]}."],
        .. Words.Shortened == 0 ? Array.Empty<string>()
            : [$"{Words.Shortened} words had more than {_options.MostSamples} samples: the loudest stretch was kept."],
        .. Words.Remarks.Count == 0 ? Array.Empty<string>()
            : [$"{Words.Remarks.Count} files are not as they should be, the first: {Words.Remarks[0]}"],
    ];

    /// <summary>Reads all words, and parts them. The second call returns the same.</summary>
    /// <exception cref="IOException">A file is missing or can't be read.</exception>
    /// <exception cref="InvalidDataException">A file is broken, or the words can't be parted so.</exception>
    public SpeechParts ReadParts()
    {
        if (_parts is null)
        {
            Words = Read(Name, _trained?.Classes);
            _parts = _options.TestPath is null ? SpeechParts.Create(Words, _options)
                : new SpeechParts(Words.Clips, [], [], "data of their own to test on");
            if (_options.SyntheticVoices)
            {
                _parts = _parts with { Training = [.. _parts.Training, .. Synthetic(Words)] };
            }
            _domain = _trained ?? new SpeechDomain(
                _parts.Training.Max(clip => clip.Samples.Length), Words.ClassNames)
            { FloorShare = _options.FloorShare };
        }
        return _parts;
    }

    /// <inheritdoc/>
    public Dataset OpenTraining() => Encode(Name, ReadParts().Training);

    /// <inheritdoc/>
    public Dataset? OpenValidation() =>
        ReadParts().Validation is { Count: > 0 } clips ? Encode($"{Name}, validation part", clips) : null;

    /// <inheritdoc/>
    public Dataset OpenTest(int classes)
    {
        SpeechParts? parts = _options.TestPath is not null && _trained is not null ? null : ReadParts();
        SpeechDomain domain = _trained ?? _domain!;
        if (classes != domain.Classes.Count)
        {
            throw new InvalidDataException($"{Name} has {domain.Classes.Count} classes; expected {classes}.");
        }
        if (_options.TestPath is not { } path)
        {
            return Encode($"{Name}, test part", parts!.Test);
        }
        SpokenWords words = Read(path, domain.Classes);
        return Encode(path, words.Clips);
    }

    /// <summary>The embedded digits, with the numbers that their classes have in other words.</summary>
    private IEnumerable<SpokenClip> Synthetic(SpokenWords words)
    {
        SpokenWords digits = SyntheticDigits.Read(_options.MostSamples);
        string[] classes = [.. words.ClassNames];
        string? missing = digits.ClassNames.FirstOrDefault(name => !classes.Contains(name));
        return missing is null && Name != SyntheticDigits.Name
            ? digits.Clips.Select(clip => clip with { Label = Array.IndexOf(classes, digits.ClassNames[clip.Label]) })
            : throw new InvalidDataException(missing is null
                ? $"{Name}: these are the synthetic voices; expected other words to add them to."
                : $"{Name}: there is no class '{missing}', so that the synthetic voices, which speak digits, can't be "
                    + "added; expected the classes 0 to 9.");
    }

    private SpokenWords Read(string name, IReadOnlyList<string>? classes) => name == SyntheticDigits.Name
        ? SyntheticDigits.Read(_options.MostSamples)
        : SpokenWordReader.Read(name, _options.MostSamples, classes);

    private Dataset Encode(string name, IReadOnlyList<SpokenClip> clips)
    {
        SpeechDomain domain = _trained ?? _domain!;
        Matrix rows = Matrix.Allocate(clips.Count, domain.Features);
        for (int i = 0; i < clips.Count; i++)
        {
            SpeechRow.Write(clips[i].Samples.Span, rows.Row(i));
        }
        return new Dataset(name, rows, [.. clips.Select(clip => clip.Label)], domain.Classes.Count, domain)
        {
            Origins = [.. clips.Select(clip => new ExampleOrigin(clip.Name, clip.Speaker))],
        };
    }
}
