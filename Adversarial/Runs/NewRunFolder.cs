namespace Scratch.Adversarial.Runs;

/// <summary>A run folder that is being written: beside its place under another name, moved there as a whole by <see cref="Commit"/>.</summary>
/// <remarks>So a run that fails or is interrupted leaves nothing behind, and an older run in its place stays whole until the end.</remarks>
public sealed class NewRunFolder : IDisposable
{
    private readonly string _target;
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
        if (File.Exists(_target))
        {
            throw new IOException($"{target}: this is a file; expected a folder for the run.");
        }
        if (Directory.Exists(_target) && Directory.EnumerateFileSystemEntries(_target).Any())
        {
            if (!overwrite)
            {
                throw new IOException($"{target}: there is a run already; --overwrite replaces it.");
            }
            if (!File.Exists(Path.Combine(_target, RunFolder.ConfigurationFile)))
            {
                throw new IOException($"{target}: the folder has files but is no run (no {RunFolder.ConfigurationFile}); it is not overwritten.");
            }
        }
        FullPath = $"{_target}.{Path.GetRandomFileName()}.tmp";
        Directory.CreateDirectory(FullPath);
    }

    /// <summary>The folder to write to for now.</summary>
    public string FullPath { get; }

    /// <summary>Moves the run to its place. A run that was there is gone only after the new one is.</summary>
    public void Commit()
    {
        string? old = null;
        if (Directory.Exists(_target))
        {
            old = $"{_target}.{Path.GetRandomFileName()}.old";
            Directory.Move(_target, old);
        }
        Directory.Move(FullPath, _target);
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
}
