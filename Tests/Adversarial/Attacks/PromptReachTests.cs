using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Attacks;

public class PromptReachTests
{
    private const int Latent = 4, Pixels = 7, Prompts = 12;

    /// <summary>Two linear maps in a row are one, on which the boundary is |lead| / ‖w‖ away.</summary>
    [Test]
    public void On_linear_maps_the_reach_is_the_distance_of_the_boundary()
    {
        var generator = new Network(Latent, new Dense(Latent, Pixels));
        var judge = new Network(Pixels, new Dense(Pixels, 2));
        Samples.FillParameters(generator.Parameters, seed: 1);
        Samples.FillParameters(judge.Parameters, seed: 2);
        Matrix prompts = Samples.Uniform(Prompts, Latent, seed: 3), nearest = Samples.Poisoned(Prompts, Latent);
        float[] reach = new float[Prompts];
        new PromptReach(generator, judge, Prompts).Measure(prompts, reach, nearest);

        Matrix g = generator.ParametersOf(0).Span[0], j = judge.ParametersOf(0).Span[0];
        double squares = Enumerable.Range(0, Latent)
            .Sum(z => Math.Pow(Enumerable.Range(0, Pixels).Sum(x => g[z, x] * (double)(j[x, 1] - j[x, 0])), 2));
        for (int row = 0; row < Prompts; row++)
        {
            Matrix before = judge.PredictOutputs(generator.PredictOutputs(prompts.SliceRows(row, 1))),
                after = judge.PredictOutputs(generator.PredictOutputs(nearest.SliceRows(row, 1)));
            double distance = Math.Abs(before[0, 1] - before[0, 0]) / Math.Sqrt(squares);
            // a step is 1e-4 of a lead beyond it
            Assert.That(reach[row], Is.EqualTo(distance).Within(1e-4), $"prompt {row}");
            Assert.That(RowOperations.ArgMax(after.Row(0)), Is.Not.EqualTo(RowOperations.ArgMax(before.Row(0))),
                $"prompt {row}");
        }
    }

    [Test]
    public void On_curved_maps_the_judge_has_changed_its_mind_there_and_not_yet_a_little_before()
    {
        (Network generator, Network judge) = (Toys.Generator(Latent, Pixels), Toys.Classifier(Pixels));
        Matrix logits = judge.PredictOutputs(generator.PredictOutputs(Matrix.Allocate(1, Latent))),
            bias = judge.ParametersOf(2).Span[1];
        for (int k = 0; k < bias.Columns; k++)
        {
            bias[0, k] -= logits[0, k]; // so that boundaries meet at the prompt of zeros, and all others are near one
        }
        Matrix prompts = Samples.Uniform(Prompts, Latent, seed: 3), nearest = Samples.Poisoned(Prompts, Latent);
        float[] reach = new float[Prompts];
        var measure = new PromptReach(generator, judge, Prompts, steps: 200);
        measure.Measure(prompts, reach, nearest);
        Assert.That(reach.Count(float.IsFinite), Is.GreaterThan(0));
        for (int row = 0; row < Prompts; row++)
        {
            Matrix z = prompts.SliceRows(row, 1), end = nearest.SliceRows(row, 1);
            bool changed = Seen(end) != Seen(z);
            Assert.That(changed, Is.EqualTo(float.IsFinite(reach[row])), $"prompt {row}");
            if (changed)
            {
                Assert.That(reach[row], Is.EqualTo(Norm.L2.Distance(end.Row(0), z.Row(0))));
                Matrix before = Matrix.Allocate(1, Latent);
                for (int i = 0; i < Latent; i++)
                {
                    before[0, i] = z[0, i] + (0.999f * (end[0, i] - z[0, i]));
                }
                Assert.That(Seen(before), Is.EqualTo(Seen(z)), $"prompt {row}");
            }
        }
        float[] alone = new float[1];
        measure.Measure(prompts.SliceRows(5, 1), alone);
        Assert.That(alone[0], Is.EqualTo(reach[5]), "whoever is beside it");

        int Seen(Matrix prompt) => RowOperations.ArgMax(judge.PredictOutputs(generator.PredictOutputs(prompt)).Row(0));
    }

    [Test]
    public void A_judge_that_sees_the_same_in_everything_gives_no_reach()
    {
        var judge = new Network(Pixels, new Dense(Pixels, 2)); // its parameters are zero
        float[] reach = new float[3];
        new PromptReach(Toys.Generator(Latent, Pixels), judge, 3).Measure(Samples.Uniform(3, Latent, seed: 3), reach);
        Assert.That(reach, Is.All.EqualTo(float.PositiveInfinity));
    }
}
