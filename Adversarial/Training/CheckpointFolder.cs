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
/// networks back at once. The last of them goes on if it is given more epochs than it had. A training whose networks,
/// optimizers, batches, loss or data are others is refused.
/// </remarks>
public sealed class CheckpointFolder
{
    private const string Prefix = "checkpoint-", Ending = ".safetensors", Pattern = $"{Prefix}*{Ending}";
    internal const string TrainingKey = "training", CallbacksKey = "callbacks";
    private const string FinishedKey = "finished", NotesKey = "notes", StepsKey = "steps", LastKey = "last",
        BeforeEndKey = "beforeEnd";

    private readonly string _folder;
    private readonly CheckpointOptions _options;
    private readonly TrainingState _finished = new();
    private readonly Dictionary<string, string> _notes = [];
    private readonly List<TrainingPlan> _begun = [];
    private string _current = "";
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
    /// <returns>False if it was not over, or has more epochs now.</returns>
    /// <exception cref="InvalidDataException">It is another training than that of the checkpoint.</exception>
    internal bool RestoreFinished(TrainingLoop loop)
    {
        _current = Name(loop.Plan);
        TrainingState own = _finished.Scope(_current);
        if (own.IsEmpty)
        {
            return false;
        }
        foreach ((string name, string text) in loop.Identity())
        {
            own.Require(name, text);
        }
        long steps = own.ReadLong(StepsKey);
        bool isLast = _resumed is { } state && state.Scope(TrainingKey).IsEmpty && state.ReadText(LastKey) == _current;
        if (loop.Plan.TotalSteps > steps && isLast)
        {
            _finished.Remove(_current);
            return false;
        }
        if (loop.Plan.TotalSteps != steps)
        {
            throw new InvalidDataException(
                $"The training '{_current}' of the checkpoint is over after {steps} updates, but this one has "
                + $"{loop.Plan.TotalSteps}; expected as many, or more if no other training came after it.");
        }
        if (isLast)
        {
            // the checkpoint lies behind this training, before the next
            loop.Restore(_resumed!.Scope(BeforeEndKey).Scope(TrainingKey));
            loop.SwitchToEvaluation();
            loop.RestoreCallbacks(_resumed.Scope(CallbacksKey));
            _resumed = null;
        }
        foreach (Learner learner in loop.Plan.Learners)
        {
            learner.RestoreNetwork(own.Scope(learner.Name));
        }
        return true;
    }

    /// <summary>Gives a training that was not over all it had, or writes the first checkpoint of all.</summary>
    internal void Begin(TrainingLoop loop)
    {
        if (_resumed is { } state)
        {
            // of a training that was over, and goes on: from before its end
            state = state.Scope(TrainingKey).IsEmpty ? state.Scope(BeforeEndKey) : state;
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
    /// <param name="loop">The training.</param>
    /// <param name="before">What it was before its end: more epochs would go on from there.</param>
    internal void Finish(TrainingLoop loop, TrainingState before)
    {
        TrainingState own = _finished.Scope(_current);
        own.Write(StepsKey, loop.Plan.TotalSteps);
        foreach ((string name, string text) in loop.Identity())
        {
            own.Write(name, text);
        }
        foreach (Learner learner in loop.Plan.Learners)
        {
            learner.SaveNetwork(own.Scope(learner.Name));
        }
        var state = new TrainingState();
        state.Write(LastKey, _current);
        before.CopyTo(state.Scope(BeforeEndKey));
        Write(loop, state);
    }

    /// <summary>
    /// What a training is called here: its stage, and from the second time on that a model is trained, which time it
    /// is.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another network has that name already.</exception>
    private string Name(TrainingPlan plan)
    {
        TrainingPlan[] before = [.. _begun.Where(other => other.Stage == plan.Stage)];
        if (before.Any(other => !other.Learners.Select(one => one.Network)
            .SequenceEqual(plan.Learners.Select(one => one.Network))))
        {
            throw new InvalidOperationException(
                $"{_folder}: the checkpoints of another network's training '{plan.Stage}' are here already; expected "
                + "another name of the model, or another folder.");
        }
        _begun.Add(plan);
        return before.Length == 0 ? plan.Stage
            : string.Create(CultureInfo.InvariantCulture, $"{plan.Stage} {before.Length + 1}");
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
        if (!Exchange.IsWriter)
        {
            _newest = file; // another rank writes it
            return;
        }
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
