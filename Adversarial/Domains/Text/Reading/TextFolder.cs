namespace Scratch.Adversarial.Domains.Text.Reading;

/// <summary>Reads a folder that has one folder for each class, with a text in each of its <c>.txt</c> files.</summary>
internal static class TextFolder
{
    /// <summary>Reads all files in the order of their names. What has another ending is passed over.</summary>
    /// <exception cref="InvalidDataException">There is no folder of a class, or one has no text.</exception>
    public static void Read(string path, TextCollector collector)
    {
        string[] folders = Directory.GetDirectories(path);
        Array.Sort(folders, StringComparer.Ordinal);
        bool isEmpty = true;
        foreach (string folder in folders)
        {
            string label = Path.GetFileName(folder);
            if (label.StartsWith('.'))
            {
                continue;
            }
            isEmpty = false;
            string[] files = Array.FindAll(
                Directory.GetFiles(folder), file => TextFile.FindExtension(file) == ".txt");
            if (files.Length == 0)
            {
                throw new InvalidDataException(
                    $"{folder}: no text; expected .txt files of the class '{TextPlace.Shorten(label)}' in it.");
            }
            Array.Sort(files, StringComparer.Ordinal);
            foreach (string file in files)
            {
                string text = ReadText(file, collector);
                collector.Add(text, label, $"{label}/{Path.GetFileName(file)}", default, new TextPlace(file, 1));
            }
        }
        if (isEmpty)
        {
            throw new InvalidDataException(
                $"{path}: a folder without folders; expected one for each class, with .txt files, or a file.");
        }
    }

    private static string ReadText(string file, TextCollector collector)
    {
        using Stream stream = TextFile.Open(file);
        using var reader = new StrictUtf8Reader(stream);
        LabelledTextReader.RequireText(file, reader.Buffered);
        char[] chars = new char[reader.Buffered.Length + 1];
        int length = 0;
        for (int read; (read = reader.Read(chars.AsSpan(length))) > 0;)
        {
            length += read;
            if (length > LineReader.MostChars)
            {
                throw new TextPlace(file, 1).Wrong("longer than 16 MiB; expected shorter texts.");
            }
            if (length == chars.Length)
            {
                Array.Resize(ref chars, 2 * length);
            }
        }
        collector.Invalid = collector.Invalid.Add(reader.Invalid);
        return new string(chars, 0, length);
    }
}
