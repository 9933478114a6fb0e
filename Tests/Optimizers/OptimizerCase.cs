using Scratch.Engine;
using Scratch.Optimizers;

namespace Scratch.Tests.Optimizers;

/// <summary>The update rules that there are; what holds for one holds for all of them.</summary>
public enum Rule
{
    Sgd,
    Momentum,
    Nesterov,
    AdaGrad,
    RmsProp,
    RmsPropWithMomentum,
    RmsPropCentred,
    AdaDelta,
    Adam,
    AmsGrad,
    AdamW,
    NAdam,
    RAdam,
    Lion,
    Prodigy,
    ScheduleFreeAdamW,
}

/// <summary>Makes buffers and optimizers for the tests.</summary>
internal static class OptimizerCase
{
    public static Optimizer Create(Rule rule, ParameterBuffer parameters, float weightDecay = 0, float penalty = 0) => rule switch
    {
        Rule.Sgd => new Sgd(parameters) { WeightDecay = weightDecay, Penalty = penalty },
        Rule.Momentum => new Sgd(parameters, momentum: 0.9f) { WeightDecay = weightDecay, Penalty = penalty },
        Rule.Nesterov => new Sgd(parameters, momentum: 0.9f, nesterov: true) { WeightDecay = weightDecay, Penalty = penalty },
        Rule.AdaGrad => new AdaGrad(parameters) { WeightDecay = weightDecay, Penalty = penalty },
        Rule.RmsProp => new RmsProp(parameters) { WeightDecay = weightDecay, Penalty = penalty },
        Rule.RmsPropWithMomentum => new RmsProp(parameters, momentum: 0.9f) { WeightDecay = weightDecay, Penalty = penalty },
        Rule.RmsPropCentred => new RmsProp(parameters, momentum: 0.9f, centred: true) { WeightDecay = weightDecay, Penalty = penalty },
        Rule.AdaDelta => new AdaDelta(parameters) { WeightDecay = weightDecay, Penalty = penalty },
        Rule.Adam => new Adam(parameters) { WeightDecay = weightDecay, Penalty = penalty },
        Rule.AmsGrad => new AmsGrad(parameters) { WeightDecay = weightDecay, Penalty = penalty },
        Rule.AdamW => new AdamW(parameters, weightDecay: weightDecay) { Penalty = penalty },
        Rule.NAdam => new NAdam(parameters) { WeightDecay = weightDecay, Penalty = penalty },
        Rule.RAdam => new RAdam(parameters) { WeightDecay = weightDecay, Penalty = penalty },
        Rule.Lion => new Lion(parameters) { WeightDecay = weightDecay, Penalty = penalty },
        Rule.Prodigy => new Prodigy(parameters, firstEstimate: 1e-3) { WeightDecay = weightDecay, Penalty = penalty }, // so that one step shows
        Rule.ScheduleFreeAdamW => new ScheduleFreeAdamW(parameters) { WeightDecay = weightDecay, Penalty = penalty },
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    /// <summary>Two layers whose 150,000 floats make several parts of every job, none of the sizes a multiple of a vector.</summary>
    public static ParameterBuffer LargeBuffer() => RandomBuffer(
        new("0.weight", 301, 479, Decays: true),
        new("0.bias", 1, 479, Decays: false),
        new("1.weight", 479, 11, Decays: true),
        new("1.bias", 1, 11, Decays: false));

    /// <summary>One layer of 5 inputs and 3 outputs.</summary>
    public static ParameterBuffer SmallBuffer() => RandomBuffer(new("weight", 5, 3, Decays: true), new("bias", 1, 3, Decays: false));

    /// <summary>Overwrites the gradients of all tensors, not of the gaps, with normal numbers of their own for each step.</summary>
    public static void DrawGradients(ParameterBuffer parameters, int step)
    {
        for (int i = 0; i < parameters.Count; i++)
        {
            new RandomStream(41).Fork(step).Fork(i).FillNormal(parameters.GradientViews.Span[i].Span);
        }
    }

    private static ParameterBuffer RandomBuffer(params ParameterDeclaration[] declarations)
    {
        var parameters = new ParameterBuffer(declarations);
        for (int i = 0; i < parameters.Count; i++)
        {
            new RandomStream(40).Fork(i).FillNormal(parameters.ValueViews.Span[i].Span);
        }
        return parameters;
    }
}
