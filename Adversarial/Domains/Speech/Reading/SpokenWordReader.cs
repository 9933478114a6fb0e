using System.Runtime.ExceptionServices;
using Scratch.Adversarial.Domains.Speech.Signals;

namespace Scratch.Adversarial.Domains.Speech.Reading;

/// <summary>
/// Reads spoken words: a folder of files called <c>label_speaker_index.wav</c>, a folder for each class, or a list of
/// files as CSV. Files are read by all threads.
/// </summary>
public static class SpokenWordReader
{
    private const int MostClasses = 1000;

    /// <summary>Reads all words.</summary>
    /// <param name="path">The folder, or a file whose columns are <c>path</c>, <c>label</c> and, if they are known,
    /// <c>speaker</c> and <c>split</c>.</param>
    /// <param name="mostSamples">The most samples that are kept of a word, at 8 kHz: at least 200.</param>
    /// <param name="classNames">The classes of training, in their order, for words that are tested on; null to learn
    /// them from the data.</param>
    /// <exception cref="IOException">Something can't be read.</exception>
    /// <exception cref="InvalidDataException">Something is broken or doesn't fit; the message names the
    /// file.</exception>
    public static SpokenWords Read(string path, int mostSamples, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        List<ClipEntry> entries = Directory.Exists(path) ? ClipFolder.List(path) : new ClipManifest(path).List();
        IReadOnlyList<string> classes = classNames ?? SortClasses(path, entries);
        Dictionary<string, int> numbers = classes.Select((name, c) => (name, c)).ToDictionary(p => p.name, p => p.c);
        foreach (ClipEntry entry in entries)
        {
            if (!numbers.ContainsKey(entry.Label))
            {
                throw new InvalidDataException($"{entry.File}: there is no class '{ClipEntry.Shorten(entry.Label)}' in "
                    + $"training; expected one of {string.Join(", ", classes.Take(20).Select(ClipEntry.Shorten))}.");
            }
        }
        var job = new Job(entries, mostSamples);
        WorkerPool.Run(job, (entries.Count + Job.FilesOfPart - 1) / Job.FilesOfPart);
        if (Array.Find(job.Errors, error => error is not null) is { } first)
        {
            ExceptionDispatchInfo.Throw(first);
        }
        var clips = new List<SpokenClip>(entries.Count);
        for (int i = 0; i < entries.Count; i++)
        {
            if (job.Words[i] is { } word)
            {
                (string file, string label, string? speaker, int index, SpokenPart part) = entries[i];
                clips.Add(new SpokenClip(file, numbers[label], speaker, index, part, word));
            }
        }
        string[] silent = [.. entries.Where((_, i) => job.Words[i] is null).Select(entry => entry.File)];
        return clips.Count == 0
            ? throw new InvalidDataException($"{path}: all {entries.Count} files are silent; expected a word in each.")
            : new SpokenWords(path, clips, classes)
            {
                Shortened = job.IsShortened.Count(isShortened => isShortened),
                Silent = silent,
                Remarks = [.. job.Remarks.OfType<string>()],
            };
    }

    /// <summary>The names of the classes: numbers by their size, others by their letters.</summary>
    private static string[] SortClasses(string path, List<ClipEntry> entries)
    {
        string[] classes = [.. entries.Select(entry => entry.Label).Distinct()];
        bool areNumbers = Array.TrueForAll(
            classes, name => long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        Array.Sort(classes, (a, b) => areNumbers
            ? long.Parse(a, CultureInfo.InvariantCulture).CompareTo(long.Parse(b, CultureInfo.InvariantCulture))
            : string.CompareOrdinal(a, b));
        return classes.Length is >= 2 and <= MostClasses ? classes : throw new InvalidDataException(
            $"{path}: the words are of {classes.Length} classes, the first '{ClipEntry.Shorten(classes[0])}'; expected "
                + $"2 to {MostClasses}.");
    }

    private sealed class Job(List<ClipEntry> entries, int mostSamples) : ParallelJob
    {
        public const int FilesOfPart = 16;

        public readonly float[]?[] Words = new float[]?[entries.Count];
        public readonly string?[] Remarks = new string?[entries.Count];
        public readonly bool[] IsShortened = new bool[entries.Count];
        public readonly Exception?[] Errors = new Exception?[entries.Count];

        protected override void Run(int part)
        {
            int end = Math.Min((part + 1) * FilesOfPart, entries.Count);
            for (int i = part * FilesOfPart; i < end; i++)
            {
                try
                {
                    Sound sound = WavFile.Read(entries[i].File);
                    Words[i] = ActivePart.Extract(sound.Samples.Span, sound.Rate, mostSamples, out IsShortened[i]);
                    Remarks[i] = sound.Remark;
                }
                catch (Exception error) when (error is IOException or InvalidDataException
                    or UnauthorizedAccessException)
                {
                    Errors[i] = error; // which of several is told mustn't depend on the threads
                }
            }
        }
    }
}
