namespace Scratch.Adversarial.Domains.Speech.Reading;

/// <summary>
/// Lists a folder of words: files that are called <c>label_speaker_index.wav</c>, as in the Free Spoken Digit Dataset,
/// or a folder for each class, as in Speech Commands.
/// </summary>
/// <remarks>
/// Folders that hold no sound and those whose name begins with a dot or a low line, such as
/// <c>_background_noise_</c>, are passed over; a single folder within a folder is gone into. In folders of classes what
/// stands before <c>_nohash_</c> in a name is the speaker, and <c>validation_list.txt</c> and <c>testing_list.txt</c>
/// name the files that are not for training.
/// </remarks>
internal static class ClipFolder
{
    private const string Ending = ".wav", AfterSpeaker = "_nohash_";

    private static readonly EnumerationOptions AtAnyDepth = new() { RecurseSubdirectories = true };

    /// <summary>Lists the files, in the order of their names.</summary>
    /// <exception cref="InvalidDataException">There is no sound, or a name doesn't fit; the message names
    /// it.</exception>
    public static List<ClipEntry> List(string path)
    {
        string folder = path;
        while (true)
        {
            string[] files = FilesIn(folder);
            if (files.Length > 0)
            {
                return [.. files.Select(ReadName)];
            }
            string[] inside = FoldersIn(folder);
            if (inside.Length == 0)
            {
                throw new InvalidDataException($"{path}: no {Ending} file is in this folder; expected some, called "
                    + "label_speaker_index.wav, or a folder of them for each class.");
            }
            if (inside.Length > 1)
            {
                return ListClasses(folder, inside);
            }
            folder = inside[0];
        }
    }

    /// <summary>Whether a folder holds a WAV file at any depth.</summary>
    public static bool HasSound(string path) => Directory.EnumerateFiles(path, "*", AtAnyDepth).Any(IsSound);

    private static ClipEntry ReadName(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        int first = name.IndexOf('_', StringComparison.Ordinal), last = name.LastIndexOf('_');
        return first > 0 && last > first + 1 && int.TryParse(
            name.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            ? new ClipEntry(file, name[..first], name[(first + 1)..last], index)
            : throw new InvalidDataException($"{file}: the name says neither word nor speaker; expected "
                + "label_speaker_index.wav, such as 7_anna_12.wav, or a folder for each class.");
    }

    private static List<ClipEntry> ListClasses(string path, string[] folders)
    {
        HashSet<string> validation = ReadList(path, "validation_list.txt"), test = ReadList(path, "testing_list.txt");
        bool hasLists = validation.Count + test.Count > 0;
        var entries = new List<ClipEntry>();
        foreach (string folder in folders)
        {
            string label = Path.GetFileName(folder);
            foreach (string file in FilesIn(folder))
            {
                string name = Path.GetFileName(file), listed = $"{label}/{name}";
                int end = name.IndexOf(AfterSpeaker, StringComparison.Ordinal);
                SpokenPart part = test.Contains(listed) ? SpokenPart.Test
                    : validation.Contains(listed) ? SpokenPart.Validation
                    : hasLists ? SpokenPart.Training : SpokenPart.Unknown;
                entries.Add(new ClipEntry(file, label, end > 0 ? name[..end] : null, Part: part));
            }
            if (entries.Count == 0 || entries[^1].Label != label)
            {
                throw new InvalidDataException(
                    $"{folder}: no {Ending} file is in the folder of this class; expected some, not further folders.");
            }
        }
        return entries;
    }

    private static HashSet<string> ReadList(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return !File.Exists(path) ? [] : [.. File.ReadLines(path).Select(line => line.Trim().Replace('\\', '/'))
            .Where(line => line.Length > 0)];
    }

    private static string[] FilesIn(string folder)
    {
        string[] files = [.. Directory.EnumerateFiles(folder).Where(IsSound)];
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private static string[] FoldersIn(string folder)
    {
        string[] folders = [.. Directory.EnumerateDirectories(folder)
            .Where(inside => Path.GetFileName(inside)[0] is not ('.' or '_')
                && Directory.EnumerateFiles(inside, "*", AtAnyDepth).Any(IsSound))];
        Array.Sort(folders, StringComparer.Ordinal);
        return folders;
    }

    private static bool IsSound(string file) =>
        file.EndsWith(Ending, StringComparison.OrdinalIgnoreCase) && !Path.GetFileName(file).StartsWith('.');
}
