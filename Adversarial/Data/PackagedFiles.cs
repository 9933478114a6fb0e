namespace Scratch.Adversarial.Data;

/// <summary>
/// The files of data sets and reference classifiers that come in a package of their own, since they are many times as
/// large as the code.
/// </summary>
/// <remarks>
/// Nothing is searched for: the package registers itself when the program calls
/// <c>Scratch.Datasets.EmbeddedData.Register()</c>. Without it everything works but what needs one of its files.
/// </remarks>
public static class PackagedFiles
{
    private static volatile Func<string, Stream?> _find = static _ => null;

    /// <summary>Takes the files from here, instead of from where they were taken before.</summary>
    /// <param name="find">Opens the file of a name such as <c>mnist/t10k-labels-idx1-ubyte.gz</c>, to be disposed of
    /// by the caller; null if there is none. It is called from any thread.</param>
    public static void Register(Func<string, Stream?> find)
    {
        ArgumentNullException.ThrowIfNull(find);
        _find = find;
    }

    /// <summary>Opens a file; null if no package with it was registered.</summary>
    internal static Stream? Find(string file) => _find(file);

    /// <summary>Opens a file.</summary>
    /// <param name="data">What the user has asked for, which the message names.</param>
    /// <param name="file">The file's name.</param>
    /// <exception cref="FileNotFoundException">No package with this file was registered.</exception>
    internal static Stream Open(string data, string file) => _find(file) ?? throw new FileNotFoundException(
        $"{data}: this program has no file {file}; expected the package Scratch.Datasets and, at the program's start, "
            + "Scratch.Datasets.EmbeddedData.Register().", file);
}
