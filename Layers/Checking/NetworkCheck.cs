using Scratch.Engine;
using Scratch.Layers.Checking.ReferenceLayers;
using Scratch.Layers.Checking.ReferenceLosses;

namespace Scratch.Layers.Checking;

/// <summary>
/// The check of one network on one random batch, under a loss or under Σ dOutput ⊙ output for a random dOutput.
/// </summary>
internal sealed class NetworkCheck
{
    // from a kink: many steps of the central difference, and many roundings of a float
    private const double Margin = 1e-3;
    private const int Attempts = 100;

    private readonly Network _network;
    private readonly Loss? _loss;
    private readonly Mode _mode;
    private readonly RandomStream _random;
    private readonly Matrix _input;
    private readonly Matrix _target; // without a loss, dOutput
    private readonly float _scale;
    private readonly ReferenceLoss _referenceLoss;
    private readonly double[][] _targets;

    private ReferenceNetwork _reference = null!;
    private double[] _inputs = []; // all rows of the batch, one after another
    private double[] _dInput = []; // in float

    /// <summary>
    /// Draws a batch. With a loss the network ends at its logits, as in training; without, at its output.
    /// </summary>
    public NetworkCheck(Network network, Loss? loss, int batch, Mode mode, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        (_network, _loss, _mode, _random) = (network, loss, mode, random);
        _scale = loss is null ? 1 : 1f / batch;
        _referenceLoss = loss is null ? new DotProduct() : ReferenceLoss.Of(loss);
        _input = Matrix.Allocate(batch, network.Inputs);
        _target = Matrix.Allocate(batch, network.Outputs);
        RandomInputs.FillTarget(_target.Span, random.Fork(1));
        _targets = Rows(ReferenceNetwork.ToDoubles(_target), _target.Columns);
    }

    /// <summary>
    /// One result for the input and one for every tensor of parameters. Leaves gradients at zero and the state as it
    /// was.
    /// </summary>
    public List<GradientCheckResult> Run(string name)
    {
        RunAwayFromKinks();
        double[][][] gradients = _reference.AllocateGradients();
        double[] dInput = BackwardInDouble(gradients);
        var results = new List<GradientCheckResult> { Result(name, "input", _inputs, _dInput, dInput) };
        for (int layer = 0, tensor = 0; layer < gradients.Length; layer++)
        {
            for (int k = 0; k < gradients[layer].Length; k++, tensor++)
            {
                double[] gradient = ReferenceNetwork.ToDoubles(_network.Parameters.GradientViews.Span[tensor]);
                string quantity = _network.Parameters.Declarations[tensor].Name;
                results.Add(Result(name, quantity, _reference.Parameters[layer][k], gradient, gradients[layer][k]));
            }
        }
        _network.Parameters.ZeroGradients();
        return results;
    }

    /// <summary>
    /// Draws batches until no unit of the network is near its kink; after many attempts, takes the last.
    /// </summary>
    private void RunAwayFromKinks()
    {
        float[] state = _network.State.Values.ToArray();
        int layers = _loss is null ? _network.Layers.Count : _network.LogitLayers;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            RandomInputs.FillAwayFromZero(_input.Span, _random.Fork(0).Fork(attempt));
            _inputs = ReferenceNetwork.ToDoubles(_input);
            _dInput = ReferenceNetwork.ToDoubles(BackwardInFloat());
            _reference = new ReferenceNetwork(_network, layers, _mode, _random.Fork(3));
            state.CopyTo(_network.State.Values);
            double[][][] activations = _reference.Forward(Rows(_inputs, _input.Columns));
            double lossDistance = activations[^1].Zip(_targets, _referenceLoss.DistanceFromKink).Min();
            if (Math.Min(lossDistance, _reference.DistanceFromKinks(activations)) >= Margin)
            {
                return;
            }
        }
    }

    private GradientCheckResult Result(
        string name, string quantity, double[] point, double[] gradient, double[] referenceGradient)
    {
        (double first, double second) =
            CentralDifference.Errors(Objective, point, gradient, referenceGradient, _random.Fork(2));
        return new GradientCheckResult(name, quantity, first, second);
    }

    /// <summary>
    /// What is differentiated: the loss of the batch as a function of _inputs and of the reference's parameters.
    /// </summary>
    private double Objective() =>
        _reference.Forward(Rows(_inputs, _input.Columns))[^1].Zip(
            _targets, (logits, target) => _scale * _referenceLoss.Forward(logits, target)).Sum();

    private double[] BackwardInDouble(double[][][] gradients)
    {
        double[][][] activations = _reference.Forward(Rows(_inputs, _input.Columns));
        double[][] dOutputs =
            [.. activations[^1].Zip(_targets, (logits, target) => Scaled(_referenceLoss.Backward(logits, target)))];
        return [.. _reference.Backward(activations, dOutputs, gradients).SelectMany(row => row)];
    }

    private double[] Scaled(double[] gradient) => [.. gradient.Select(d => _scale * d)];

    private Matrix BackwardInFloat()
    {
        var workspace = new Workspace(_network, _input.Rows);
        Matrix dInput = Matrix.Allocate(_input.Rows, _input.Columns);
        dInput.Fill(float.NaN); // it is to be overwritten
        _network.Parameters.ZeroGradients();
        if (_loss is null)
        {
            _network.Forward(workspace, _input, _mode, _random.Fork(3));
            _network.Backward(workspace, _target, dInput, ParameterGradients.Accumulate);
        }
        else
        {
            Matrix logits = _network.ForwardToLogits(workspace, _input, _mode, _random.Fork(3));
            _loss.Compute(logits, _target, default, _scale, workspace.DLogits);
            _network.BackwardFromLogits(workspace, workspace.DLogits, dInput, ParameterGradients.Accumulate);
        }
        return dInput;
    }

    private static double[][] Rows(double[] numbers, int columns) => [.. numbers.Chunk(columns)];

    /// <summary>
    /// Σ dOutput ⊙ output, whose gradient is dOutput: with it any dOutput enters a backward pass, not only a loss's.
    /// </summary>
    private sealed class DotProduct : ReferenceLoss
    {
        public override double Forward(double[] logits, double[] target) => logits.Zip(target, (x, d) => x * d).Sum();

        public override double[] Backward(double[] logits, double[] target) => target;
    }
}
