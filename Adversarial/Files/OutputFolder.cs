namespace Scratch.Adversarial.Files;

/// <summary>Folders of one kind: by what they are known, and what is in them.</summary>
/// <param name="Name">What such a folder is called, such as <c>run</c>.</param>
/// <param name="Mark">The file that each has.</param>
/// <param name="Sign">What that file says, by which it is told from others of its name.</param>
/// <param name="Contains">Whether a name is one of its own; what has others is never replaced.</param>
/// <param name="IsLeftover">Whether a name is of what is there only while it is written.</param>
internal sealed record FolderKind(
    string Name, string Mark, string Sign, Func<string, bool> Contains, Func<string, bool> IsLeftover);

/// <summary>
/// A folder that is going to be written, settled before the work whose result it is to hold. It appears as a whole:
/// its name never leads to a part of it.
/// </summary>
/// <remarks>
/// A folder can't be renamed over another. Where one is replaced, its name leads to nothing between two renames; what
/// is broken off just there leaves the old one beside it, as <c>NAME.….old</c>. Nothing can be renamed to a place where
/// a file system is mounted, to the current folder or to where the folder around can't be written to: such a place
/// is filled, file by file, the mark of the kind last.
/// </remarks>
internal sealed class OutputFolder
{
    /// <summary>What the place of a folder that can be continued is called by beside its name.</summary>
    public const string PartialSuffix = ".partial";

    private readonly string _path;
    private readonly FolderKind _kind;
    private readonly bool _overwrite;

    /// <summary>Settles where a result goes. Leaves all as it is.</summary>
    /// <param name="path">The folder; if it isn't there, the one around it must be, or be made.</param>
    /// <param name="kind">The kind of folder.</param>
    /// <param name="overwrite">Whether a folder of that kind that is there may be replaced.</param>
    /// <exception cref="IOException">It is there and may not be replaced, or can't be written.</exception>
    public OutputFolder(string path, FolderKind kind, bool overwrite)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(kind);
        if (path.Length == 0)
        {
            throw new IOException("it is empty; expected a folder to write.");
        }
        Disk.RequireOrdinary(path);
        (_path, _kind, _overwrite, FullPath) = (path, kind, overwrite, Disk.FollowLinks(path));
        IsFilled = !Directory.Exists(FullPath + PartialSuffix) && Directory.Exists(FullPath)
            && (IsBegunWithin || Disk.IsMountPoint(FullPath) || IsAroundCurrent || !IsMovable());
    }

    /// <summary>Where it will be.</summary>
    public string FullPath { get; }

    /// <summary>True if it is filled rather than renamed.</summary>
    public bool IsFilled { get; }

    private bool IsBegunWithin => Directory.Exists(Path.Combine(FullPath, PartialSuffix));

    private bool IsAroundCurrent =>
        $"{Environment.CurrentDirectory}/".StartsWith($"{FullPath}/", StringComparison.Ordinal);

    /// <summary>Where it is until it is complete: beside its place, or within it where that is filled.</summary>
    /// <param name="suffix">Begins with a dot.</param>
    public string Temporary(string suffix) => IsFilled ? Path.Combine(FullPath, suffix) : FullPath + suffix;

    /// <summary>Throws if the folder can't be written: at once, not after the work.</summary>
    /// <exception cref="IOException">It is there and may not be replaced, or the folder around it is not there or can't
    /// be written to.</exception>
    public void RequireFree()
    {
        if (File.Exists(FullPath))
        {
            throw new IOException($"{_path}: this is a file; expected a folder for the {_kind.Name}.");
        }
        string[] entries = Directory.Exists(FullPath) ? [.. Entries()] : [];
        bool isHalfFilled = IsFilled && IsBegunWithin;
        if (entries.Length > 0 && !isHalfFilled && !entries.Any(path => IsMark(path) && HasSign(path)))
        {
            throw new IOException(
                $"{_path}: the folder has files but is no {_kind.Name} (no {_kind.Mark} of one); it is not "
                + "overwritten.");
        }
        if (entries.Length > 0 && !isHalfFilled && !_overwrite)
        {
            throw new IOException($"{_path}: there is a {_kind.Name} already; --overwrite replaces it.");
        }
        if (Array.Find(entries, path => !_kind.Contains(Path.GetFileName(path))) is { } foreign)
        {
            throw new IOException($"{foreign}: this is no file of a {_kind.Name}, so its folder is not overwritten.");
        }
    }

    /// <summary>Throws if it can't be written there, as far as that can be known before.</summary>
    /// <exception cref="IOException">The folder around it is not there or can't be written to, or as
    /// <see cref="RequireFree"/>.</exception>
    public void Settle()
    {
        RequireFree();
        if (!Directory.Exists(Path.GetDirectoryName(FullPath)))
        {
            throw new DirectoryNotFoundException($"{_path}: there is no folder to write it into.");
        }
        AtomicFile.RequireWritable(Temporary(".new"));
    }

    /// <summary>
    /// Writes into a temporary folder and brings it to its place. If anything fails before, what is there stays as it
    /// was, and the temporary folder is removed.
    /// </summary>
    /// <param name="write">Writes the content into the folder that it is given.</param>
    /// <exception cref="IOException">The place may not be replaced, or can't be written.</exception>
    public void Write(Action<string> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        RequireFree();
        string temporary = Temporary($".{Path.GetRandomFileName()}.tmp");
        using IDisposable unfinished =
            Unfinished.Keep(() => Remove(temporary), () => Directory.CreateDirectory(temporary));
        try
        {
            write(temporary);
            Disk.FlushFolder(temporary);
            Place(temporary);
        }
        // not once it is in its place, where only removing the old one can fail
        catch when (Directory.Exists(temporary))
        {
            Remove(temporary);
            throw;
        }
    }

    /// <summary>
    /// Brings a complete folder to its place, where one that was there is removed only after that. If it fails, what
    /// was there stays there; where the place is filled, as far as it can.
    /// </summary>
    internal void Place(string temporary)
    {
        if (IsFilled)
        {
            Fill(temporary);
            return;
        }
        string? old = null;
        Unfinished.Change(() => old = Replace(temporary));
        Disk.FlushFolder(Path.GetDirectoryName(FullPath)!);
        if (old is not null)
        {
            Remove(old);
        }
    }

    private string? Replace(string temporary)
    {
        string? old = null;
        if (Directory.Exists(FullPath))
        {
            old = $"{FullPath}.{Path.GetRandomFileName()}.old";
            Directory.Move(FullPath, old);
        }
        try
        {
            Directory.Move(temporary, FullPath);
        }
        catch when (old is not null)
        {
            Directory.Move(old, FullPath);
            throw;
        }
        return old;
    }

    private void Fill(string temporary)
    {
        foreach (string old in Entries().OrderByDescending(IsMark).ToList())
        {
            File.Delete(old);
        }
        foreach (string made in Directory.EnumerateFiles(temporary)
            .Where(path => _kind.Contains(Path.GetFileName(path))).OrderBy(IsMark))
        {
            using FileStream content = File.OpenRead(made);
            AtomicFile.Write(Path.Combine(FullPath, Path.GetFileName(made)), content.CopyTo);
        }
        Remove(temporary); // not before: until all is in its place, this is what could be continued
    }

    private bool IsMark(string path) => Path.GetFileName(path) == _kind.Mark;

    private bool HasSign(string path) =>
        File.Exists(path) && File.ReadAllText(path).Contains(_kind.Sign, StringComparison.Ordinal);

    /// <summary>What is in the place, but for what is temporary, and what a file system has of its own.</summary>
    private IEnumerable<string> Entries() => Directory.EnumerateFileSystemEntries(FullPath).Where(path =>
    {
        string name = Path.GetFileName(path);
        return !_kind.IsLeftover(name) && !(IsFilled
            && (name is PartialSuffix or "lost+found" || name.EndsWith(".tmp", StringComparison.Ordinal)));
    });

    private bool IsMovable()
    {
        try
        {
            AtomicFile.RequireWritable(FullPath + ".new");
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
