namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>Builds what moves the parameters of a stage.</summary>
internal static class OptimizerFactory
{
    /// <summary>A network with the optimizer and the schedule of the options.</summary>
    public static Learner CreateLearner(string name, Network network, OptimizerOptions options) =>
        new(name, network, Create(options, network), CreateSchedule(options));

    /// <summary>The optimizer of one network.</summary>
    public static Optimizer Create(OptimizerOptions options, Network network)
    {
        Optimizer optimizer = OptimizerCatalog.Find(options.Rule)
            .Create(network.Parameters, options.Momentum, options.Beta2, options.Nesterov, options.Centred);
        optimizer.WeightDecay = options.WeightDecay ?? optimizer.WeightDecay;
        optimizer.ClipNorm = options.ClipNorm ?? optimizer.ClipNorm;
        optimizer.ClipValue = options.ClipValue ?? optimizer.ClipValue;
        return options.Accumulation == 1 ? optimizer : new GradientAccumulation(optimizer, options.Accumulation);
    }

    /// <summary>
    /// The learning rate. That of a plateau is a callback's doing, since it depends on what comes of the training.
    /// </summary>
    public static Schedule CreateSchedule(OptimizerOptions options) => ScheduleCatalog.Find(options.Schedule)
        .Create(options.LearningRate, options.ScheduleLength, options.ScheduleFactor, options.SchedulePower,
            options.WarmUp);

    /// <summary>What looks on to average the weights, or to lower the rate.</summary>
    public static IEnumerable<TrainingCallback> CreateCallbacks(OptimizerOptions options, ITrainingStep step)
    {
        if (options.EmaDecay is { } decay)
        {
            yield return new WeightAveraging(decay);
        }
        if (ScheduleCatalog.Find(options.Schedule) is { WatchesLoss: true } plateau)
        {
            string loss = step.Metrics.FirstOrDefault(name => name is "loss" or "generator") ?? step.Metrics[0];
            yield return new ReduceOnPlateau(loss)
            {
                Factor = options.ScheduleFactor ?? plateau.Factor!.Value,
                Patience = options.ScheduleLength ?? plateau.Length!.Value,
            };
        }
    }
}
