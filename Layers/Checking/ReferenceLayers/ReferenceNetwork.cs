using Scratch.Engine;

namespace Scratch.Layers.Checking.ReferenceLayers;

/// <summary>A network in double precision: the chain of its layers' references.</summary>
internal sealed class ReferenceNetwork
{
    private readonly ReferenceLayer[] _layers;

    /// <summary>
    /// The first <paramref name="layers"/> layers of a network in evaluation, with a copy of their parameters.
    /// </summary>
    /// <exception cref="NotSupportedException">A layer has no reference.</exception>
    public ReferenceNetwork(Network network, int layers)
        : this(network, layers, Mode.Evaluate, default)
    {
    }

    /// <summary>
    /// The first <paramref name="layers"/> layers of a network, with a copy of their parameters and state.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="layers">How many of its layers.</param>
    /// <param name="mode">What the passes are for. For training, the state is to be as the pass left it: see
    /// <see cref="ReferenceLayer"/>.</param>
    /// <param name="random">The stream of the pass.</param>
    /// <exception cref="NotSupportedException">A layer has no reference.</exception>
    public ReferenceNetwork(Network network, int layers, Mode mode, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(network);
        _layers = new ReferenceLayer[layers];
        Parameters = new double[layers][][];
        for (int i = 0; i < layers; i++)
        {
            double[][] state = [.. network.StateOf(i).ToArray().Select(ToDoubles)];
            _layers[i] = ReferenceLayer.Of(network.Layers[i], mode, random.Fork(i), state);
            Parameters[i] = [.. network.ParametersOf(i).ToArray().Select(ToDoubles)];
        }
    }

    /// <summary>
    /// The parameters: of each layer its tensors, of each tensor its numbers, row by row. Yours to change.
    /// </summary>
    public double[][][] Parameters { get; }

    /// <summary>Zeros in the shape of <see cref="Parameters"/>.</summary>
    public double[][][] AllocateGradients() =>
        [.. Parameters.Select(layer => layer.Select(t => new double[t.Length]).ToArray())];

    /// <summary>The activations of one example by itself: the input, then the output of every layer.</summary>
    public double[][] Forward(double[] input) => [.. Forward([input]).Select(batch => batch[0])];

    /// <summary>
    /// The activations of a batch, each a list of examples: the inputs, then the outputs of every layer.
    /// </summary>
    public double[][][] Forward(double[][] inputs)
    {
        var activations = new double[_layers.Length + 1][][];
        activations[0] = inputs;
        for (int i = 0; i < _layers.Length; i++)
        {
            activations[i + 1] = _layers[i].Forward(Parameters[i], activations[i]);
        }
        return activations;
    }

    /// <summary>
    /// ∂loss/∂inputs of a batch; the gradients of the parameters are added to <paramref name="dParameters"/>.
    /// </summary>
    public double[][] Backward(double[][][] activations, double[][] dOutputs, double[][][] dParameters)
    {
        ArgumentNullException.ThrowIfNull(activations);
        ArgumentNullException.ThrowIfNull(dParameters);
        double[][] d = dOutputs;
        for (int i = _layers.Length - 1; i >= 0; i--)
        {
            d = _layers[i].Backward(Parameters[i], activations[i], d, dParameters[i]);
        }
        return d;
    }

    /// <summary>
    /// How far the nearest input of a layer with a kink at zero lies from it; infinity if there is none.
    /// </summary>
    public double DistanceFromKinks(double[][][] activations)
    {
        ArgumentNullException.ThrowIfNull(activations);
        double distance = double.PositiveInfinity;
        for (int i = 0; i < _layers.Length; i++)
        {
            if (_layers[i].HasKinkAtZero)
            {
                distance = Math.Min(distance, activations[i].Min(example => example.Min(Math.Abs)));
            }
        }
        return distance;
    }

    /// <summary>The numbers of a matrix, row by row.</summary>
    internal static double[] ToDoubles(Matrix matrix)
    {
        var numbers = new double[matrix.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = matrix[i / matrix.Columns, i % matrix.Columns];
        }
        return numbers;
    }
}
