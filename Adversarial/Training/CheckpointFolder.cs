using System.Diagnostics;

namespace Scratch.Adversarial.Training;

/// <summary>
/// When checkpoints are written. One is written, too, when the first training begins, and when one ends or is
/// cancelled.
/// </summary>
/// <param name="Steps">After so many updates, at least 1; null for no such rule.</param>
/// <param name="Minutes">After so many minutes, at least 0; null for no such rule.</param>
public sealed record CheckpointOptions(long? Steps = null, double? Minutes = null);

/// <summary>
/// The checkpoints of one training, or of several one after the other, in a folder. The two newest are kept.
/// </summary>
/// <remarks>
/// A checkpoint has the networks of the trainings that are over, and of the one that is not its networks, optimizers,
/// position and callbacks. Random numbers and learning rates are functions of the position, so they need no memory.
/// Whoever resumes builds the same trainings again and runs them in the same order: those that are over get their
/// networks back at once.
/// </remarks>
public sealed class CheckpointFolder
{
    private const string Prefix = "checkpoint-", Ending = ".safetensors", Pattern = $"{Prefix}*{Ending}";
    private const string TrainingKey = "training", FinishedKey = "finished", CallbacksKey = "callbacks",
        NotesKey = "notes";

    private readonly string _folder;
    private readonly CheckpointOptions _options;
    private readonly TrainingState _finished = new();
    private readonly Dictionary<string, string> _notes = [];
    private TrainingState? _resumed;
    private string? _newest;
    private long _number;
    private long _stepsSince;
    private long _written = Stopwatch.GetTimestamp();

    /// <summary>A place for the checkpoints of a training that begins. Nothing is written yet.</summary>
    /// <param name="folder">A folder that is there. Checkpoints in it are overwritten.</param>
    /// <param name="options">When to write.</param>
    public CheckpointFolder(string folder, CheckpointOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Steps ?? 1, 1, "Steps");
        ArgumentOutOfRangeException.ThrowIfNegative(options.Minutes ?? 0, "Minutes");
        (_folder, _options) = (folder, options);
    }

    /// <summary>
    /// Texts that go into every checkpoint beside what the trainings save, such as the command that began them.
    /// </summary>
    public IDictionary<string, string> Notes => _notes;

    /// <summary>True until the trainings have got back what the checkpoint has.</summary>
    public bool IsResumed => _resumed is not null;

    /// <summary>True if there is a checkpoint in a folder, good or damaged.</summary>
    public static bool Exists(string folder) =>
        Directory.Exists(folder) && Directory.EnumerateFiles(folder, Pattern).Any();

    /// <summary>Whether the name of a file is one of a checkpoint.</summary>
    internal static bool IsCheckpoint(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Ending, StringComparison.Ordinal);

    /// <summary>Goes on from the newest checkpoint of a folder, or if that is damaged from the one before.</summary>
    /// <param name="folder">Where they are.</param>
    /// <param name="options">When to write the next.</param>
    /// <param name="warn">Told of a damaged checkpoint.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">All are damaged.</exception>
    public static CheckpointFolder Resume(string folder, CheckpointOptions options, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(warn);
        var checkpoints = new CheckpointFolder(folder, options);
        string[] files = [.. Directory.EnumerateFiles(folder, Pattern).OrderDescending(StringComparer.Ordinal)];
        checkpoints._number = files.Length == 0
            ? throw new FileNotFoundException($"{folder}: there is no checkpoint to resume from.") : NumberOf(files[0]);
        foreach (string file in files)
        {
            try
            {
                checkpoints.Take(CheckpointFile.Read(file), file);
                return checkpoints;
            }
            catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException)
            {
                warn($"{damage.Message} The checkpoint is damaged; the one before it is tried.");
            }
        }
        throw new InvalidDataException($"{folder}: no checkpoint can be read.");
    }

    /// <summary>Removes all checkpoints of a folder, whose trainings are over.</summary>
    public static void Remove(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, Pattern))
        {
            File.Delete(file);
        }
    }

    /// <summary>Gives a training that was over its networks back.</summary>
    /// <returns>False if it was not over.</returns>
    internal bool RestoreFinished(TrainingLoop loop)
    {
        TrainingState own = _finished.Scope(loop.Plan.Stage);
        if (own.IsEmpty)
        {
            return false;
        }
        foreach (Learner learner in loop.Plan.Learners)
        {
            learner.RestoreNetwork(own.Scope(learner.Name));
        }
        if (_resumed is { } state && state.Scope(TrainingKey).IsEmpty && state.ReadText("last") == loop.Plan.Stage)
        {
            // the checkpoint lies behind this training, before the next
            loop.RestoreCallbacks(state.Scope(CallbacksKey));
            _resumed = null;
        }
        return true;
    }

    /// <summary>Gives a training that was not over all it had, or writes the first checkpoint of all.</summary>
    internal void Begin(TrainingLoop loop)
    {
        if (_resumed is { } state)
        {
            loop.Restore(state.Scope(TrainingKey));
            loop.RestoreCallbacks(state.Scope(CallbacksKey));
            _resumed = null;
        }
        // from here on there is something to resume; later trainings begin where one before them ended
        else if (_newest is null)
        {
            Save(loop);
        }
    }

    /// <summary>Writes a checkpoint if one is due.</summary>
    internal void AfterStep(TrainingLoop loop)
    {
        _stepsSince++;
        if (_stepsSince >= _options.Steps
            || (_options.Minutes is { } minutes && Stopwatch.GetElapsedTime(_written).TotalMinutes >= minutes))
        {
            Save(loop);
        }
    }

    /// <summary>Writes a checkpoint within a training.</summary>
    internal void Save(TrainingLoop loop)
    {
        var state = new TrainingState();
        loop.Save(state.Scope(TrainingKey));
        Write(loop, state);
    }

    /// <summary>Keeps the networks of a training that is over, and writes a checkpoint behind it.</summary>
    internal void Finish(TrainingLoop loop)
    {
        TrainingState own = _finished.Scope(loop.Plan.Stage);
        own.Write("steps", loop.Plan.TotalSteps);
        foreach (Learner learner in loop.Plan.Learners)
        {
            learner.SaveNetwork(own.Scope(learner.Name));
        }
        var state = new TrainingState();
        state.Write("last", loop.Plan.Stage);
        Write(loop, state);
    }

    private void Write(TrainingLoop loop, TrainingState state)
    {
        loop.SaveCallbacks(state.Scope(CallbacksKey));
        _finished.CopyTo(state.Scope(FinishedKey));
        foreach ((string name, string text) in _notes)
        {
            state.Scope(NotesKey).Write(name, text);
        }
        string file = Path.Combine(_folder, $"{Prefix}{++_number:d8}{Ending}");
        CheckpointFile.Write(file, state);
        foreach (string old in Directory.EnumerateFiles(_folder, Pattern)
            .Where(path => path != file && path != _newest))
        {
            File.Delete(old);
        }
        (_newest, _stepsSince, _written) = (file, 0, Stopwatch.GetTimestamp());
    }

    private void Take(TrainingState state, string file)
    {
        (_resumed, _newest) = (state, file);
        state.Scope(FinishedKey).CopyTo(_finished);
        var notes = new TrainingState();
        state.Scope(NotesKey).CopyTo(notes);
        foreach ((string name, string text) in notes.Texts)
        {
            _notes[name] = text;
        }
    }

    private static long NumberOf(string file) =>
        long.TryParse(Path.GetFileNameWithoutExtension(file).AsSpan(Prefix.Length), NumberStyles.None,
            CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new InvalidDataException($"{file}: this is no name of a checkpoint.");
}
