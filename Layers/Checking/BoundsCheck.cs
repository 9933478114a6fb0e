using System.Numerics.Tensors;
using Scratch.Engine;
using Scratch.Layers.Checking.ReferenceLayers;

namespace Scratch.Layers.Checking;

/// <summary>
/// The check of the way back through bounds, on random boxes, under Σ dWorst ⊙ worst logits for a random dWorst.
/// </summary>
/// <remarks>
/// The passes take lower and upper bounds of the inputs, labels and dWorst, and add to the gradients of the network's
/// parameters.
/// </remarks>
internal sealed class BoundsCheck
{
    // from a kink: ten steps of the central difference, and a thousand roundings of a float
    private const double Margin = 1e-4;
    private const int Attempts = 1000;

    private readonly Network _network;
    private readonly RandomStream _random;
    private readonly Matrix _lower;
    private readonly Matrix _upper;
    private readonly Matrix _dWorst;
    private readonly int[] _labels;
    private readonly Func<Network, IReferenceBounds> _newReference;
    private readonly Action<Matrix, Matrix, int[], Matrix> _passes;
    private IReferenceBounds _reference = null!;

    public BoundsCheck(
        Network network, int batch, RandomStream random, Func<Network, IReferenceBounds> reference, Action<Matrix,
            Matrix, int[], Matrix> passes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        (_network, _random, _newReference, _passes) = (network, random, reference, passes);
        _lower = Matrix.Allocate(batch, network.Inputs);
        _upper = Matrix.Allocate(batch, network.Inputs);
        _dWorst = Matrix.Allocate(batch, network.Outputs);
        _labels = [.. Enumerable.Range(0, batch).Select(row => row % network.Outputs)];
        random.Fork(1).FillNormal(_dWorst.Span);
    }

    /// <summary>
    /// One result for every tensor of parameters. Leaves gradients at zero, and parameters that it drew.
    /// </summary>
    public List<GradientCheckResult> Run(string name)
    {
        DrawAwayFromKinks();
        _network.Parameters.ZeroGradients();
        _passes(_lower, _upper, _labels, _dWorst);

        double[][][] gradients =
            [.. _reference.Parameters.Select(layer => layer.Select(t => new double[t.Length]).ToArray())];
        for (int row = 0; row < _labels.Length; row++)
        {
            Worst(row);
            _reference.Backward(_labels[row], Row(_dWorst, row), gradients);
        }
        var results = new List<GradientCheckResult>();
        for (int layer = 0, tensor = 0; layer < gradients.Length; layer++)
        {
            for (int k = 0; k < gradients[layer].Length; k++, tensor++)
            {
                double[] gradient = ReferenceNetwork.ToDoubles(_network.Parameters.GradientViews.Span[tensor]);
                (double first, double second) = CentralDifference.Errors(
                    Objective, _reference.Parameters[layer][k], gradient, gradients[layer][k], _random.Fork(2));
                results.Add(new GradientCheckResult(
                    name, _network.Parameters.Declarations[tensor].Name, first, second));
            }
        }
        _network.Parameters.ZeroGradients();
        return results;
    }

    /// <summary>Draws parameters and boxes until nothing is near a kink; after many attempts, takes the last.</summary>
    private void DrawAwayFromKinks()
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            RandomStream random = _random.Fork(0).Fork(attempt);
            RandomInputs.FillParameters(_network, random.Fork(0));
            random.Fork(1).FillUniform(_lower.Span, -1, 1);
            random.Fork(2).FillUniform(_upper.Span, 0.05f, 0.5f);
            TensorPrimitives.Add(_lower.Span, _upper.Span, _upper.Span);
            _reference = _newReference(_network);
            double distance = double.PositiveInfinity;
            for (int row = 0; row < _labels.Length; row++)
            {
                Worst(row);
                distance = Math.Min(distance, _reference.DistanceFromKinks(_labels[row]));
            }
            if (distance >= Margin)
            {
                return;
            }
        }
    }

    private double Objective() =>
        Enumerable.Range(0, _labels.Length).Sum(row => Worst(row).Zip(Row(_dWorst, row), (z, d) => z * d).Sum());

    private double[] Worst(int row) => _reference.Forward(Row(_lower, row), Row(_upper, row), _labels[row]);

    private static double[] Row(Matrix matrix, int row) => ReferenceNetwork.ToDoubles(matrix.SliceRows(row, 1));
}
