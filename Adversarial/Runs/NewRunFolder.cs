namespace Scratch.Adversarial.Runs;

/// <summary>A run folder that is being written: beside its place under another name, moved there as a whole by <see cref="Commit"/>.</summary>
/// <remarks>So a run that fails or is interrupted leaves nothing behind, and an older run in its place stays whole until the end.</remarks>
public sealed class NewRunFolder : IDisposable
{
    private readonly string _target;
    private readonly bool _overwrite;
    private bool _committed;

    /// <summary>Makes room for a run.</summary>
    /// <param name="target">Where the run will be.</param>
    /// <param name="overwrite">Whether an existing run may be replaced.</param>
    /// <exception cref="IOException">The target exists and may not be replaced, or is no run, or can't be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder around it can't be written to.</exception>
    public NewRunFolder(string target, bool overwrite)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        _target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        _overwrite = overwrite;
        RequireFree();
        FullPath = $"{_target}.{Path.GetRandomFileName()}.tmp";
        Directory.CreateDirectory(FullPath);
    }

    /// <summary>The folder to write to for now.</summary>
    public string FullPath { get; }

    /// <summary>Moves the run to its place. A run that was there is deleted only after the new one is in its place.</summary>
    /// <exception cref="IOException">
    /// Since the start something was put in that place which may not be replaced, or the folder can't be moved. What is there stays there.
    /// </exception>
    public void Commit()
    {
        RequireFree(); // hours may have passed: another run with the same target may have ended first
        string? old = null;
        if (Directory.Exists(_target))
        {
            old = $"{_target}.{Path.GetRandomFileName()}.old";
            Directory.Move(_target, old);
        }
        try
        {
            Directory.Move(FullPath, _target);
        }
        catch when (old is not null)
        {
            Directory.Move(old, _target);
            throw;
        }
        _committed = true;
        if (old is not null)
        {
            Directory.Delete(old, recursive: true);
        }
    }

    /// <summary>Removes what was written, unless it was committed.</summary>
    public void Dispose()
    {
        if (!_committed && Directory.Exists(FullPath))
        {
            Directory.Delete(FullPath, recursive: true);
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
            throw new IOException($"{_target}: the folder has files but is no run (no {RunFolder.ConfigurationFile}); it is not overwritten.");
        }
    }
}
