using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Pipeline;
using Scratch.Adversarial.Training;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Runs.Configuration;

/// <summary>Every update rule, schedule and option that a stage of a run can have.</summary>
public class OptimizerOptionsTests
{
    private static readonly Network Any = Toys.Classifier(30);

    [Test]
    public void A_rule_is_called_in_files_as_its_optimizer_is(
        [ValueSource(typeof(OptimizerCatalog), nameof(OptimizerCatalog.Names))] string rule)
    {
        Optimizer optimizer = OptimizerFactory.Create(new() { Rule = rule }, Any);
        string text = JsonSerializer.Serialize(
            SmallRun.Configuration with { Classifier = new() { Optimizer = new() { Rule = rule } } },
            ConfigurationJson.Default.RunConfiguration);
        Assert.That(text, Does.Contain($"\"rule\": \"{optimizer.Name}\""));
    }

    [Test]
    public void Options_reach_the_optimizer()
    {
        var adam = (AdamW)OptimizerFactory.Create(
            new() { Rule = "adamw", Momentum = 0.5f, Beta2 = 0.75f, ClipNorm = 2, ClipValue = 3 }, Any);
        Assert.That((adam.Beta1, adam.Beta2, adam.WeightDecay, adam.ClipNorm, adam.ClipValue),
            Is.EqualTo((0.5f, 0.75f, 0.01f, 2f, 3f)), "the decay is AdamW's own");
        var sgd = (Sgd)OptimizerFactory.Create(
            new() { Rule = "sgd", Momentum = 0.9f, Nesterov = true, WeightDecay = 0.2f }, Any);
        Assert.That((sgd.Momentum, sgd.Nesterov, sgd.WeightDecay), Is.EqualTo((0.9f, true, 0.2f)));
        var rms = (RmsProp)OptimizerFactory.Create(
            new() { Rule = "rmsprop", Momentum = 0.3f, Beta2 = 0.8f, Centred = true }, Any);
        Assert.That((rms.Momentum, rms.Decay, rms.Centred), Is.EqualTo((0.3f, 0.8f, true)));
        Assert.That(((Sgd)OptimizerFactory.Create(new() { Rule = "sgd" }, Any)).Momentum, Is.Zero);
        Assert.That(((GradientAccumulation)OptimizerFactory.Create(new() { Accumulation = 3 }, Any)).Batches,
            Is.EqualTo(3));
    }

    // Ten steps of an epoch, of 100 in all; the rate is 1.
    [TestCase("constant", 0, new float[] { 1, 1, 1, 1 })]
    [TestCase("inverse-sqrt", 0, new float[] { 1, 1, 0.5773503f, 0.3162278f })]
    [TestCase("step", 0, new float[] { 1, 1, 0.25f, 0.00390625f })]
    [TestCase("exponential", 0, new float[] { 1, 1, 0.0625f, 0.0000038147f })]
    [TestCase("polynomial", 0, new float[] { 1, 0.9025f, 0.64f, 0.0001f })]
    [TestCase("cosine-restarts", 0, new float[] { 1, 0.8535534f, 1, 0.5196299f })] // periods of 20, 40 and 80 steps
    [TestCase("one-cycle", 0, new float[] { 0.04f, 0.1087086f, 0.7893698f, 0.000004f })]
    [TestCase("cosine", 0, new float[] { 1, 0.9938442f, 0.9045085f, 0.0002467f })]
    [TestCase("cosine", null, new float[] { 0.1666667f, 1, 0.9397368f, 0.0002733f })]
    [TestCase("constant", 9, new float[] { 0.1f, 0.6f, 1, 1 })]
    public void A_schedule_is_the_one_that_is_named(string name, int? warmUp, float[] expected)
    {
        ScheduleKind kind = ScheduleCatalog.Find(name);
        var options = new OptimizerOptions
        {
            LearningRate = 1,
            Schedule = name,
            WarmUp = warmUp,
            ScheduleLength = kind.Length is null ? null : name == "step" ? 2 : 20,
            ScheduleFactor = kind.Factor is null ? null : name == "cosine-restarts" ? 2 : 0.25f,
            SchedulePower = kind.Power is null ? null : 2,
        };
        Schedule schedule = OptimizerFactory.CreateSchedule(options);
        int[] steps = [0, 5, 20, 99];
        float[] rates = [.. steps.Select(step => schedule.RateAt(step, step / 10, 100))];
        Assert.That(() => options.Validate("any"), Throws.Nothing);
        Assert.That(rates, Is.EqualTo(expected).Within(2e-6));
    }

    [Test]
    public void Every_rule_trains_a_stage(
        [ValueSource(typeof(OptimizerCatalog), nameof(OptimizerCatalog.Names))] string rule) =>
        Assert.That(Trained(new() { Rule = rule, LearningRate = OptimizerCatalog.Find(rule).LearningRate ?? 1e-3f }),
            Is.Not.EqualTo(Trained(epochs: 0)));

    [Test]
    public void Every_option_changes_what_a_stage_comes_to()
    {
        var plain = new OptimizerOptions { LearningRate = 1e-2f };
        float[] expected = Trained(plain);
        OptimizerOptions[] others =
        [
            plain with { WeightDecay = 0.1f }, plain with { ClipNorm = 0.1f }, plain with { ClipValue = 0.01f },
                plain with { Accumulation = 2 },
            plain with { EmaDecay = 0.9f }, plain with { WarmUp = 3 }, plain with { Momentum = 0.5f },
                plain with { Beta2 = 0.9f },
        ];
        Assert.That(Trained(plain), Is.EqualTo(expected));
        foreach (OptimizerOptions other in others)
        {
            Assert.That(Trained(other), Is.Not.EqualTo(expected), other.ToString());
        }
    }

    [Test]
    public void On_a_plateau_the_rate_of_a_stage_falls()
    {
        // Nothing is learned at 10⁻³⁰, so the second epoch is no better than the first, and from the third on the rate
        // is a thousandth.
        var options = new OptimizerOptions
        {
            LearningRate = 1e-30f,
            Schedule = "plateau",
            ScheduleLength = 1,
            ScheduleFactor = 0.001f
        };
        var factors = new List<float>();
        Trained(options, epochs: 3, new RateOfEpoch(factors));
        Assert.That(factors, Is.EqualTo([1, 1, 0.001f]));
    }

    private static float[] Trained(
        OptimizerOptions? optimizer = null, int epochs = 1, params TrainingCallback[] callbacks)
    {
        ClassifierOptions classifier =
            SmallRun.Configuration.Classifier with { Optimizer = optimizer ?? new(), Epochs = epochs };
        RunConfiguration configuration = SmallRun.Configuration with { Classifier = classifier };
        configuration.Validate();
        Dataset data = SmallRun.Data;
        var state = new RunState();
        new BaselineStage().Run(new RunContext(configuration, data, data.Take(0), callbacks), state);
        return state.Baseline!.Parameters.Values.ToArray();
    }

    /// <summary>The factor in the first update of every epoch.</summary>
    private sealed class RateOfEpoch(List<float> factors) : TrainingCallback
    {
        public override void OnStep(in StepContext context, ReadOnlySpan<float> metrics)
        {
            if (factors.Count == context.Epoch)
            {
                factors.Add(context.RateFactor);
            }
        }
    }
}
