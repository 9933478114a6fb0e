using System.Text;

namespace Scratch.Adversarial.Domains.Images;

/// <summary>
/// Writes what is left of a data set as a folder that <see cref="ImageSource"/> opens: the training files, the test
/// files as they were, and
/// <c>removed.csv</c> with what was found.
/// </summary>
internal static class CleanedFolder
{
    /// <summary>The list of what was found, by which such a folder is known.</summary>
    public const string ListFile = "removed.csv";

    private const string PageFile = "report.html", Header = "row,reason,score,label,suggested,twin,action,pass";

    private static readonly FolderKind Kind = new("cleaned set", ListFile, Header, IsOwn, _ => false);

    /// <summary>Settles where a cleaned set goes.</summary>
    /// <param name="path">The target; the folder around it must exist.</param>
    /// <param name="overwrite">Whether a cleaned set that is there may be replaced.</param>
    /// <exception cref="IOException">The target is there and may not be replaced, or can't be written.</exception>
    public static OutputFolder Settle(string path, bool overwrite)
    {
        var folder = new OutputFolder(path, Kind, overwrite);
        folder.Settle();
        return folder;
    }

    /// <summary>Writes the folder as a whole, or not at all.</summary>
    /// <param name="target">Where it goes.</param>
    /// <param name="source">Where the data set came from; its test files are copied unread.</param>
    /// <param name="result">What was found.</param>
    /// <param name="page">A page about it, to be put beside.</param>
    /// <exception cref="IOException">The target is there and may not be replaced, or can't be written.</exception>
    /// <exception cref="InvalidDataException">Nothing is left.</exception>
    public static void Write(OutputFolder target, ImageSource source, CleaningResult result, string page)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(result);
        Dataset cleaned = result.Cleaned();
        target.Write(folder =>
        {
            AtomicFile.Write(Path.Combine(folder, "train-images-idx3-ubyte"), stream =>
                IdxWriter.WriteImages(stream, cleaned));
            AtomicFile.Write(Path.Combine(folder, "train-labels-idx1-ubyte"), stream =>
                IdxWriter.WriteLabels(stream, cleaned));
            source.CopyTest(folder);
            AtomicFile.Write(Path.Combine(folder, ListFile), stream =>
                stream.Write(Encoding.UTF8.GetBytes(List(result.Findings))));
            AtomicFile.Write(Path.Combine(folder, PageFile), stream => stream.Write(Encoding.UTF8.GetBytes(page)));
        });
    }

    private static bool IsOwn(string name) => name is ListFile or PageFile
        || name.StartsWith("train-", StringComparison.Ordinal) || name.StartsWith("t10k-", StringComparison.Ordinal);

    /// <summary>
    /// One line for each finding: the row as it was given, why, how much, the labels, the row that it repeats, and
    /// whether it was fixed or removed.
    /// </summary>
    private static string List(IReadOnlyList<Finding> findings)
    {
        var list = new StringBuilder($"{Header}\n");
        foreach (Finding f in findings)
        {
            list.Append(
                CultureInfo.InvariantCulture,
                $"{f.Row},{NameOf(f.Reason)},{f.Score:G6},{f.Label},{f.Suggested},{f.Twin},");
            list.Append(CultureInfo.InvariantCulture, $"{(f.IsFixed ? "fixed" : "removed")},{f.Pass}\n");
        }
        return list.ToString();
    }

    /// <summary>A reason as files and tables call it.</summary>
    public static string NameOf(CleaningReason reason) => reason switch
    {
        CleaningReason.NonFinite => "non-finite",
        CleaningReason.Constant => "constant",
        CleaningReason.Duplicate => "duplicate",
        CleaningReason.NearDuplicate => "near-duplicate",
        CleaningReason.Outlier => "outlier",
        CleaningReason.WrongLabel => "wrong-label",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "This is no reason."),
    };
}
