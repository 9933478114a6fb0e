using Scratch.Engine;

namespace Scratch.Layers.Checking;

/// <summary>The check of one network on one random batch, under a loss or under Σ dOutput ⊙ output for a random dOutput.</summary>
internal sealed class NetworkCheck
{
    private const double Margin = 1e-3; // from a kink: many steps of the central difference, and many roundings of a float
    private const int Attempts = 100;

    private readonly Network _network;
    private readonly Loss? _loss;
    private readonly RandomStream _random;
    private readonly Matrix _input;
    private readonly Matrix _target; // without a loss, dOutput
    private readonly float _scale;

    private readonly ReferenceNetwork _reference;
    private readonly ReferenceLoss _referenceLoss;
    private readonly double[][][] _referenceGradients;
    private readonly double[] _inputs; // all rows of the batch, one after another
    private readonly double[] _targets;

    /// <summary>Draws a batch. With a loss the network ends at its logits, as in training; without, at its output.</summary>
    public NetworkCheck(Network network, Loss? loss, int batch, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        (_network, _loss, _random) = (network, loss, random);
        _scale = loss is null ? 1 : 1f / batch;
        _reference = new ReferenceNetwork(network, loss is null ? network.Layers.Count : network.LogitLayers);
        _referenceLoss = loss is null ? new DotProduct() : ReferenceLoss.Of(loss);
        _referenceGradients = _reference.AllocateGradients();
        _input = Matrix.Allocate(batch, network.Inputs);
        _target = Matrix.Allocate(batch, network.Outputs);
        for (int row = 0; row < batch; row++)
        {
            DrawAwayFromKinks(_input.SliceRows(row, 1), random.Fork(0).Fork(row));
        }
        RandomInputs.FillTarget(_target.Span, random.Fork(1));
        _inputs = ReferenceNetwork.ToDoubles(_input);
        _targets = ReferenceNetwork.ToDoubles(_target);
    }

    /// <summary>One result for the input and one for every tensor of parameters. Leaves the network's gradients at zero.</summary>
    public List<GradientCheckResult> Run(string name)
    {
        double[] dInput = ReferenceNetwork.ToDoubles(BackwardInFloat());
        double[] referenceDInput = BackwardInDouble();
        var results = new List<GradientCheckResult> { Result(name, "input", _inputs, dInput, referenceDInput) };
        for (int layer = 0, tensor = 0; layer < _reference.Parameters.Length; layer++)
        {
            for (int k = 0; k < _reference.Parameters[layer].Length; k++, tensor++)
            {
                double[] gradient = ReferenceNetwork.ToDoubles(_network.Parameters.GradientViews.Span[tensor]);
                string quantity = _network.Parameters.Declarations[tensor].Name;
                results.Add(Result(name, quantity, _reference.Parameters[layer][k], gradient, _referenceGradients[layer][k]));
            }
        }
        _network.Parameters.ZeroGradients();
        return results;
    }

    private GradientCheckResult Result(string name, string quantity, double[] point, double[] gradient, double[] referenceGradient)
    {
        (double first, double second) = CentralDifference.Errors(Objective, point, gradient, referenceGradient, _random.Fork(2));
        return new GradientCheckResult(name, quantity, first, second);
    }

    /// <summary>What is differentiated: the loss of the batch as a function of _inputs and of the reference's parameters.</summary>
    private double Objective()
    {
        double sum = 0;
        for (int row = 0; row < _input.Rows; row++)
        {
            sum += _scale * _referenceLoss.Forward(_reference.Forward(InputOf(row))[^1], TargetOf(row));
        }
        return sum;
    }

    private double[] BackwardInDouble()
    {
        var dInput = new List<double>();
        for (int row = 0; row < _input.Rows; row++)
        {
            double[][] activations = _reference.Forward(InputOf(row));
            double[] dOutput = [.. _referenceLoss.Backward(activations[^1], TargetOf(row)).Select(d => _scale * d)];
            dInput.AddRange(_reference.Backward(activations, dOutput, _referenceGradients));
        }
        return [.. dInput];
    }

    private Matrix BackwardInFloat()
    {
        var workspace = new Workspace(_network, _input.Rows);
        Matrix dInput = Matrix.Allocate(_input.Rows, _input.Columns);
        dInput.Fill(float.NaN); // it is to be overwritten
        _network.Parameters.ZeroGradients();
        if (_loss is null)
        {
            _network.Forward(workspace, _input);
            _network.Backward(workspace, _target, dInput, ParameterGradients.Accumulate);
        }
        else
        {
            Matrix logits = _network.ForwardToLogits(workspace, _input);
            _loss.Compute(logits, _target, default, _scale, workspace.DLogits);
            _network.BackwardFromLogits(workspace, workspace.DLogits, dInput, ParameterGradients.Accumulate);
        }
        return dInput;
    }

    private double[] InputOf(int row) => _inputs[(row * _input.Columns)..((row + 1) * _input.Columns)];

    private double[] TargetOf(int row) => _targets[(row * _target.Columns)..((row + 1) * _target.Columns)];

    /// <summary>Draws one example until no unit of the network is near its kink; after many attempts, takes the best.</summary>
    private void DrawAwayFromKinks(Matrix example, RandomStream random)
    {
        Matrix attempt = Matrix.Allocate(1, example.Columns);
        double best = -1;
        for (int i = 0; i < Attempts && best < Margin; i++)
        {
            RandomInputs.FillAwayFromZero(attempt.Span, random.Fork(i));
            double distance = _reference.DistanceFromKinks(ReferenceNetwork.ToDoubles(attempt));
            if (distance > best)
            {
                best = distance;
                attempt.CopyTo(example);
            }
        }
    }

    /// <summary>Σ dOutput ⊙ output, whose gradient is dOutput: with it any dOutput enters a backward pass, not only a loss's.</summary>
    private sealed class DotProduct : ReferenceLoss
    {
        public override double Forward(double[] logits, double[] target) => logits.Zip(target, (x, d) => x * d).Sum();

        public override double[] Backward(double[] logits, double[] target) => target;
    }
}
