using System.Globalization;
using NUnit.Framework;
using Scratch.Engine;
using Scratch.Optimizers;

namespace Scratch.Tests.Optimizers;

/// <summary>
/// Fifty steps of every optimizer against PyTorch in double precision, or the paper's formulas:
/// Tests/golden/optimizers.py.
/// </summary>
public sealed class GoldenOptimizerTests
{
    private const int Steps = 50;

    private static readonly IReadOnlyDictionary<string, double[]> Golden = GoldenFile.Read(GoldenFile.Optimizers);

    /// <summary>
    /// Such as <c>sgd rate 0.05 momentum 0.9 nesterov</c>: an optimizer of the catalogue, and the constants that are
    /// not its own.
    /// </summary>
    private static IEnumerable<string> Cases => Golden.Keys.Select(key => key.Split('/')[0]).Distinct();

    [TestCaseSource(nameof(Cases))]
    public void Fifty_steps_agree(string name)
    {
        string[] words = name.Split(' ');
        ParameterBuffer parameters = FirstParameters();
        Optimizer optimizer = Create(words, parameters);
        int compared = 0;
        for (int step = 1; step <= Steps; step++)
        {
            SetGradients(parameters, step);
            optimizer.Step(Number(words, "rate")!.Value);
            if (Golden.TryGetValue($"{name}/{step}", out double[]? expected))
            {
                if (words.Contains("evaluated"))
                {
                    optimizer.SwitchToEvaluation();
                }
                AssertAgree(parameters, expected, $"step {step}");
                compared++;
            }
        }
        Assert.That(compared, Is.EqualTo(words.Contains("evaluated") ? 1 : 4),
            "after the first two steps, ten and fifty");
    }

    [Test]
    public void Every_optimizer_has_a_list() =>
        Assert.That(Cases.Select(name => name.Split(' ')[0]).Distinct(), Is.EquivalentTo(OptimizerCatalog.Names));

    private static Optimizer Create(string[] words, ParameterBuffer parameters)
    {
        Optimizer optimizer = words[0] == "prodigy"
            ? new Prodigy(parameters, firstEstimate: 1.0 / 128)
            : OptimizerCatalog.Find(words[0]).Create(
                parameters, Number(words, "momentum"), nesterov: words.Contains("nesterov"),
                    centred: words.Contains("centred"));
        (optimizer.WeightDecay, optimizer.Penalty) = (Number(words, "decay") ?? 0, Number(words, "penalty") ?? 0);
        return optimizer;
    }

    private static float? Number(string[] words, string name) =>
        Array.IndexOf(words, name) is >= 0 and int index ? float.Parse(words[index + 1], CultureInfo.InvariantCulture)
            : null;

    private static void AssertAgree(ParameterBuffer parameters, double[] expected, string what)
    {
        Matrix actual = Matrix.Allocate(1, expected.Length);
        Numbers(parameters).CopyTo(actual.Span);
        Assert.That(Agreement.Error(actual, expected), Is.LessThan(Tolerances.FiftySteps), what);
    }

    private static float[] Numbers(ParameterBuffer parameters) =>
        [.. Enumerable.Range(0, parameters.Count).SelectMany(i => parameters.ValueViews.Span[i].Span.ToArray())];

    // What follows is the script's problem, in floats: first values in sixteenths, a bowl and noise for every
    // parameter.
    private static ParameterBuffer FirstParameters()
    {
        var parameters = new ParameterBuffer([new("weight", 3, 4, Decays: true), new("bias", 1, 3, Decays: false)]);
        ForEach(parameters, (i, value, _) => value[0] = (((29 * i) % 31) - 15) / 16f);
        return parameters;
    }

    private static void SetGradients(ParameterBuffer parameters, int step) =>
        ForEach(parameters, (i, value, gradient) =>
    {
        float steepness = (1 + (i % 5)) / 4f, bottom = ((i % 7) - 3) / 8f,
            noise = ((((37 * i) + (101 * step)) % 97) - 48) / 64f;
        gradient[0] = (steepness * (value[0] - bottom)) + noise;
    });

    private static void ForEach(ParameterBuffer parameters, Action<int, Span<float>, Span<float>> action)
    {
        int i = 0;
        for (int tensor = 0; tensor < parameters.Count; tensor++)
        {
            Span<float> values = parameters.ValueViews.Span[tensor].Span,
                gradients = parameters.GradientViews.Span[tensor].Span;
            for (int j = 0; j < values.Length; j++)
            {
                action(i++, values[j..], gradients[j..]);
            }
        }
    }
}
