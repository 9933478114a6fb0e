using Scratch.Engine;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Layers.Checking.ReferenceLosses;

namespace Scratch.Layers.Checking;

/// <summary>
/// The gradient of a network's loss on one example, by central differences alone: (L(θ + h) − L(θ − h)) / 2h for every
/// number θ, in double precision, with h = 10⁻⁵. No backward pass has a part in it.
/// </summary>
/// <remarks>For small networks: it costs two forward passes for every parameter. Everything here allocates.</remarks>
internal sealed class NumericGradient
{
    private readonly ReferenceNetwork _network;
    private readonly ReferenceLoss _loss;
    private readonly double[] _input;
    private readonly double[] _target;

    private NumericGradient(Network network, Loss loss, Matrix input, Matrix target)
    {
        _network = new ReferenceNetwork(network, network.LogitLayers);
        _loss = ReferenceLoss.Of(loss);
        _input = ReferenceNetwork.ToDoubles(input);
        _target = ReferenceNetwork.ToDoubles(target);
    }

    /// <summary>∂loss/∂input, as many numbers as the network has inputs.</summary>
    public IReadOnlyList<double> Input { get; private set; } = [];

    /// <summary>∂loss/∂parameters: of each tensor its numbers, row by row as in memory.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Parameters { get; private set; } = [];

    /// <summary>Measures the gradient of the loss from the logits, in evaluation. The network is only read.</summary>
    /// <param name="network">With the parameters to measure at.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="input">(1, Inputs), one example.</param>
    /// <param name="target">(1, Outputs).</param>
    /// <exception cref="ArgumentException">A shape is another; the message prints both.</exception>
    /// <exception cref="NotSupportedException">A layer or the loss has no double-precision reference.</exception>
    public static NumericGradient Measure(Network network, Loss loss, Matrix input, Matrix target)
    {
        ArgumentNullException.ThrowIfNull(network);
        Shape.Require(input, 1, network.Inputs);
        Shape.Require(target, 1, network.Outputs);
        var measured = new NumericGradient(network, loss, input, target);
        measured.Input = measured.Along(measured._input);
        measured.Parameters = [.. measured._network.Parameters.SelectMany(layer => layer).Select(measured.Along)];
        return measured;
    }

    /// <summary>The derivative along each of these numbers, which are changed for it and put back.</summary>
    private double[] Along(double[] numbers)
    {
        var gradient = new double[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            double at = numbers[i];
            numbers[i] = at + CentralDifference.Step;
            double above = Loss();
            numbers[i] = at - CentralDifference.Step;
            double below = Loss();
            numbers[i] = at;
            gradient[i] = (above - below) / (2 * CentralDifference.Step);
        }
        return gradient;
    }

    private double Loss() => _loss.Forward(_network.Forward(_input)[^1], _target);
}
