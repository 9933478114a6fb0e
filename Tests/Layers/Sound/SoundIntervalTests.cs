using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Layers.Sound;

/// <summary>Bounds from a ball of sounds to logits: no sound of the ball leaves them.</summary>
[NonParallelizable]
public class SoundIntervalTests
{
    private static readonly int[] Labels = [0, 1, 2];

    [TestCase(0)]
    [TestCase(1e-5f)]
    [TestCase(5e-4f)]
    [TestCase(0.02f)]
    public void No_sound_of_the_ball_leaves_the_bounds_of_any_layer(float epsilon)
    {
        Network network = Classifier();
        Matrix sounds = SoundLayerTests.Sounds();
        (Matrix lower, Matrix upper) = Ball(sounds, epsilon);
        var pass = new IntervalPass(network, sounds.Rows, roundsOutward: true);
        pass.Forward(lower, upper);
        var workspace = new Workspace(network, sounds.Rows);
        for (ulong seed = 0; seed < 60; seed++)
        {
            Matrix sound = Within(lower, upper, seed);
            Matrix logits = network.ForwardToLogits(workspace, sound);
            AssertWithin(logits, pass.Lower(network.LogitLayers), pass.Upper(network.LogitLayers), "logits");
            for (int layer = 1; layer <= 6; layer++)
            {
                var part = new Network(network.Inputs, network.Layers.Take(layer));
                network.State.Values[..part.State.Values.Length].CopyTo(part.State.Values);
                AssertWithin(part.PredictOutputs(sound), pass.Lower(layer), pass.Upper(layer),
                    network.Layers[layer - 1].Type);
            }
        }
    }

    /// <summary>But for rounding outward, which the logarithm of a quiet band feels.</summary>
    [Test]
    public void Of_a_single_sound_the_bounds_are_the_logits()
    {
        Network network = Classifier();
        Matrix sounds = SoundLayerTests.Sounds();
        var pass = new IntervalPass(network, sounds.Rows);
        pass.Forward(sounds, sounds);
        Matrix logits = network.PredictOutputs(sounds);
        Assert.That(Agreement.Error(pass.Lower(network.LogitLayers), logits), Is.LessThan(1e-2));
        Assert.That(Agreement.Error(pass.Upper(network.LogitLayers), logits), Is.LessThan(1e-2));
    }

    /// <summary>The bounds of Re and Im are reached: at the corner of the box that the signs of the waves ask for.</summary>
    [Test]
    public void The_bound_of_a_power_with_one_part_is_reached()
    {
        const int width = 16;
        var layer = new PowerSpectrum(width, width, width);
        Matrix lower = Matrix.Allocate(1, width), upper = Matrix.Allocate(1, width), corner = Matrix.Allocate(1, width);
        for (int i = 0; i < width; i++)
        {
            (lower[0, i], upper[0, i], corner[0, i]) = (1, 1.5f, 1.5f);
        }
        (Matrix low, Matrix high) = (Matrix.Allocate(1, 9), Matrix.Allocate(1, 9));
        IIntervalLayer bounds = layer;
        bounds.ForwardIntervals(default, lower, upper, Matrix.Allocate(1, bounds.IntervalRoom), low, high);
        Assert.That(high[0, 0], Is.EqualTo(24 * 24).Within(0.1), "all at the top");
        Assert.That(low[0, 0], Is.EqualTo(16 * 16).Within(0.1), "all at the bottom");
        Assert.That(high[0, 8], Is.EqualTo(4 * 4).Within(0.01), "half of them at the top");
        Assert.That(low[0, 8], Is.Zero.Within(1e-20));
    }

    [Test]
    public void A_count_that_the_box_leaves_open_is_bounded_for_all_that_it_may_be()
    {
        Network network = Classifier();
        Matrix sounds = SoundLayerTests.Sounds();
        (Matrix lower, Matrix upper) = Ball(sounds, 1e-4f);
        for (int row = 0; row < sounds.Rows; row++)
        {
            upper[row, upper.Columns - 1] += 3;
        }
        var pass = new IntervalPass(network, sounds.Rows, roundsOutward: true);
        pass.Forward(lower, upper);
        for (ulong seed = 0; seed < 20; seed++)
        {
            AssertWithin(network.PredictOutputs(Within(lower, upper, seed)), pass.Lower(network.LogitLayers),
                pass.Upper(network.LogitLayers), "logits");
        }
    }

    [Test]
    public void Training_on_worst_logits_moves_what_learns_and_allocates_nothing()
    {
        Network network = Classifier();
        (Matrix lower, Matrix upper) = Ball(SoundLayerTests.Sounds(), 1e-4f);
        Matrix dWorst = Tests.Layers.Samples.Uniform(3, 3, seed: 3);
        var pass = new IntervalPass(network, 3);
        void Step()
        {
            pass.ForwardToWorstLogits(lower, upper, Labels);
            pass.Backward(dWorst);
        }
        Step();
        float[] whole = network.Parameters.Gradients.ToArray();

        // the layers that learn, alone, from the bounds of the features
        var rest = new Network(24, network.Layers.Skip(6));
        network.Parameters.Values.CopyTo(rest.Parameters.Values);
        var restPass = new IntervalPass(rest, 3);
        restPass.ForwardToWorstLogits(pass.Lower(6), pass.Upper(6), Labels);
        restPass.Backward(dWorst);
        Assert.That(whole, Has.Some.Not.Zero);
        Assert.That(whole, Is.EqualTo(rest.Parameters.Gradients.ToArray()));
        Assert.That(Allocations.OfWarm(Step), Is.Zero);
    }

    [Test]
    public void A_standardisation_in_front_has_bounds()
    {
        var network = new Network(2, new Standardisation(2), new Dense(2, 2));
        network.State.ValueViews.Span[0][0, 0] = 1;
        (network.State.ValueViews.Span[1][0, 0], network.State.ValueViews.Span[1][0, 1]) = (2, -4);
        var pass = new IntervalPass(network, 1);
        pass.Forward(Matrix.FromRows([0, 0]), Matrix.FromRows([2, 8]));
        Assert.That(pass.Lower(1).Row(0).ToArray(), Is.EqualTo([-0.5f, -2]));
        Assert.That(pass.Upper(1).Row(0).ToArray(), Is.EqualTo([0.5f, 0]));
        Assert.That(() => new IntervalPass(new Network(2, new Standardisation(2)), 1),
            Throws.TypeOf<NotSupportedException>());
        Assert.That(() => new IntervalPass(new Network(2, new Dense(2, 2), new Standardisation(2), new Dense(2, 2)), 1),
            Throws.TypeOf<NotSupportedException>().With.Message.Contains("Layer 1, Standardisation"));
    }

    private static Network Classifier()
    {
        Network network = SoundLayerTests.FrontEnd(new Dense(24, 9), new Relu(), new Dense(9, 3));
        Tests.Layers.Samples.FillParameters(network.Parameters, seed: 5);
        return network;
    }

    private static (Matrix Lower, Matrix Upper) Ball(Matrix sounds, float epsilon)
    {
        Matrix lower = Matrix.Allocate(sounds.Rows, sounds.Columns), upper = Matrix.Allocate(sounds.Rows, sounds.Columns);
        for (int i = 0; i < sounds.Length; i++)
        {
            bool isCount = i % sounds.Columns == sounds.Columns - 1;
            (lower.Span[i], upper.Span[i]) = isCount ? (sounds.Span[i], sounds.Span[i])
                : (sounds.Span[i] - epsilon, sounds.Span[i] + epsilon);
        }
        return (lower, upper);
    }

    /// <summary>A point of the box: of even seeds a corner.</summary>
    private static Matrix Within(Matrix lower, Matrix upper, ulong seed)
    {
        Matrix point = Tests.Layers.Samples.Uniform(lower.Rows, lower.Columns, seed + 100, 0, 1);
        for (int i = 0; i < point.Length; i++)
        {
            float share = seed % 2 == 0 ? MathF.Round(point.Span[i]) : point.Span[i];
            point.Span[i] =
                Math.Clamp(lower.Span[i] + (share * (upper.Span[i] - lower.Span[i])), lower.Span[i], upper.Span[i]);
        }
        return point;
    }

    private static void AssertWithin(Matrix numbers, Matrix lower, Matrix upper, string name)
    {
        double[] x = Agreement.Doubles(numbers), low = Agreement.Doubles(lower), high = Agreement.Doubles(upper);
        Assert.That(x.Where((value, i) => !(value >= low[i] && value <= high[i])), Is.Empty, name);
    }
}
