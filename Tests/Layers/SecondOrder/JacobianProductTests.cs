using NUnit.Framework;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Tests.Adversarial;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Layers.SecondOrder;

[NonParallelizable]
public class JacobianProductTests
{
    private static readonly Network Network = Generator();

    [Test]
    public void It_is_the_derivative_along_the_vector_a_final_sigmoid_included()
    {
        Matrix input = Samples.Uniform(4, 3, seed: 1), vector = Samples.Uniform(4, 3, seed: 2);
        var workspace = new Workspace(Network, 5);
        Network.Forward(workspace, input);
        Matrix product = new JacobianProduct(Network, 5).Multiply(workspace, vector);
        var reference = new ReferenceNetwork(Network, Network.Layers.Count);
        const double Step = 1e-6;
        double[] Output(int row, double step) =>
            reference.Output([.. Numeric.Row(input, row).Zip(Numeric.Row(vector, row), (x, v) => x + (step * v))]);
        double[] expected = [.. Enumerable.Range(0, 4).SelectMany(row =>
            Output(row, Step).Zip(Output(row, -Step), (above, below) => (above - below) / (2 * Step)))];
        Assert.That(Agreement.Error(product, expected), Is.LessThan(Tolerances.FloatGradient));
    }

    [Test]
    public void It_is_the_transpose_of_the_way_back()
    {
        Matrix input = Samples.Uniform(4, 3, seed: 1), v = Samples.Uniform(4, 3, seed: 2),
            u = Samples.Uniform(4, 7, seed: 3), back = Samples.Poisoned(4, 3);
        var workspace = new Workspace(Network, 4);
        Network.Forward(workspace, input);
        Matrix product = new JacobianProduct(Network, 4).Multiply(workspace, v); // uᵀ (J v) = (Jᵀ u)ᵀ v
        double forward = Agreement.Doubles(product).Zip(Agreement.Doubles(u), (a, b) => a * b).Sum();
        Network.Backward(workspace, u, back, ParameterGradients.Skip);
        Assert.That(Agreement.Doubles(back).Zip(Agreement.Doubles(v), (a, b) => a * b).Sum(),
            Is.EqualTo(forward).Within(1e-5));
    }

    [Test]
    public void A_warm_product_allocates_nothing()
    {
        Matrix input = Samples.Uniform(4, 3, seed: 1);
        var workspace = new Workspace(Network, 4);
        var jacobian = new JacobianProduct(Network, 4);
        Network.Forward(workspace, input);
        Assert.That(Allocations.OfWarm(() => jacobian.Multiply(workspace, input)), Is.Zero);
    }

    /// <summary>Without a kink, and with a final sigmoid.</summary>
    private static Network Generator()
    {
        var network = new Network(3, new Dense(3, 8), new Tanh(), new Dense(8, 7), new Sigmoid());
        Samples.FillParameters(network.Parameters, seed: 3);
        return network;
    }
}
