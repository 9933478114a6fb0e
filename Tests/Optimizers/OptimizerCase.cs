using Scratch.Engine;
using Scratch.Optimizers;

namespace Scratch.Tests.Optimizers;

/// <summary>Makes buffers and optimizers for the tests.</summary>
internal static class OptimizerCase
{
    private static readonly Dictionary<string, Func<ParameterBuffer, Optimizer>> Forms = OptimizerCatalog.All
        .SelectMany(kind => kind.Forms.Select(
            form => (form.Name, Create: (Func<ParameterBuffer, Optimizer>)(p => kind.Build(p, form.Constants)))))
        .ToDictionary(form => form.Name, form => form.Create);

    /// <summary>Every form of every optimizer; what holds for one holds for all of them.</summary>
    public static IEnumerable<string> Names => Forms.Keys;

    /// <summary>
    /// An optimizer with its own constants, but no decay unless given. Prodigy's first estimate is so large that one
    /// step shows.
    /// </summary>
    public static Optimizer Create(string name, ParameterBuffer parameters, float weightDecay = 0, float penalty = 0)
    {
        Optimizer optimizer = name == "prodigy" ? new Prodigy(parameters, firstEstimate: 1e-3)
            : Forms[name](parameters);
        (optimizer.WeightDecay, optimizer.Penalty) = (weightDecay, penalty);
        return optimizer;
    }

    /// <summary>
    /// Two layers whose 150,000 floats make several parts of every job, none of the sizes a multiple of a vector.
    /// </summary>
    public static ParameterBuffer LargeBuffer() => RandomBuffer(
        new("0.weight", 301, 479, Decays: true),
        new("0.bias", 1, 479, Decays: false),
        new("1.weight", 479, 11, Decays: true),
        new("1.bias", 1, 11, Decays: false));

    /// <summary>One layer of 5 inputs and 3 outputs.</summary>
    public static ParameterBuffer SmallBuffer() =>
        RandomBuffer(new("weight", 5, 3, Decays: true), new("bias", 1, 3, Decays: false));

    /// <summary>
    /// Overwrites the gradients of all tensors, not of the gaps, with normal numbers of their own for each step.
    /// </summary>
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
