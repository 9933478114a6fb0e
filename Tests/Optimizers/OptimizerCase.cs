using Scratch.Engine;
using Scratch.Optimizers;

namespace Scratch.Tests.Optimizers;

/// <summary>The update rules that there are; what holds for one holds for all of them.</summary>
public enum Rule
{
    /// <summary>Gradient descent without momentum.</summary>
    Sgd,

    /// <summary>Gradient descent with momentum.</summary>
    Momentum,

    /// <summary>Adam.</summary>
    Adam,
}

/// <summary>Makes buffers and optimizers for the tests.</summary>
internal static class OptimizerCase
{
    public static Optimizer Create(Rule rule, ParameterBuffer parameters) => rule switch
    {
        Rule.Sgd => new Sgd(parameters),
        Rule.Momentum => new Sgd(parameters, momentum: 0.9f),
        _ => new Adam(parameters),
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
