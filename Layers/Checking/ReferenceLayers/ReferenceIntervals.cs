namespace Scratch.Layers.Checking.ReferenceLayers;

/// <summary>
/// The worst logits of boxes in double precision. Here a bound is a sum over corners: of each input, the end that the
/// weight's sign asks for.
/// </summary>
internal sealed class ReferenceIntervals : IReferenceBounds
{
    private readonly ReferenceLayer?[] _functions; // null where the layer is Dense
    private readonly double[][] _lower; // of what goes into each layer
    private readonly double[][] _upper;

    /// <summary>A network up to its logits, with a copy of its parameters.</summary>
    public ReferenceIntervals(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        int layers = network.LogitLayers;
        _functions = [.. network.Layers.Take(layers).Select(layer => layer is Dense ? null : ReferenceLayer.Of(layer))];
        Parameters = [.. Enumerable.Range(0, layers)
            .Select(i => network.ParametersOf(i).ToArray().Select(ReferenceNetwork.ToDoubles).ToArray())];
        _lower = new double[layers][];
        _upper = new double[layers][];
    }

    /// <inheritdoc/>
    public double[][][] Parameters { get; }

    /// <inheritdoc/>
    public double[] Forward(double[] lower, double[] upper, int label)
    {
        int last = _functions.Length - 1;
        (_lower[0], _upper[0]) = (lower, upper);
        for (int i = 0; i < last; i++)
        {
            (_lower[i + 1], _upper[i + 1]) = _functions[i] is { } function
                ? (function.Forward([], [_lower[i]])[0], function.Forward([], [_upper[i]])[0])
                : (Extreme(i, (input, o) => Weight(i, input, o), -1), Extreme(i, (input, o) => Weight(i, input, o), 1));
        }
        double[] worst = Extreme(last, (input, o) => Weight(last, input, o) - Weight(last, input, label), 1);
        return [.. worst.Select(z => z - Parameters[last][1][label])];
    }

    /// <inheritdoc/>
    public void Backward(int label, double[] dWorst, double[][][] dParameters) =>
        Backward(label, dWorst, dParameters, _ => null);

    /// <summary>The same where the bounds of what goes into some layers have gradients of their own.</summary>
    internal void Backward(
        int label, double[] dWorst, double[][][] dParameters, Func<int, (double[] DLower, double[] DUpper)?> inner)
    {
        ArgumentNullException.ThrowIfNull(dWorst);
        ArgumentNullException.ThrowIfNull(dParameters);
        int last = _functions.Length - 1;
        (double[] dLower, double[] dUpper) = (new double[_lower[last].Length], new double[_lower[last].Length]);
        for (int k = 0; k < dWorst.Length; k++)
        {
            for (int i = 0; i < dLower.Length; i++)
            {
                double difference = Weight(last, i, k) - Weight(last, i, label);
                double corner = difference > 0 ? _upper[last][i] : _lower[last][i];
                (difference > 0 ? dUpper : dLower)[i] += dWorst[k] * difference;
                dParameters[last][0][(i * dWorst.Length) + k] += dWorst[k] * corner;
                dParameters[last][0][(i * dWorst.Length) + label] -= dWorst[k] * corner;
            }
            dParameters[last][1][k] += dWorst[k];
            dParameters[last][1][label] -= dWorst[k];
        }
        for (int layer = last - 1; layer >= 0; layer--)
        {
            if (_functions[layer] is { } function)
            {
                dLower = function.Backward([], [_lower[layer]], [dLower], [])[0];
                dUpper = function.Backward([], [_upper[layer]], [dUpper], [])[0];
                if (inner(layer) is var (ofLower, ofUpper))
                {
                    (dLower, dUpper) = (
                        [.. dLower.Zip(ofLower, (a, b) => a + b)], [.. dUpper.Zip(ofUpper, (a, b) => a + b)]);
                }
            }
            else
            {
                (dLower, dUpper) = BackwardDense(layer, dLower, dUpper, dParameters[layer]);
            }
        }
    }

    /// <summary>The bounds of what goes into a layer, after <see cref="Forward"/>.</summary>
    internal (double[] Lower, double[] Upper) BoundsOf(int layer) => (_lower[layer], _upper[layer]);

    /// <inheritdoc/>
    /// <remarks>Bounds before an activation, weights, and differences of weights have kinks at 0.</remarks>
    public double DistanceFromKinks(int label)
    {
        int last = _functions.Length - 1;
        double distance = double.PositiveInfinity;
        for (int i = 0; i <= last; i++)
        {
            IEnumerable<double> numbers = i == last
                ? Enumerable.Range(0, Parameters[i][0].Length).Where(w => w % Outputs(i) != label)
                    .Select(w => Parameters[i][0][w] - Parameters[i][0][(w / Outputs(i) * Outputs(i)) + label])
                : _functions[i] is null ? Parameters[i][0] : [.. _lower[i], .. _upper[i]];
            distance = Math.Min(distance, numbers.Min(Math.Abs));
        }
        return distance;
    }

    private (double[] DLower, double[] DUpper) BackwardDense(
        int layer, double[] dLower, double[] dUpper, double[][] dParameters)
    {
        (double[] lower, double[] upper) = (_lower[layer], _upper[layer]);
        (double[] dLowerInput, double[] dUpperInput) = (new double[lower.Length], new double[lower.Length]);
        for (int o = 0; o < dLower.Length; o++)
        {
            dParameters[1][o] += dLower[o] + dUpper[o];
            for (int i = 0; i < lower.Length; i++)
            {
                double weight = Weight(layer, i, o);
                bool rises = weight > 0;
                (rises ? dLowerInput : dUpperInput)[i] += dLower[o] * weight;
                (rises ? dUpperInput : dLowerInput)[i] += dUpper[o] * weight;
                dParameters[0][(i * dLower.Length) + o] +=
                    (dLower[o] * (rises ? lower[i] : upper[i])) + (dUpper[o] * (rises ? upper[i] : lower[i]));
            }
        }
        return (dLowerInput, dUpperInput);
    }

    /// <summary>The least (sign −1) or largest (sign 1) value of each output over the corners of the box.</summary>
    private double[] Extreme(int layer, Func<int, int, double> weight, int sign)
    {
        double[] extreme = [.. Parameters[layer][1]];
        for (int o = 0; o < extreme.Length; o++)
        {
            for (int i = 0; i < _lower[layer].Length; i++)
            {
                double atLower = weight(i, o) * _lower[layer][i], atUpper = weight(i, o) * _upper[layer][i];
                extreme[o] += sign > 0 ? Math.Max(atLower, atUpper) : Math.Min(atLower, atUpper);
            }
        }
        return extreme;
    }

    private double Weight(int layer, int input, int output) => Parameters[layer][0][(input * Outputs(layer)) + output];

    private int Outputs(int layer) => Parameters[layer][1].Length;
}
