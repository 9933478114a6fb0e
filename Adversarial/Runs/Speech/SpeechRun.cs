using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Adversarial.Domains.Speech.Synthesis;

namespace Scratch.Adversarial.Runs.Speech;

/// <summary>A finished run on spoken words, and what can be made of its files.</summary>
public sealed class SpeechRun
{
    private SpeechRun(RunFolder folder, ExampleForm form)
    {
        (Folder, Form) = (folder, form);
        Domain = new SpeechDomain(form.Features - 1, form.ClassNames!);
    }

    /// <summary>The run.</summary>
    public RunFolder Folder { get; }

    /// <summary>What it has kept of its examples.</summary>
    public ExampleForm Form { get; }

    /// <summary>What a row of its examples means.</summary>
    public SpeechDomain Domain { get; }

    /// <summary>Whether a run is on spoken words.</summary>
    public static bool Is(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return folder.Configuration.Speech is not null;
    }

    /// <summary>Opens a finished run.</summary>
    /// <param name="path">Its folder.</param>
    /// <exception cref="IOException">There is no such run.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or on other data.</exception>
    public static SpeechRun Open(string path) => From(RunFolder.Open(path));

    /// <summary>The same of a run that is open.</summary>
    /// <exception cref="InvalidDataException">As for <see cref="Open"/>.</exception>
    public static SpeechRun From(RunFolder folder) =>
        !Is(folder) ? throw new InvalidDataException(
            $"{folder.FullPath}: a run on other data than spoken words; expected one that was trained on sounds.")
        : folder.ReadForm() is { ClassNames.Count: >= 2, Features: > ActivePart.FewestSamples } form
        ? new SpeechRun(folder, form)
        : throw new InvalidDataException($"{Path.Combine(folder.FullPath, RunFolder.ExamplesFile)}: expected the names "
            + "of the classes and the length of a word.");

    /// <summary>What the rows of a run's examples are, if they are spoken words; else null.</summary>
    /// <exception cref="InvalidDataException">The run is damaged.</exception>
    public static SpeechDomain? DomainOf(RunFolder folder) => Is(folder) ? From(folder).Domain : null;

    /// <summary>What recognises words; of each thread its own.</summary>
    /// <exception cref="IOException">The run has no classifier.</exception>
    /// <exception cref="InvalidDataException">Its file is damaged.</exception>
    public SpeechRecogniser CreateRecogniser() => new(Folder.ReadClassifier(), Domain);

    /// <summary>What makes features of words, as it is saved with the classifier.</summary>
    /// <exception cref="IOException">The run has no classifier.</exception>
    /// <exception cref="InvalidDataException">Its file is damaged.</exception>
    public FrontEnd CreateFrontEnd() => SpeechFrontEnd.Of(Folder.ReadClassifier(), Domain);

    /// <summary>What says words; of each thread its own.</summary>
    /// <exception cref="IOException">The run has no generator, no prompts by class or no classifier, with which its
    /// front end is saved.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or they don't fit together.</exception>
    public SpeechGenerator CreateGenerator()
    {
        (Network generator, _) = Folder.ReadGenerator();
        ClassPrompts prompts = Folder.ReadClassPrompts(generator);
        FrontEnd frontEnd = CreateFrontEnd();
        return generator.Outputs != frontEnd.Features.Features
            ? throw new InvalidDataException($"{Folder.FullPath}: the generator makes {generator.Outputs} features; "
                + $"expected {frontEnd.Features.Features} as the front end does.")
            : new SpeechGenerator(
                generator, prompts, new FeatureSynthesis(frontEnd), Durations, CreateRecogniser());
    }

    /// <summary>How long the words of each class are; null for a class without any.</summary>
    /// <exception cref="InvalidDataException">The run hasn't kept it.</exception>
    public IReadOnlyList<WordDuration?> Durations =>
        Form.Durations is { } durations && durations.Count == Domain.Classes.Count ? durations
        : throw new InvalidDataException(
            $"{Path.Combine(Folder.FullPath, RunFolder.ExamplesFile)}: expected the durations of the "
                + $"{Domain.Classes.Count} classes.");
}
