using Scratch.Engine;

namespace Scratch.Adversarial.Training;

/// <summary>The loop that every training shares: epochs of shuffled batches, one step each, and callbacks around them.</summary>
public static class TrainingLoop
{
    /// <summary>Runs all updates of a training.</summary>
    /// <param name="step">What is updated.</param>
    /// <param name="examples">The number of examples in the data set.</param>
    /// <param name="batchSize">Examples in a batch; the last of an epoch has what is left.</param>
    /// <param name="epochs">Passes over the data, at least 0.</param>
    /// <param name="random">The stream of this training: epoch e is shuffled by <c>Fork(e)</c>.</param>
    /// <param name="callbacks">Told of every step and epoch, in their order.</param>
    /// <param name="cancellation">Checked before every step.</param>
    /// <exception cref="NonFiniteException">A figure of a step is NaN or infinite.</exception>
    public static void Run(
        ITrainingStep step,
        int examples,
        int batchSize,
        int epochs,
        RandomStream random,
        IReadOnlyList<TrainingCallback> callbacks,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(callbacks);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(examples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        int batches = (examples + batchSize - 1) / batchSize;
        var training = new TrainingPlan(step.Stage, step.Metrics, epochs, batches);
        int[] order = [.. Enumerable.Range(0, examples)];
        float[] metrics = new float[step.Metrics.Count];
        double[] sums = new double[metrics.Length];
        TrainingCallback[] listeners = [.. callbacks]; // going through an interface allocates at every step
        ForEach(listeners, c => c.OnStart(training));
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            RandomStream epochRandom = random.Fork(epoch);
            epochRandom.Shuffle(order);
            Array.Clear(sums);
            for (int batch = 0; batch < batches; batch++)
            {
                cancellation.ThrowIfCancellationRequested();
                int first = batch * batchSize;
                var context = new StepContext(
                    ((long)epoch * batches) + batch,
                    epoch,
                    training.TotalSteps,
                    order.AsMemory(first, Math.Min(batchSize, examples - first)),
                    epochRandom.Fork(batch));
                RunStep(step, context, metrics, listeners);
                for (int i = 0; i < metrics.Length; i++)
                {
                    sums[i] += metrics[i];
                }
            }
            double[] means = [.. sums.Select(sum => sum / batches)];
            ForEach(listeners, c => c.OnEpoch(epoch, means));
        }
        ForEach(listeners, c => c.OnEnd());
    }

    private static void RunStep(ITrainingStep step, in StepContext context, float[] metrics, TrainingCallback[] listeners)
    {
        step.Run(context, metrics);
        NonFiniteException.ThrowIfAny(step, context, metrics);
        foreach (TrainingCallback listener in listeners)
        {
            listener.OnStep(context, metrics);
        }
    }

    private static void ForEach(TrainingCallback[] callbacks, Action<TrainingCallback> action)
    {
        foreach (TrainingCallback callback in callbacks)
        {
            action(callback);
        }
    }
}
