using NUnit.Framework;
using Scratch.Engine;
using Scratch.Optimizers;

namespace Scratch.Tests.Optimizers;

/// <summary>Fifty steps of every optimizer against PyTorch in double precision, or the paper's formulas: Tests/golden/optimizers.py.</summary>
public sealed class GoldenOptimizerTests
{
    private const int Steps = 50;

    private static readonly Dictionary<string, (float Rate, Func<ParameterBuffer, Optimizer> Create)> Cases = new()
    {
        ["sgd"] = (0.1f, p => new Sgd(p)),
        ["sgd-penalty"] = (0.1f, p => new Sgd(p) { Penalty = 0.1f }),
        ["momentum"] = (0.05f, p => new Sgd(p, momentum: 0.9f)),
        ["nesterov"] = (0.05f, p => new Sgd(p, momentum: 0.9f, nesterov: true)),
        ["nesterov-penalty"] = (0.05f, p => new Sgd(p, momentum: 0.9f, nesterov: true) { Penalty = 0.1f }),
        ["adagrad"] = (0.1f, p => new AdaGrad(p)),
        ["adagrad-penalty"] = (0.1f, p => new AdaGrad(p) { Penalty = 0.1f }),
        ["rmsprop"] = (0.02f, p => new RmsProp(p)),
        ["rmsprop-penalty"] = (0.02f, p => new RmsProp(p) { Penalty = 0.1f }),
        ["rmsprop-momentum"] = (0.01f, p => new RmsProp(p, momentum: 0.9f)),
        ["rmsprop-centred"] = (0.02f, p => new RmsProp(p, centred: true)),
        ["rmsprop-centred-momentum"] = (0.01f, p => new RmsProp(p, momentum: 0.9f, centred: true) { Penalty = 0.1f }),
        ["adadelta"] = (1, p => new AdaDelta(p)),
        ["adadelta-penalty"] = (1, p => new AdaDelta(p) { Penalty = 0.1f }),
        ["adam"] = (0.05f, p => new Adam(p)),
        ["adam-penalty"] = (0.05f, p => new Adam(p) { Penalty = 0.1f }),
        ["amsgrad"] = (0.05f, p => new AmsGrad(p)),
        ["amsgrad-penalty"] = (0.05f, p => new AmsGrad(p) { Penalty = 0.1f }),
        ["adamw"] = (0.05f, p => new AdamW(p, weightDecay: 0.1f)),
        ["nadam"] = (0.05f, p => new NAdam(p)),
        ["nadam-penalty"] = (0.05f, p => new NAdam(p) { Penalty = 0.1f }),
        ["radam"] = (0.05f, p => new RAdam(p)),
        ["radam-penalty"] = (0.05f, p => new RAdam(p) { Penalty = 0.1f }),
        ["lion"] = (0.01f, p => new Lion(p)),
        ["lion-decay"] = (0.01f, p => new Lion(p) { WeightDecay = 0.5f }),
        ["prodigy"] = (1, p => new Prodigy(p, firstEstimate: 1.0 / 128)),
        ["prodigy-decay"] = (1, p => new Prodigy(p, firstEstimate: 1.0 / 128) { WeightDecay = 0.1f }),
        ["schedule-free-adamw"] = (0.05f, p => new ScheduleFreeAdamW(p)),
        ["schedule-free-adamw-decay"] = (0.05f, p => new ScheduleFreeAdamW(p) { WeightDecay = 0.1f }),
    };

    private static IEnumerable<string> Names => Cases.Keys;

    [TestCaseSource(nameof(Names))]
    public void Fifty_steps_agree(string name)
    {
        IReadOnlyDictionary<string, double[]> golden = GoldenFile.Read(GoldenFile.Optimizers);
        ParameterBuffer parameters = FirstParameters();
        Optimizer optimizer = Cases[name].Create(parameters);
        int compared = 0;
        for (int step = 1; step <= Steps; step++)
        {
            SetGradients(parameters, step);
            optimizer.Step(Cases[name].Rate);
            if (golden.TryGetValue($"{name}/{step}", out double[]? expected))
            {
                AssertAgree(parameters, expected, $"step {step}");
                compared++;
            }
        }
        Assert.That(compared, Is.EqualTo(4), "after the first two steps, ten and fifty");
    }

    [Test]
    public void The_average_of_a_schedule_free_optimizer_agrees()
    {
        ParameterBuffer parameters = FirstParameters();
        var optimizer = new ScheduleFreeAdamW(parameters) { WeightDecay = 0.1f };
        for (int step = 1; step <= Steps; step++)
        {
            SetGradients(parameters, step);
            optimizer.Step(0.05f);
        }
        optimizer.SwitchToEvaluation();

        AssertAgree(parameters, GoldenFile.Read(GoldenFile.Optimizers)["schedule-free-adamw-evaluated/50"], "x");
    }

    [Test]
    public void Every_list_of_the_file_has_its_optimizer() => Assert.That(
        GoldenFile.Read(GoldenFile.Optimizers).Keys.Select(key => key.Split('/')[0]).Distinct(),
        Is.EquivalentTo(Cases.Keys.Append("schedule-free-adamw-evaluated")));

    private static void AssertAgree(ParameterBuffer parameters, double[] expected, string what)
    {
        Matrix actual = Matrix.Allocate(1, expected.Length);
        Numbers(parameters).CopyTo(actual.Span);
        Assert.That(Agreement.Error(actual, expected), Is.LessThan(Tolerances.FiftySteps), what);
    }

    private static float[] Numbers(ParameterBuffer parameters) =>
        [.. Enumerable.Range(0, parameters.Count).SelectMany(i => parameters.ValueViews.Span[i].Span.ToArray())];

    // What follows is the script's problem, in floats: first values in sixteenths, a bowl and noise for every parameter.
    private static ParameterBuffer FirstParameters()
    {
        var parameters = new ParameterBuffer([new("weight", 3, 4, Decays: true), new("bias", 1, 3, Decays: false)]);
        ForEach(parameters, (i, value, _) => value[0] = (((29 * i) % 31) - 15) / 16f);
        return parameters;
    }

    private static void SetGradients(ParameterBuffer parameters, int step) => ForEach(parameters, (i, value, gradient) =>
    {
        float steepness = (1 + (i % 5)) / 4f, bottom = ((i % 7) - 3) / 8f, noise = ((((37 * i) + (101 * step)) % 97) - 48) / 64f;
        gradient[0] = (steepness * (value[0] - bottom)) + noise;
    });

    private static void ForEach(ParameterBuffer parameters, Action<int, Span<float>, Span<float>> action)
    {
        int i = 0;
        for (int tensor = 0; tensor < parameters.Count; tensor++)
        {
            Span<float> values = parameters.ValueViews.Span[tensor].Span, gradients = parameters.GradientViews.Span[tensor].Span;
            for (int j = 0; j < values.Length; j++)
            {
                action(i++, values[j..], gradients[j..]);
            }
        }
    }
}
