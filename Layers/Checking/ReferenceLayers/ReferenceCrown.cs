namespace Scratch.Layers.Checking.ReferenceLayers;

/// <summary>
/// The worst logits of boxes by linear relaxation, in double precision: one function at a time, one unit at a time,
/// hidden layers bounded by intervals.
/// </summary>
internal sealed class ReferenceCrown : IReferenceBounds
{
    private readonly ReferenceIntervals _intervals;
    private readonly double[] _slopes; // [d]: on the left of 0, of the activation before Dense layer d
    private readonly int _outputs;

    /// <summary>
    /// A network of Dense layers with relu or leaky relu between them, with a copy of its parameters.
    /// </summary>
    public ReferenceCrown(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        _intervals = new ReferenceIntervals(network);
        _slopes = [0, .. Enumerable.Range(0, network.LogitLayers / 2)
            .Select(d => (double)ReluLines.SlopeOf(network.Layers[(2 * d) + 1])!.Value)];
        _outputs = network.Outputs;
    }

    /// <inheritdoc/>
    public double[][][] Parameters => _intervals.Parameters;

    /// <inheritdoc/>
    public double[] Forward(double[] lower, double[] upper, int label)
    {
        _ = _intervals.Forward(lower, upper, label);
        return [.. Enumerable.Range(0, _outputs).Select(k => k == label ? 0 : -Carry(label, k).Margin)];
    }

    /// <inheritdoc/>
    public void Backward(int label, double[] dWorst, double[][][] dParameters)
    {
        ArgumentNullException.ThrowIfNull(dWorst);
        ArgumentNullException.ThrowIfNull(dParameters);
        var inner = new Dictionary<int, (double[] DLower, double[] DUpper)>();
        for (int d = 1; d < _slopes.Length; d++)
        {
            int width = _intervals.BoundsOf(Activation(d)).Lower.Length;
            inner[Activation(d)] = (new double[width], new double[width]);
        }
        for (int k = 0; k < _outputs; k++)
        {
            if (k != label)
            {
                Return(Carry(label, k), -dWorst[k], dParameters, inner);
            }
        }
        _intervals.Backward(
            label, new double[_outputs], dParameters, layer => inner.TryGetValue(layer, out var d) ? d : null);
    }

    /// <inheritdoc/>
    /// <remarks>Those of intervals; where a coefficient changes its sign, and where the line below jumps.</remarks>
    public double DistanceFromKinks(int label)
    {
        double distance = _intervals.DistanceFromKinks(label);
        foreach (int k in Enumerable.Range(0, _outputs).Where(k => k != label))
        {
            distance = Math.Min(distance, Carry(label, k).OfInputs.SelectMany(p => p).Min(Math.Abs));
        }
        for (int d = 1; d < _slopes.Length; d++)
        {
            (double[] lower, double[] upper) = _intervals.BoundsOf(Activation(d));
            distance = Math.Min(distance, lower.Zip(upper, (l, u) => Math.Abs(l + u)).Min());
        }
        return distance;
    }

    /// <summary>
    /// The margin z_y − zₖ as a linear function of what comes out of each Dense layer and of what goes into it, and its
    /// least value.
    /// </summary>
    private (double Margin, double[][] OfOutputs, double[][] OfInputs) Carry(int label, int k)
    {
        int last = _slopes.Length - 1;
        var (ofOutputs, ofInputs) = (new double[last + 1][], new double[last + 1][]);
        double margin = 0;
        ofOutputs[last] = [.. Enumerable.Range(0, _outputs).Select(o => (o == label ? 1.0 : 0) - (o == k ? 1 : 0))];
        for (int d = last; d >= 0; d--)
        {
            double[] a = ofOutputs[d], weights = Parameters[2 * d][0];
            margin += a.Zip(Parameters[2 * d][1], (x, b) => x * b).Sum();
            ofInputs[d] = [.. Enumerable.Range(0, weights.Length / a.Length)
                .Select(i => Enumerable.Range(0, a.Length).Sum(o => a[o] * weights[(i * a.Length) + o]))];
            (double[] lower, double[] upper) = _intervals.BoundsOf(Activation(d));
            if (d == 0)
            {
                margin += ofInputs[0].Select((p, i) => Math.Min(p * lower[i], p * upper[i])).Sum();
                break;
            }
            ofOutputs[d - 1] = new double[ofInputs[d].Length];
            for (int i = 0; i < ofInputs[d].Length; i++)
            {
                (double below, double above, double offset) = Lines(lower[i], upper[i], _slopes[d]);
                double p = ofInputs[d][i];
                ofOutputs[d - 1][i] = p * (p > 0 ? below : above);
                margin += p > 0 ? 0 : p * offset;
            }
        }
        return (margin, ofOutputs, ofInputs);
    }

    private void Return(
        (double Margin, double[][] OfOutputs, double[][] OfInputs) function, double dMargin, double[][][] dParameters,
        Dictionary<int, (double[] DLower, double[] DUpper)> inner)
    {
        (double[] lower, double[] upper) = _intervals.BoundsOf(0);
        double[] dP = [.. function.OfInputs[0].Select((p, i) => dMargin * (p > 0 ? lower[i] : upper[i]))];
        for (int d = 0; d < _slopes.Length; d++)
        {
            double[] a = function.OfOutputs[d], weights = Parameters[2 * d][0], dA = new double[a.Length];
            for (int o = 0; o < a.Length; o++)
            {
                dA[o] = dMargin * Parameters[2 * d][1][o];
                dParameters[2 * d][1][o] += dMargin * a[o];
                for (int i = 0; i < dP.Length; i++)
                {
                    dA[o] += dP[i] * weights[(i * a.Length) + o];
                    dParameters[2 * d][0][(i * a.Length) + o] += dP[i] * a[o];
                }
            }
            if (d < _slopes.Length - 1)
            {
                dP = ReturnThroughRelu(d + 1, function.OfInputs[d + 1], dA, dMargin, inner[Activation(d + 1)]);
            }
        }
    }

    private double[] ReturnThroughRelu(
        int d, double[] p, double[] dA, double dMargin, (double[] DLower, double[] DUpper) dBounds)
    {
        (double[] lower, double[] upper) = _intervals.BoundsOf(Activation(d));
        double[] dP = new double[p.Length];
        for (int i = 0; i < p.Length; i++)
        {
            (double l, double u, double s) = (lower[i], upper[i], _slopes[d]);
            (double below, double above, double offset) = Lines(l, u, s);
            dP[i] = p[i] > 0 ? dA[i] * below : (dA[i] * above) + (dMargin * offset);
            if (p[i] < 0 && l < 0 && u > 0)
            {
                // above = (u − s l) / (u − l), offset = −(1 − s) l u / (u − l)
                double square = (u - l) * (u - l);
                dBounds.DLower[i] += p[i] * (1 - s) * ((dA[i] * u) - (dMargin * u * u)) / square;
                dBounds.DUpper[i] += p[i] * (1 - s) * ((-dA[i] * l) + (dMargin * l * l)) / square;
            }
        }
        return dP;
    }

    private static (double Below, double Above, double Offset) Lines(double l, double u, double s) =>
        l >= 0 ? (1, 1, 0) : u <= 0 ? (s, s, 0) : (u > -l ? 1 : s, (u - (s * l)) / (u - l), -(1 - s) * l * u / (u - l));

    /// <summary>The layer before Dense layer d; for the first, the one whose input is that of the network.</summary>
    private static int Activation(int d) => Math.Max(0, (2 * d) - 1);
}
