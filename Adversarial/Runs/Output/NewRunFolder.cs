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
public sealed class NewRunFolder : IDisposable
{
    private const string Suffix = ".partial", LockFile = "lock";

    private readonly string _target;
    private readonly bool _overwrite;
    private readonly FileStream _lock;
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
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        _target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        _overwrite = overwrite;
        RequireFree();
        if (IsResumable && !overwrite)
        {
            throw new IOException(
                $"{target}: a run was begun there and not finished; --resume continues it, --overwrite begins again.");
        }
        Directory.CreateDirectory(FullPath);
        string[] entries = [.. Directory.EnumerateFileSystemEntries(FullPath)];
        if (Array.Find(entries, path => !IsOfRun(path)) is { } foreign)
        {
            throw new IOException(
                $"{foreign}: this is no file of a run that was begun; expected none other in {FullPath}.");
        }
        _lock = Lock();
        foreach (string entry in entries.Where(path => Path.GetFileName(path) != LockFile))
        {
            File.Delete(entry);
        }
    }

    private NewRunFolder(bool overwrite, string target)
    {
        (_target, _overwrite) = (target, overwrite);
        RequireFree();
        _lock = Lock();
        RemoveTemporaryFiles();
    }

    /// <summary>The folder to write to for now.</summary>
    public string FullPath => _target + Suffix;

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
        full = full.EndsWith(Suffix, StringComparison.Ordinal) ? full[..^Suffix.Length] : full;
        if (CheckpointFolder.Exists(full + Suffix))
        {
            return new NewRunFolder(overwrite, full);
        }
        if (!File.Exists(Path.Combine(full, RunFolder.ReportFile)))
        {
            throw new DirectoryNotFoundException(
                $"{target}: there is nothing to resume: no run was begun there, or it was broken off before its first "
                    + "checkpoint.");
        }
        RemoveLeftovers(full);
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
        RequireFree(); // hours may have passed: another run may have been moved there
        Disk.FlushFolder(FullPath);
        string? old = AtomicFolder.Replace(FullPath, _target);
        _committed = true;
        Disk.FlushFolder(Path.GetDirectoryName(_target)!);
        RemoveLeftovers(_target); // last of all: until the run is in its place, they are what it could be resumed from
        if (old is not null)
        {
            Directory.Delete(old, recursive: true);
        }
    }

    /// <summary>Lets go of the folder, and removes it if it was not committed and has no checkpoint.</summary>
    public void Dispose()
    {
        if (!_committed && Directory.Exists(FullPath))
        {
            if (IsResumable)
            {
                RemoveTemporaryFiles();
            }
            else
            {
                Directory.Delete(FullPath, recursive: true);
            }
        }
        _lock.Dispose();
    }

    private static void RemoveLeftovers(string folder)
    {
        CheckpointFolder.Remove(folder);
        File.Delete(Path.Combine(folder, LockFile));
    }

    private static bool IsOfRun(string path) =>
        Path.GetFileName(path) is LockFile or RunFolder.ConfigurationFile or RunFolder.MetricsFile
            or RunFolder.ReportFile or RunFolder.PageFile
        || Path.GetExtension(path) is ".safetensors" or ".tmp";

    private FileStream Lock()
    {
        try
        {
            return new FileStream(
                Path.Combine(FullPath, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new IOException($"{_target}: another process is writing this run ({error.Message})", error);
        }
    }

    private void RemoveTemporaryFiles() // of a process that was killed while it wrote
    {
        foreach (string file in Directory.EnumerateFiles(FullPath, "*.tmp").ToList())
        {
            File.Delete(file);
        }
    }

    private void RequireFree()
    {
        if (File.Exists(_target))
        {
            throw new IOException($"{_target}: this is a file; expected a folder for the run.");
        }
        if (!Directory.Exists(_target) || !Directory.EnumerateFileSystemEntries(_target).Any())
        {
            return;
        }
        if (!_overwrite)
        {
            throw new IOException($"{_target}: there is a run already; --overwrite replaces it.");
        }
        if (!File.Exists(Path.Combine(_target, RunFolder.ConfigurationFile)))
        {
            throw new IOException(
                $"{_target}: the folder has files but is no run (no {RunFolder.ConfigurationFile}); it is not "
                + "overwritten.");
        }
    }
}
