using Scratch.Engine;

namespace Scratch.Layers.Checking;

/// <summary>
/// The check of a layer without a double-precision reference: its backward pass against differences of its own forward
/// pass, in float, under Σ dOutput ⊙ output for a random dOutput.
/// </summary>
/// <remarks>
/// A difference over h is off by h² f‴ / 6 and by the rounding of f over h. Of two of them, over h and h / 2, the mix
/// (4 d(h/2) − d(h)) / 3 has no h² in it (Richardson 1911), so that h may be large, where rounding is small. Why
/// 10⁻² tells a wrong formula from rounding: docs/backprop.md, section "How near is near enough".
/// </remarks>
internal sealed class DifferenceCheck
{
    /// <summary>h: below the 0.1 that inputs keep from a kink at 0.</summary>
    private const float Step = 1f / 32;

    private readonly Network _network;
    private readonly Mode _mode;
    private readonly RandomStream _random;
    private readonly Workspace _workspace;
    private readonly Matrix _input;
    private readonly Matrix _dOutput;
    private readonly float[] _state;

    /// <summary>Draws a batch for a network of one layer.</summary>
    public DifferenceCheck(Network network, int batch, Mode mode, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        (_network, _mode, _random) = (network, mode, random);
        _workspace = new Workspace(network, batch);
        _input = Matrix.Allocate(batch, network.Inputs);
        _dOutput = Matrix.Allocate(batch, network.Outputs);
        RandomInputs.FillAwayFromZero(_input.Span, random.Fork(0));
        RandomInputs.FillTarget(_dOutput.Span, random.Fork(1));
        _state = network.State.Values.ToArray();
    }

    /// <summary>One result for the input and one for every tensor. Leaves gradients at zero and the state as it was.
    /// </summary>
    public List<GradientCheckResult> Run(string name)
    {
        Matrix dInput = Matrix.Allocate(_input.Rows, _input.Columns);
        dInput.Fill(float.NaN); // it is to be overwritten
        _network.Parameters.ZeroGradients();
        Forward();
        _network.Backward(_workspace, _dOutput, dInput, ParameterGradients.Accumulate);
        var results = new List<GradientCheckResult> { Result(name, "input", _input, dInput) };
        for (int i = 0; i < _network.Parameters.Count; i++)
        {
            results.Add(Result(
                name, _network.Parameters.Declarations[i].Name, _network.Parameters.ValueViews.Span[i],
                _network.Parameters.GradientViews.Span[i]));
        }
        _network.Parameters.ZeroGradients();
        _state.CopyTo(_network.State.Values);
        return results;
    }

    private GradientCheckResult Result(string name, string quantity, Matrix point, Matrix gradient)
    {
        var numeric = new double[point.Length];
        var analytic = new double[point.Length];
        for (int i = 0; i < numeric.Length; i++)
        {
            ref float number = ref point[i / point.Columns, i % point.Columns];
            numeric[i] = ((4 * Difference(ref number, Step / 2)) - Difference(ref number, Step)) / 3;
            analytic[i] = gradient[i / point.Columns, i % point.Columns];
        }
        return new GradientCheckResult(name, quantity, CentralDifference.Error(analytic, numeric), ReferenceError: 0)
        {
            HasReference = false,
        };
    }

    private double Difference(ref float number, float step)
    {
        float at = number;
        number = at + step;
        (float upper, double above) = (number, Objective());
        number = at - step;
        (float lower, double below) = (number, Objective());
        number = at;
        return (above - below) / ((double)upper - lower); // what was stepped, which rounding has made of it
    }

    private double Objective()
    {
        Matrix output = Forward();
        double sum = 0;
        for (int row = 0; row < output.Rows; row++)
        {
            for (int j = 0; j < output.Columns; j++)
            {
                sum += (double)_dOutput[row, j] * output[row, j];
            }
        }
        return sum;
    }

    private Matrix Forward()
    {
        _state.CopyTo(_network.State.Values); // a training pass changes it
        return _network.Forward(_workspace, _input, _mode, _random.Fork(3));
    }
}
