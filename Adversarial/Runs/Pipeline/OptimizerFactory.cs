using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;

namespace Scratch.Adversarial.Runs.Pipeline;

/// <summary>Builds what moves the parameters of a stage.</summary>
internal static class OptimizerFactory
{
    /// <summary>The optimizer of one network.</summary>
    public static Optimizer Create(OptimizerOptions options, Network network)
    {
        Optimizer optimizer = CreateRule(options, network.Parameters);
        optimizer.WeightDecay = options.WeightDecay ?? optimizer.WeightDecay;
        optimizer.ClipNorm = options.ClipNorm ?? optimizer.ClipNorm;
        optimizer.ClipValue = options.ClipValue ?? optimizer.ClipValue;
        return options.Accumulation == 1 ? optimizer : new GradientAccumulation(optimizer, options.Accumulation);
    }

    /// <summary>The learning rate. That of a plateau is a callback's doing, since it depends on what comes of the training.</summary>
    public static Schedule CreateSchedule(OptimizerOptions options)
    {
        float rate = options.LearningRate;
        Schedule schedule = options.Schedule switch
        {
            RateSchedule.InverseSquareRoot => new InverseSquareRootSchedule(rate),
            RateSchedule.Cosine => new CosineSchedule(rate, warmUp: options.WarmUp is null ? 0.05f : 0),
            RateSchedule.CosineRestarts => new CosineRestartsSchedule(rate, options.ScheduleLength ?? 1000, (int)(options.ScheduleFactor ?? 1)),
            RateSchedule.OneCycle => new OneCycleSchedule(rate),
            RateSchedule.Polynomial => new PolynomialSchedule(rate, options.SchedulePower ?? 1),
            RateSchedule.Exponential => new ExponentialSchedule(rate, options.ScheduleFactor ?? 0.95f),
            RateSchedule.Step => new StepSchedule(rate, options.ScheduleLength ?? 10, options.ScheduleFactor ?? 0.1f),
            _ => new ConstantSchedule(rate),
        };
        return options.WarmUp is > 0 and int steps ? new WarmUpSchedule(schedule, steps) : schedule;
    }

    /// <summary>What looks on to average the weights, or to lower the rate.</summary>
    public static IEnumerable<TrainingCallback> CreateCallbacks(OptimizerOptions options, ITrainingStep step)
    {
        if (options.EmaDecay is { } decay)
        {
            yield return new WeightAveraging(decay);
        }
        if (options.Schedule == RateSchedule.Plateau)
        {
            string loss = step.Metrics.FirstOrDefault(name => name is "loss" or "generator") ?? step.Metrics[0];
            yield return new ReduceOnPlateau(loss) { Factor = options.ScheduleFactor ?? 0.1f, Patience = options.ScheduleLength ?? 3 };
        }
    }

    private static Optimizer CreateRule(OptimizerOptions options, ParameterBuffer parameters)
    {
        float momentum = options.Momentum ?? 0, beta1 = options.Momentum ?? 0.9f, beta2 = options.Beta2 ?? 0.999f;
        return options.Rule switch
        {
            UpdateRule.Sgd => new Sgd(parameters, momentum, options.Nesterov),
            UpdateRule.AdaGrad => new AdaGrad(parameters),
            UpdateRule.RmsProp => new RmsProp(parameters, options.Beta2 ?? 0.99f, momentum: momentum, centred: options.Centred),
            UpdateRule.AdaDelta => new AdaDelta(parameters, options.Beta2 ?? 0.9f),
            UpdateRule.Adam => new Adam(parameters, beta1, beta2),
            UpdateRule.AmsGrad => new AmsGrad(parameters, beta1, beta2),
            UpdateRule.AdamW => new AdamW(parameters, beta1, beta2),
            UpdateRule.NAdam => new NAdam(parameters, beta1, beta2),
            UpdateRule.RAdam => new RAdam(parameters, beta1, beta2),
            UpdateRule.Lion => new Lion(parameters, beta1, options.Beta2 ?? 0.99f),
            UpdateRule.Prodigy => new Prodigy(parameters, beta1, beta2),
            UpdateRule.ScheduleFreeAdamW => new ScheduleFreeAdamW(parameters, beta1, beta2),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Rule, "This is no update rule."),
        };
    }
}
