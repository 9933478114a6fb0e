using System.Text;
using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Speech.Signals;

namespace Scratch.Adversarial.Runs.Speech;

/// <summary>A word that was written to a file and recognised from there.</summary>
/// <param name="Row">The number of the example.</param>
/// <param name="File">The name of its file.</param>
/// <param name="Prediction">The class that is heard in the file; −1 if there is none.</param>
internal readonly record struct SavedWord(int Row, string File, int Prediction);

/// <summary>
/// Words as WAV files of 16 bits in a folder, with a list of them, <c>words.csv</c>, that <c>--data</c> takes.
/// </summary>
internal static class SavedWords
{
    /// <summary>The list: path, label, speaker if that of every word is known, prediction.</summary>
    public const string ListFile = "words.csv";

    /// <summary>By what such a folder is known, and what is in it.</summary>
    public static FolderKind Kind { get; } = new(
        "folder of saved words", ListFile, "path,label", name => name == ListFile || Path.GetExtension(name) == ".wav",
        _ => false);

    /// <summary>
    /// Writes words, and recognises each from its file: rounded to 16 bits, cut at the end points that it then has, at
    /// the usual level.
    /// </summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="words">(N, features): rows of words.</param>
    /// <param name="rows">The numbers of those that are written.</param>
    /// <param name="data">Labels and origins of all N.</param>
    /// <param name="recogniser">Hears the files.</param>
    /// <exception cref="IOException">One can't be written.</exception>
    public static IReadOnlyList<SavedWord> Write(
        string folder, Matrix words, ReadOnlySpan<int> rows, Dataset data, SpeechRecogniser recogniser)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(recogniser);
        Shape.Require(words, data.Count, recogniser.Domain.Features);
        bool hasSpeakers = data.Origins?.All(origin => origin.Group is not null) == true;
        var list = new StringBuilder(hasSpeakers ? "path,label,speaker,prediction\n" : "path,label,prediction\n");
        var saved = new List<SavedWord>(rows.Length);
        IReadOnlyList<string> names = recogniser.Classes;
        foreach (int row in rows)
        {
            string label = names[data.Labels.Span[row]], speaker = data.Origins?[row].Group ?? "unknown";
            string file = string.Create(
                CultureInfo.InvariantCulture, $"{Plain(label)}_{Plain(speaker)}_{row}.wav");
            string path = Path.Combine(folder, file);
            WavFile.Write(path, new Sound(SpeechRow.WordOf(words.Row(row)).ToArray(), ActivePart.Rate));
            Sound sound = WavFile.Read(path);
            int prediction = recogniser.TryRecognise(sound.Samples.Span, sound.Rate, out RecognisedWord word)
                ? word.Class : -1;
            saved.Add(new SavedWord(row, file, prediction));
            string[] cells = [file, label, .. hasSpeakers ? [speaker] : Array.Empty<string>(),
                prediction < 0 ? "" : names[prediction]];
            list.AppendJoin(',', cells.Select(Quote)).Append('\n');
        }
        byte[] bytes = Encoding.UTF8.GetBytes(list.ToString());
        AtomicFile.Write(Path.Combine(folder, ListFile), stream => stream.Write(bytes));
        return saved;
    }

    /// <summary>A name as a part of the name of a file.</summary>
    private static string Plain(string name)
    {
        const int Most = 40;
        string plain = string.Concat(name.Take(Most).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        return plain.Length > 0 ? plain : "-";
    }

    private static string Quote(string cell) => cell.AsSpan().ContainsAny("\",\n\r")
        ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
