using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Layers.Sound;

/// <summary>The layers from samples to log-mel features, at the sizes that they are used in.</summary>
[NonParallelizable]
public class SoundLayerTests
{
    private const int Samples = 900, Batch = 3;

    [Test]
    public void Frames_lie_at_equal_distances_over_the_active_part_and_end_with_it()
    {
        var layer = new Frames(inputs: 101, frames: 4, width: 10);
        float[] ramp = [.. Enumerable.Range(0, 100).Select(i => (float)i), 40];
        Matrix output = Run(layer, Matrix.FromRows(ramp));
        Assert.That(Enumerable.Range(0, 4).Select(t => layer.Start(t, 40)), Is.EqualTo([0, 10, 20, 30]));
        for (int t = 0; t < 4; t++)
        {
            // hann(5 of 10) = 1, and hann(0) = 0
            Assert.That(output[0, (t * 10) + 5], Is.EqualTo((10 * t) + 5).Within(1e-5));
            Assert.That(output[0, t * 10], Is.Zero);
        }
        Assert.That(layer.Start(1, 42), Is.EqualTo(11), "32 / 3 is rounded");
        Assert.That(new Frames(101, 1, 10).Start(0, 90), Is.Zero);
    }

    [TestCase(40.4f, 40)]
    [TestCase(39.6f, 40)]
    [TestCase(-3, 10)]
    [TestCase(0, 10)]
    [TestCase(1e9f, 100)]
    [TestCase(float.PositiveInfinity, 100)]
    [TestCase(float.NegativeInfinity, 10)]
    public void A_count_is_rounded_and_kept_between_a_frame_and_all_samples(float count, float taken)
    {
        var layer = new Frames(inputs: 101, frames: 4, width: 10);
        Matrix rows = Tests.Layers.Samples.Uniform(2, 101, seed: 1);
        rows.Row(0).CopyTo(rows.Row(1));
        (rows[0, 100], rows[1, 100]) = (count, taken);
        Matrix output = Run(layer, rows);
        Assert.That(Agreement.Bits(output.SliceRows(0, 1)), Is.EqualTo(Agreement.Bits(output.SliceRows(1, 1))));
    }

    [Test]
    public void A_count_that_is_no_number_is_seen_in_its_row_alone()
    {
        Matrix rows = Tests.Layers.Samples.Uniform(2, 101, seed: 1);
        rows[0, 100] = float.NaN;
        Matrix output = Run(new Frames(101, 4, 10), rows);
        Assert.That(output.Row(0).ToArray(), Is.All.NaN);
        Assert.That(output.Row(1).ToArray(), Is.All.Not.NaN);
    }

    [Test]
    public void A_tone_has_its_power_in_its_band_and_frames_of_it_are_alike()
    {
        Matrix tone = Matrix.Allocate(1, 8001);
        for (int i = 0; i < 8000; i++)
        {
            tone[0, i] = 0.07f * MathF.Sin(2 * MathF.PI * 1000 * i / 8000);
        }
        tone[0, 8000] = 7000;
        Network network = new(8001, LogMelFeatures.CreateLayers(8000)[..3]);
        Matrix bands = network.PredictOutputs(tone).Reshape(0, 40, 40);
        int loudest = Array.IndexOf(bands.Row(0).ToArray(), bands.Row(0).ToArray().Max());
        // centres lie 48.7 mel apart from 92 on, and 1000 Hz are 1000 mel
        Assert.That(loudest, Is.EqualTo(18).Within(1));
        for (int t = 1; t < 40; t++)
        {
            Assert.That(bands[t, loudest], Is.EqualTo(bands[0, loudest]).Within(0.02 * bands[0, loudest]));
        }
    }

    [Test]
    public void From_samples_to_features_both_passes_agree_with_the_double_reference()
    {
        Network network = FrontEnd();
        Matrix input = Sounds(), dOutput = Tests.Layers.Samples.Uniform(Batch, network.Outputs, seed: 2);
        Matrix dInput = Tests.Layers.Samples.Poisoned(Batch, network.Inputs);
        var workspace = new Workspace(network, Batch);
        Matrix output = network.Forward(workspace, input);
        network.Backward(workspace, dOutput, dInput, ParameterGradients.Skip);

        var reference = new ReferenceNetwork(network, network.Layers.Count);
        double[][][] activations = reference.Forward(Rows(input));
        double[][] expected = reference.Backward(activations, Rows(dOutput), reference.AllocateGradients());
        Assert.That(Agreement.Error(output, [.. activations[^1].SelectMany(row => row)]),
            Is.LessThan(Tolerances.FloatAgainstDouble));
        Assert.That(Agreement.Error(dInput, [.. expected.SelectMany(row => row)]),
            Is.LessThan(10 * Tolerances.FloatAgainstDouble), "five layers");
        Assert.That(dInput.SliceColumns(Samples, 1).Row(0)[0], Is.Zero, "the count");
    }

    /// <summary>Along random directions, as the checks of whole networks do it, but with counts that make sense.</summary>
    [Test]
    public void From_samples_to_a_loss_the_gradient_is_the_central_difference()
    {
        Network network = FrontEnd(new Dense(24, 5), new Tanh(), new Dense(5, 3));
        Tests.Layers.Samples.FillParameters(network.Parameters, seed: 5);
        Matrix input = Sounds(), target = Tests.Layers.Samples.OneHot(Batch, 3);
        Matrix dInput = Tests.Layers.Samples.Poisoned(Batch, network.Inputs);
        var workspace = new Workspace(network, Batch);
        Matrix logits = network.ForwardToLogits(workspace, input);
        new SoftmaxCrossEntropy().Compute(logits, target, default, 1, workspace.DLogits);
        network.BackwardFromLogits(workspace, workspace.DLogits, dInput, ParameterGradients.Accumulate);

        var reference = new ReferenceNetwork(network, network.Layers.Count);
        for (ulong seed = 0; seed < 4; seed++)
        {
            Matrix direction = Tests.Layers.Samples.Uniform(Batch, network.Inputs, seed + 20);
            direction.SliceColumns(Samples, 1).Fill(0);
            const double h = 1e-7;
            double along = Agreement.Doubles(dInput).Zip(Agreement.Doubles(direction), (d, v) => d * v).Sum();
            double difference = (Loss(h) - Loss(-h)) / (2 * h);
            Assert.That(along, Is.EqualTo(difference).Within(1e-4 * Math.Abs(difference) + 1e-5), $"direction {seed}");

            double Loss(double step) => Rows(input).Select((row, r) => -LogProbability(
                reference.Forward([.. row.Select((x, i) => x + (step * direction[r, i]))])[^1], r % 3)).Sum();
        }
    }

    [Test]
    public void The_rest_of_the_batch_the_threads_and_gaps_between_rows_change_no_bit()
    {
        using var threads = new PoolThreads(1);
        Network network = FrontEnd();
        Matrix input = Sounds(), dOutput = Tests.Layers.Samples.Uniform(Batch, network.Outputs, seed: 2);
        int[]? expected = null;
        foreach (int count in PoolThreads.Counts)
        {
            WorkerPool.Threads = count;
            Matrix wide = Matrix.Allocate(Batch, network.Inputs + 5), dInput = wide.SliceColumns(2, network.Inputs);
            Matrix wideOutput = Matrix.Allocate(Batch, network.Outputs + 3),
                d = wideOutput.SliceColumns(1, network.Outputs);
            dOutput.CopyTo(d);
            var workspace = new Workspace(network, Batch);
            Matrix output = network.Forward(workspace, input);
            network.Backward(workspace, d, dInput, ParameterGradients.Skip);
            int[] bits = [.. Agreement.Bits(output), .. Agreement.Bits(dInput)];
            Assert.That(bits.AsSpan().SequenceEqual(expected ??= bits), Is.True, $"{count} threads");
            Assert.That(Allocations.OfWarm(() =>
            {
                network.Forward(workspace, input);
                network.Backward(workspace, d, dInput, ParameterGradients.Skip);
            }), Is.Zero, $"{count} threads");
        }
        for (int row = 0; row < Batch; row++)
        {
            int[] alone = Agreement.Bits(network.PredictOutputs(input.SliceRows(row, 1)));
            Assert.That(alone, Is.EqualTo(expected!.Skip(row * network.Outputs).Take(network.Outputs)));
        }
    }

    [Test]
    public void Silence_has_features()
    {
        Network network = FrontEnd();
        Matrix silence = Matrix.Allocate(1, network.Inputs), dInput = Tests.Layers.Samples.Poisoned(1, network.Inputs);
        var workspace = new Workspace(network, 1);
        Matrix output = network.Forward(workspace, silence);
        network.Backward(workspace, Tests.Layers.Samples.Uniform(1, network.Outputs, 1), dInput,
            ParameterGradients.Skip);
        Assert.That(output.Row(0).ToArray().Select(float.IsFinite), Is.All.True);
        Assert.That(dInput.Row(0).ToArray(), Is.All.Zero);
    }

    [Test]
    public void A_share_of_the_mean_of_each_band_is_taken()
    {
        Matrix output = Run(new MeanNormalisation(2, 0.5f), Matrix.FromRows([1, 10, 3, 30, 5, 20]));
        Assert.That(output.Row(0).ToArray(), Is.EqualTo([-0.5f, 0, 1.5f, 20, 3.5f, 10]));
    }

    [Test]
    public void Sizes_that_do_not_fit_are_refused_by_name()
    {
        Assert.That(() => new Frames(100, 4, 100), Throws.InstanceOf<ArgumentException>(), "a frame of all inputs");
        Assert.That(() => new Frames(1 << 20, 4, 100), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new Frames(1000, 100_000, 900), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new PowerSpectrum(1000, 300, 512),
            Throws.ArgumentException.With.Message.Contains("300").And.Message.Contains("1000"));
        Assert.That(() => new PowerSpectrum(400, 200, 199), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new PowerSpectrum(400, 200, 1 << 20), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new MelBands(129, high: 4001), Throws.ArgumentException.With.Message.Contains("4001"));
        Assert.That(() => new MelBands(129, low: float.NaN), Throws.ArgumentException);
        Assert.That(() => new RelativeLog(floor: 0), Throws.ArgumentException);
        Assert.That(() => new RelativeLog(share: float.NaN), Throws.ArgumentException);
        Assert.That(() => new MeanNormalisation(40, 1.5f), Throws.ArgumentException);
        Assert.That(() => new MeanNormalisation(40).OutputsFor(100), Throws.ArgumentException);
    }

    /// <summary>Two bands of twelve frames of sounds of 900 samples.</summary>
    internal static Network FrontEnd(params Layer[] rest)
    {
        var network = new Network(
            Samples + 1, new Frames(Samples + 1, 12, 50), new PowerSpectrum(600, 50, 64),
            new MelBands(12 * 33, 33, 2, 100, 3500), new RelativeLog(), new MeanNormalisation(2),
            new Standardisation(24));
        network = new Network(Samples + 1, [.. network.Layers, .. rest]);
        Tests.Layers.Samples.FillState(network.State, seed: 4);
        return network;
    }

    /// <summary>Noise of RMS 0.05 with counts of all kinds, zeros behind it.</summary>
    internal static Matrix Sounds()
    {
        Matrix sounds = Tests.Layers.Samples.Uniform(Batch, Samples + 1, seed: 1, -0.0866f, 0.0866f);
        int[] counts = [Samples, 333, 50];
        for (int row = 0; row < Batch; row++)
        {
            sounds.Row(row)[counts[row]..].Clear();
            sounds[row, Samples] = counts[row];
        }
        return sounds;
    }

    private static Matrix Run(Layer layer, Matrix input)
    {
        Matrix output = Tests.Layers.Samples.Poisoned(input.Rows, layer.OutputsFor(input.Columns));
        layer.Forward(default, input, output);
        return output;
    }

    private static double LogProbability(double[] logits, int label) =>
        logits[label] - logits.Max() - Math.Log(logits.Sum(z => Math.Exp(z - logits.Max())));

    private static double[][] Rows(Matrix matrix) =>
        [.. Enumerable.Range(0, matrix.Rows).Select(row => Agreement.Doubles(matrix.SliceRows(row, 1)))];
}
