using MathNet.Numerics.LinearAlgebra;
using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Layers;

public class NormalisationTests
{
    [Test]
    public void A_batch_in_training_has_mean_beta_and_deviation_gamma()
    {
        LayerRun run = LayerRun.Of("BatchNormalisation", 70, 50); // more columns than one part has
        run.Forward();
        for (int j = 0; j < 70; j++)
        {
            double[] column = Agreement.Doubles(run.Output.SliceColumns(j, 1));
            double gamma = run.Parameters.ValueViews.Span[0][0, j], beta = run.Parameters.ValueViews.Span[1][0, j];
            Assert.That(column.Average(), Is.EqualTo(beta).Within(Tolerances.ByHand));
            // ε against a variance of about 0.7
            Assert.That(column.Average(y => Math.Pow(y - beta, 2)), Is.EqualTo(gamma * gamma).Within(1e-4));
        }
    }

    /// <summary>
    /// The batch 1, 2, 6 has mean 3 and Σ (x − 3)² = 14: variance 14/3 over B, 7 over B − 1. With momentum 0.1 the
    /// running mean goes from 0 to 0.3, the running variance from 1 to 0.9 + 0.7 = 1.6. In evaluation 5 then becomes (5
    /// − 0.3) / √(1.6 + 1e-5).
    /// </summary>
    [Test]
    public void Running_statistics_move_in_training_and_are_used_in_evaluation()
    {
        var network = new Network(1, new BatchNormalisation(1));
        network.Initialise(new RandomStream(1));
        var workspace = new Workspace(network, 3);
        Matrix output = network.Forward(workspace, Matrix.FromRows([1], [2], [6]), Mode.Train, default);
        double deviation = Math.Sqrt((14.0 / 3) + 1e-5);
        Assert.That(Agreement.Error(output, [-2 / deviation, -1 / deviation, 3 / deviation]),
            Is.LessThan(Tolerances.ByHand));
        Assert.That(network.State.ValueViews.Span[0][0, 0], Is.EqualTo(0.3).Within(Tolerances.ByHand));
        Assert.That(network.State.ValueViews.Span[1][0, 0], Is.EqualTo(1.6).Within(Tolerances.ByHand));
        Assert.That(network.PredictOutputs(Matrix.FromRows([5]))[0, 0], Is.EqualTo(4.7 / Math.Sqrt(1.6 + 1e-5)).Within(1e-5));
    }

    [Test]
    public void Evaluation_changes_no_state(
        [Values("BatchNormalisation, evaluated", "SpectralDense, evaluated")] string kind)
    {
        LayerRun run = LayerRun.Of(kind, 13, 5);
        float[] before = run.State.Values.ToArray();
        run.Forward();
        run.Backward();
        Assert.That(run.State.Values.ToArray(), Is.EqualTo(before));
    }

    [Test]
    public void Training_changes_state([Values("BatchNormalisation", "SpectralDense")] string kind)
    {
        LayerRun run = LayerRun.Of(kind, 13, 5);
        float[] before = run.State.Values.ToArray();
        run.Forward();
        float[] after = run.State.Values.ToArray();
        Assert.That(after.Where((x, i) => before[i] != 0 && x == before[i]), Is.Empty);
        run.Backward();
        Assert.That(run.State.Values.ToArray(), Is.EqualTo(after), "the way back changes none");
    }

    [Test]
    public void A_batch_of_one_can_not_train_and_one_of_none_does_nothing()
    {
        var network = new Network(2, new BatchNormalisation(2));
        network.Initialise(new RandomStream(1));
        var workspace = new Workspace(network, 4);
        Assert.That(() => network.Forward(workspace, Matrix.Allocate(1, 2), Mode.Train, default),
            Throws.ArgumentException.With.Message.Contains("one example"));
        network.Forward(workspace, Matrix.Allocate(0, 2), Mode.Train, default);
        network.Backward(workspace, Matrix.Allocate(0, 2), default, ParameterGradients.Accumulate);
        Assert.That(network.State.Values.ToArray().Sum(), Is.EqualTo(2), "means 0, variances 1");
        Assert.That(network.Parameters.Gradients.ToArray(), Is.All.Zero);
    }

    [Test]
    public void Two_passes_over_one_network_keep_their_own_batches()
    {
        var network = new Network(3, new BatchNormalisation(3), new SpectralDense(3, 2), new Dropout(0.5f));
        Samples.FillParameters(network.Parameters, seed: 1);
        network.State.Values.Fill(1);
        Matrix real = Samples.Uniform(4, 3, seed: 2), generated = Samples.Uniform(4, 3, seed: 3),
            dOutput = Samples.Uniform(4, 2, seed: 4);
        var first = new Workspace(network, 4);
        network.Forward(first, real, Mode.Train, new RandomStream(1));
        network.Backward(first, dOutput, default, ParameterGradients.Accumulate);
        float[] expected = network.Parameters.Gradients.ToArray();
        network.Parameters.ZeroGradients();
        network.Forward(new Workspace(network, 4), generated, Mode.Train, new RandomStream(2));
        network.Backward(first, dOutput, default, ParameterGradients.Accumulate);
        Assert.That(network.Parameters.Gradients.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void After_some_passes_the_largest_singular_value_is_one([Values(5, 12)] int inputs)
    {
        var network = new Network(inputs, new SpectralDense(inputs, 8));
        network.Initialise(new RandomStream(1));
        var workspace = new Workspace(network, inputs);
        Matrix identity = Matrix.Allocate(inputs, inputs);
        for (int i = 0; i < inputs; i++)
        {
            identity[i, i] = 1;
        }
        Matrix weights = default;
        for (int pass = 0; pass < 100; pass++)
        {
            // of the identity, with a bias of 0: the weights themselves
            weights = network.Forward(workspace, identity, Mode.Train, default);
        }
        double norm = Matrix<double>.Build.Dense(inputs, 8, (i, o) => weights[i, o]).L2Norm();
        Assert.That(norm, Is.EqualTo(1).Within(Tolerances.TwoWaysInFloat));
        Assert.That(Agreement.Error(network.PredictOutputs(identity), weights), Is.LessThan(Tolerances.TwoWaysInFloat),
            "evaluation uses what training found");
    }

    [Test]
    public void A_momentum_of_zero_keeps_the_running_statistics_and_of_one_those_of_the_last_batch(
        [Values(0, 1)] int momentum)
    {
        var network = new Network(2, new BatchNormalisation(2, momentum));
        network.Initialise(new RandomStream(1));
        network.Forward(new Workspace(network, 2), Matrix.FromRows([1, 4], [3, 8]), Mode.Train, default);
        Assert.That(network.State.ValueViews.Span[0].Span.ToArray(),
            Is.EqualTo(momentum == 0 ? new float[] { 0, 0 } : [2, 6]), "means");
        Assert.That(network.State.ValueViews.Span[1].Span.ToArray(),
            Is.EqualTo(momentum == 0 ? new float[] { 1, 1 } : [2, 8]), "variances");
    }

    [TestCase(0f)]
    [TestCase(-1f)]
    [TestCase(float.NaN)]
    public void Options_that_make_no_sense_are_refused(float value)
    {
        Assert.That(() => new LayerNormalisation(3, value), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BatchNormalisation(3, 0.1f, value), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Elu(value), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Huber(value), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BatchNormalisation(3, value - 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Dropout(value - 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Dropout(1 - value), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new GaussianNoise(value - 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Targets.Smooth(default, value - 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
