namespace Scratch.Adversarial.Runs.Output;

/// <summary>
/// A run folder that is being written: beside its place, as <c>RUN.partial</c>, and moved there as a whole by
/// <see cref="Commit"/>.
/// </summary>
/// <remarks>
/// So an older run in its place stays whole until the end. A run that fails or is interrupted leaves its last
/// checkpoints there, to be resumed, and nothing if it has none. One process at a time writes to it: the lock is the
/// operating system's, so it ends with the process.
/// </remarks>
internal sealed class NewRunFolder : IDisposable
{
    internal const string LockFile = "lock";

    private const string TemporaryEnding = ".tmp"; // of what a process that was killed wrote at the time

    private readonly string _target;
    private readonly OutputFolder _place;
    private readonly FileStream? _lock;
    private readonly IDisposable? _unfinished;
    private bool _committed;

    /// <summary>Makes room for a run.</summary>
    /// <param name="target">Where the run will be.</param>
    /// <param name="overwrite">Whether an existing run, finished or not, may be replaced.</param>
    /// <exception cref="IOException">
    /// The target exists and may not be replaced, or is no run, or can't be written to; or another process is writing
    /// the same run.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The folder around it can't be written to.</exception>
    public NewRunFolder(string target, bool overwrite)
        : this(target, new OutputFolder(target, RunFolder.Kind, overwrite), begins: true, overwrite)
    {
    }

    private NewRunFolder(string target, OutputFolder place, bool begins, bool overwrite)
    {
        (_target, _place) = (target, place);
        if (!Exchange.IsWriter)
        {
            _committed = true; // another rank writes it, and says what is wrong with it
            return;
        }
        place.RequireFree();
        if (begins && IsResumable && !overwrite)
        {
            throw new IOException(
                $"{target}: a run was begun there and not finished; --resume continues it, --overwrite begins again.");
        }
        try
        {
            Directory.CreateDirectory(FullPath);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw AtomicFile.NotWritable(target, error);
        }
        if (begins && Entries.FirstOrDefault(path => !IsOfRun(path)) is { } foreign)
        {
            throw new IOException(
                $"{foreign}: this is no file of a run that was begun; expected none other in {FullPath}.");
        }
        _lock = Lock();
        _unfinished = Unfinished.Keep(Tidy);
        try
        {
            foreach (string entry in Entries.Where(path =>
                begins ? Path.GetFileName(path) != LockFile : Path.GetExtension(path) == TemporaryEnding))
            {
                File.Delete(entry);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The folder to write to for now.</summary>
    public string FullPath => _place.Temporary(OutputFolder.PartialSuffix);

    /// <summary>True if there is a checkpoint, so that the run can be resumed.</summary>
    public bool IsResumable => CheckpointFolder.Exists(FullPath);

    /// <summary>Opens a run that was begun and not finished.</summary>
    /// <param name="target">Where the run will be, or the folder that it is in for now.</param>
    /// <param name="overwrite">Whether a finished run in its place may be replaced.</param>
    /// <returns>Null if the run is finished.</returns>
    /// <exception cref="IOException">There is nothing to resume, or another process is writing the same run, or its
    /// place is taken.</exception>
    public static NewRunFolder? Resume(string target, bool overwrite)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        full = full.EndsWith(OutputFolder.PartialSuffix, StringComparison.Ordinal)
            ? Path.TrimEndingDirectorySeparator(full[..^OutputFolder.PartialSuffix.Length]) : full;
        var place = new OutputFolder(full, RunFolder.Kind, overwrite);
        if (CheckpointFolder.Exists(place.Temporary(OutputFolder.PartialSuffix)))
        {
            return new NewRunFolder(target, place, begins: false, overwrite);
        }
        if (!File.Exists(Path.Combine(full, RunFolder.ReportFile)))
        {
            throw new DirectoryNotFoundException(
                $"{target}: there is nothing to resume: no run was begun there, or it was broken off before its first "
                    + "checkpoint.");
        }
        if (Exchange.IsWriter)
        {
            RemoveLeftovers(full);
        }
        return null;
    }

    /// <summary>
    /// Moves the run to its place. A run that was there is deleted only after the new one is in its place.
    /// </summary>
    /// <exception cref="IOException">
    /// Since the start something was put in that place which may not be replaced, or the folder can't be moved. What is
    /// there stays there.
    /// </exception>
    public void Commit()
    {
        if (!Exchange.IsWriter)
        {
            return;
        }
        _place.RequireFree(); // hours may have passed: another run may have been moved there
        Disk.FlushFolder(FullPath);
        string[] leftovers = [.. Entries.Select(path => Path.GetFileName(path)).Where(RunFolder.Kind.IsLeftover)];
        try
        {
            _place.Place(FullPath);
        }
        finally // once it is in its place, only removing an old run can fail
        {
            _committed = !Directory.Exists(FullPath);
            foreach (string name in _committed ? leftovers : [])
            {
                File.Delete(Path.Combine(_place.FullPath, name));
            }
        }
    }

    /// <summary>Lets go of the folder, and removes it if it was not committed and has no checkpoint.</summary>
    public void Dispose()
    {
        _unfinished?.Dispose();
        Tidy();
        _lock?.Dispose();
    }

    private static void RemoveLeftovers(string folder)
    {
        CheckpointFolder.Remove(folder);
        File.Delete(Path.Combine(folder, LockFile));
    }

    private static bool IsOfRun(string path) => Path.GetFileName(path) is var name
        && (RunFolder.Kind.Contains(name) || RunFolder.Kind.IsLeftover(name)
            || Path.GetExtension(name) == TemporaryEnding);

    private IReadOnlyList<string> Entries => [.. Directory.EnumerateFileSystemEntries(FullPath)];

    private FileStream Lock()
    {
        try
        {
            return new FileStream(
                Path.Combine(FullPath, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw error.Message.Contains("another process", StringComparison.Ordinal)
                ? new IOException($"{_target}: another process is writing this run ({error.Message})", error)
                : AtomicFile.NotWritable(_target, error);
        }
    }

    private void Tidy()
    {
        if (_committed || !Directory.Exists(FullPath))
        {
            return;
        }
        if (!IsResumable)
        {
            Directory.Delete(FullPath, recursive: true);
            return;
        }
        foreach (string file in Entries.Where(path => Path.GetExtension(path) == TemporaryEnding))
        {
            File.Delete(file);
        }
    }
}
