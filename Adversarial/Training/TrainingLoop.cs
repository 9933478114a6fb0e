namespace Scratch.Adversarial.Training;

/// <summary>
/// The loop that every training shares: epochs of shuffled batches, one step each, and callbacks around them.
/// </summary>
/// <remarks>
/// Its position is one number. The order of the examples and everything random follow from it, so a training that is
/// restored goes on with the bits of one that never stopped.
/// </remarks>
public sealed class TrainingLoop
{
    private readonly ITrainingStep _step;
    private readonly LoopOptions _options;
    private readonly TrainingCallback[] _callbacks; // an array: going through an interface would allocate at every step
    private readonly int[] _order;
    private readonly float[] _metrics;
    private readonly double[] _sums; // of the epoch's figures, each times its examples; and last of the examples
    private int _shuffles;
    private long _done;

    /// <summary>
    /// A training of <paramref name="step"/> on a data set of <paramref name="examples"/>. Allocates the order of the
    /// examples.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no example, or an option is out of its range.</exception>
    public TrainingLoop(ITrainingStep step, int examples, LoopOptions options)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(examples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BatchSize);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Epochs);
        (_step, _options, _callbacks) = (step, options, [.. options.Callbacks]);
        Plan = new TrainingPlan(step.Stage, step.Metrics, options.Epochs, ((examples - 1) / options.BatchSize) + 1)
        {
            EpochMetrics = [.. step.Metrics, .. options.Validation?.Metrics ?? []],
            Learners = step.Learners,
        };
        _order = [.. Enumerable.Range(0, examples)];
        _metrics = new float[step.Metrics.Count];
        _sums = new double[_metrics.Length + 1];
    }

    /// <summary>What the training is going to do.</summary>
    public TrainingPlan Plan { get; }

    /// <summary>Runs all updates of a training.</summary>
    /// <param name="step">What is updated.</param>
    /// <param name="examples">The number of examples in the data set.</param>
    /// <param name="batchSize">Examples in a batch; the last of an epoch has what is left.</param>
    /// <param name="epochs">Passes over the data, at least 0.</param>
    /// <param name="random">The stream of this training: epoch e is shuffled by <c>Fork(e)</c>.</param>
    /// <param name="callbacks">Told of every step and epoch, in their order.</param>
    /// <param name="cancellation">Checked before every step.</param>
    /// <exception cref="NonFiniteException">A figure or a parameter is NaN or infinite after a step.</exception>
    public static void Run(
        ITrainingStep step,
        int examples,
        int batchSize,
        int epochs,
        RandomStream random,
        IReadOnlyList<TrainingCallback> callbacks,
        CancellationToken cancellation = default) =>
        new TrainingLoop(step, examples,
            new() { BatchSize = batchSize, Epochs = epochs, Random = random, Callbacks = callbacks }).Run(cancellation);

    /// <summary>
    /// Runs the updates that are still to be made: those after the checkpoint, if the options have one of this
    /// training.
    /// </summary>
    /// <param name="cancellation">Checked before every step; a checkpoint is written then.</param>
    /// <exception cref="ArgumentException">An accumulation waits for more batches than there are, or the last has one
    /// example and a layer normalises over the batch.</exception>
    /// <exception cref="NonFiniteException">A figure, a parameter or a moment is NaN or infinite after a
    /// step.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is of another training.</exception>
    /// <exception cref="IOException">A checkpoint can't be written; those before it are as they were.</exception>
    public void Run(CancellationToken cancellation = default)
    {
        int last = _options.IsStream ? 0 : ((_order.Length - 1) % _options.BatchSize) + 1; // examples of the last batch
        foreach (Learner learner in Plan.Learners)
        {
            learner.Prepare(Plan, last);
        }
        if (_options.Checkpoints?.RestoreFinished(this) == true)
        {
            return;
        }
        SwitchToTraining(); // after an earlier training of the same learners
        ForEach(c => c.OnStart(Plan));
        _options.Checkpoints?.Begin(this);
        Plan.RequireSameOnAllRanks();
        while (_done < Plan.TotalSteps && GoesOn(cancellation, out bool isCancelled))
        {
            if (isCancelled)
            {
                _options.Checkpoints?.Save(this);
                throw new OperationCanceledException(cancellation);
            }
            RunStep();
            _done++;
            if (_done % Plan.StepsPerEpoch == 0)
            {
                EndEpoch((int)(_done / Plan.StepsPerEpoch) - 1);
            }
            _options.Checkpoints?.AfterStep(this);
        }
        TrainingState? before = _options.Checkpoints is null ? null : Snapshot(); // more epochs would go on from it
        if (_done > 0)
        {
            FinishLearners(ContextOf((int)((_done - 1) / Plan.StepsPerEpoch), _done - 1));
        }
        SwitchToEvaluation();
        ForEach(c => c.OnEnd());
        if (before is not null)
        {
            _options.Checkpoints!.Finish(this, before);
        }
    }

    /// <summary>What a checkpoint must have in common with this training.</summary>
    internal IEnumerable<(string Name, string Text)> Identity() =>
    [
        ("plan", Description()),
        .. Plan.Learners.SelectMany(learner => learner.Identity()),
        .. _options.Identity.Select(pair => (pair.Key, pair.Value)),
    ];

    /// <summary>Saves the position and all that learns.</summary>
    internal void Save(TrainingState state)
    {
        foreach ((string name, string text) in Identity())
        {
            state.Write(name, text);
        }
        state.Write("step", _done);
        state.Write("sums", _sums);
        foreach (Learner learner in Plan.Learners)
        {
            learner.Save(state.Scope(learner.Name));
        }
    }

    /// <summary>Gets back what <see cref="Save"/> saved.</summary>
    /// <exception cref="InvalidDataException">It was saved by another training.</exception>
    internal void Restore(TrainingState state)
    {
        foreach ((string name, string text) in Identity())
        {
            state.Require(name, text);
        }
        _done = state.ReadCount("step", Plan.TotalSteps);
        state.ReadDoubles("sums", _sums.Length).CopyTo(_sums, 0);
        foreach (Learner learner in Plan.Learners)
        {
            learner.Restore(state.Scope(learner.Name));
        }
    }

    internal void SaveCallbacks(TrainingState state) => CallbackState.Save(_callbacks, state);

    internal void RestoreCallbacks(TrainingState state) => CallbackState.Restore(_callbacks, state);

    /// <summary>All that is, as a checkpoint has it.</summary>
    private TrainingState Snapshot()
    {
        var state = new TrainingState();
        Save(state.Scope(CheckpointFolder.TrainingKey));
        SaveCallbacks(state.Scope(CheckpointFolder.CallbacksKey));
        return state;
    }

    private StepContext ContextOf(int epoch, long step)
    {
        int batch = (int)(step % Plan.StepsPerEpoch), first = batch * _options.BatchSize;
        ReadOnlyMemory<int> rows = _order.AsMemory(first, Math.Min(_options.BatchSize, _order.Length - first));
        return new StepContext(
            step, epoch, Plan.TotalSteps, rows, _options.Random.Fork(epoch).Fork(batch), RateFactor());
    }

    private void RunStep()
    {
        int epoch = (int)(_done / Plan.StepsPerEpoch);
        while (_shuffles <= epoch) // each order comes from the one before: after a resume, all of them again
        {
            _options.Random.Fork(_shuffles++).Shuffle(_order);
        }
        StepContext context = ContextOf(epoch, _done);
        try
        {
            _step.Run(context, _metrics);
            if (_done + 1 == Plan.TotalSteps)
            {
                FinishLearners(context);
            }
        }
        catch (NotFiniteNumberException overflow)
        {
            NonFiniteException.ThrowIfAny(Plan, context, _metrics); // what shows in a figure says more
            throw new NonFiniteException(Plan, context, overflow);
        }
        NonFiniteException.ThrowIfAny(Plan, context, _metrics);
        context = context with { Examples = _step.Examples ?? context.Rows.Length };
        for (int i = 0; i < _metrics.Length; i++)
        {
            _sums[i] += (double)_metrics[i] * context.Examples;
        }
        _sums[^1] += context.Examples;
        foreach (TrainingCallback callback in _callbacks)
        {
            callback.OnStep(context, _metrics);
        }
    }

    private void EndEpoch(int epoch)
    {
        double[] means = new double[Plan.EpochMetrics.Count];
        for (int i = 0; i < _metrics.Length; i++)
        {
            means[i] = _sums[i] / _sums[^1];
        }
        Array.Clear(_sums);
        Plan.RequireSameOnAllRanks();
        SwitchToEvaluation();
        ForEach(c => c.OnEpochEnding());
        _options.Validation?.Run(means.AsSpan(_metrics.Length));
        ForEach(c => c.OnEpoch(epoch, means));
        ForEach(c => c.OnEpochEnded());
        SwitchToTraining();
    }

    private void FinishLearners(in StepContext context)
    {
        for (int i = 0; i < Plan.Learners.Count; i++)
        {
            Plan.Learners[i].Finish(context);
        }
    }

    /// <summary>
    /// Figures are taken with, and the training leaves, what the optimizers mean to be used:
    /// <see cref="Optimizer.SwitchToEvaluation"/>.
    /// </summary>
    internal void SwitchToEvaluation()
    {
        foreach (Learner learner in Plan.Learners)
        {
            if (learner.Optimizer.EvaluatesOtherValues) // others may go on after the training as they are
            {
                learner.Optimizer.SwitchToEvaluation();
            }
        }
    }

    private void SwitchToTraining()
    {
        foreach (Learner learner in Plan.Learners)
        {
            learner.Optimizer.SwitchToTraining();
        }
    }

    private float RateFactor()
    {
        float factor = 1;
        foreach (TrainingCallback callback in _callbacks)
        {
            factor *= callback.RateFactor;
        }
        return factor;
    }

    /// <summary>Asks callbacks and cancellation; where several ranks train together, of all of them.</summary>
    private bool GoesOn(CancellationToken cancellation, out bool isCancelled)
    {
        const int stop = 1, cancel = 2;
        int flags = Exchange.Any((Array.Exists(_callbacks, static callback => callback.ShouldStop) ? stop : 0)
            | (cancellation.IsCancellationRequested ? cancel : 0));
        isCancelled = (flags & cancel) != 0;
        return (flags & stop) == 0;
    }

    private string Description() => string.Create(
        CultureInfo.InvariantCulture,
            $"{Plan.Stage}: {_order.Length} examples, batches of {_options.BatchSize}, {_options.Random}");

    private void ForEach(Action<TrainingCallback> action)
    {
        foreach (TrainingCallback callback in _callbacks)
        {
            action(callback);
        }
    }
}
