using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Layers.Sound;

/// <summary>Attacks know nothing of sounds: a network that begins at the samples is one like any other.</summary>
public class SoundAttackTests
{
    [Test]
    public void Projected_gradients_raise_the_loss_at_samples_and_leave_the_count_as_it_means()
    {
        Network network = SoundLayerTests.FrontEnd(new Dense(24, 9), new Relu(), new Dense(9, 3));
        Samples.FillParameters(network.Parameters, seed: 5);
        Matrix sounds = SoundLayerTests.Sounds(), moved = Matrix.Allocate(sounds.Rows, sounds.Columns);
        int[] labels = [0, 1, 2], examples = [0, 1, 2];
        const float epsilon = 0.005f;
        var attack = new ProjectedGradient(
            new ClassifierModel(network, sounds.Rows),
            new AttackOptions
            {
                Norm = "linf",
                Epsilon = epsilon,
                StepSize = 0.001f,
                Steps = 10,
                RandomStart = false,
                Bounded = false,
            });
        attack.Perturb(new AttackBatch(sounds, labels, examples, new RandomStream(1)), moved);
        Assert.That(Loss(network, moved, labels), Is.GreaterThan(1.2 * Loss(network, sounds, labels)));
        Assert.That(Agreement.Doubles(moved).Zip(Agreement.Doubles(sounds), (a, b) => Math.Abs(a - b)).Max(),
            Is.LessThanOrEqualTo(epsilon + 1e-7));
        for (int row = 0; row < sounds.Rows; row++)
        {
            Assert.That(moved.Row(row)[^1], Is.EqualTo(sounds.Row(row)[^1]), "its gradient is 0");
        }
    }

    /// <summary>The sum of −log p of the labels.</summary>
    private static double Loss(Network network, Matrix sounds, int[] labels)
    {
        Matrix logits = network.PredictOutputs(sounds);
        return labels.Select((label, row) =>
            Math.Log(Agreement.Doubles(logits.SliceRows(row, 1)).Sum(Math.Exp)) - logits[row, label]).Sum();
    }
}
