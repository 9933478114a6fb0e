using Scratch.Engine;

namespace Scratch.Layers.Checking;

/// <summary>A network in double precision, one example at a time: the chain of its layers' references.</summary>
public sealed class ReferenceNetwork
{
    private readonly ReferenceLayer[] _layers;

    /// <summary>The first <paramref name="layers"/> layers of a network, with a copy of their parameters.</summary>
    /// <exception cref="NotSupportedException">A layer has no reference.</exception>
    public ReferenceNetwork(Network network, int layers)
    {
        ArgumentNullException.ThrowIfNull(network);
        _layers = [.. network.Layers.Take(layers).Select(ReferenceLayer.Of)];
        Parameters = new double[layers][][];
        for (int i = 0; i < layers; i++)
        {
            Parameters[i] = [.. network.ParametersOf(i).ToArray().Select(ToDoubles)];
        }
    }

    /// <summary>The parameters: of each layer its tensors, of each tensor its numbers, row by row. Yours to change.</summary>
    public double[][][] Parameters { get; }

    /// <summary>Zeros in the shape of <see cref="Parameters"/>.</summary>
    public double[][][] AllocateGradients() => [.. Parameters.Select(layer => layer.Select(t => new double[t.Length]).ToArray())];

    /// <summary>The activations of one example: the input, then the output of every layer.</summary>
    public double[][] Forward(double[] input)
    {
        var activations = new double[_layers.Length + 1][];
        activations[0] = input;
        for (int i = 0; i < _layers.Length; i++)
        {
            activations[i + 1] = _layers[i].Forward(Parameters[i], activations[i]);
        }
        return activations;
    }

    /// <summary>∂loss/∂input of one example; the gradients of the parameters are added to <paramref name="dParameters"/>.</summary>
    public double[] Backward(double[][] activations, double[] dOutput, double[][][] dParameters)
    {
        ArgumentNullException.ThrowIfNull(activations);
        ArgumentNullException.ThrowIfNull(dParameters);
        double[] d = dOutput;
        for (int i = _layers.Length - 1; i >= 0; i--)
        {
            d = _layers[i].Backward(Parameters[i], activations[i], d, dParameters[i]);
        }
        return d;
    }

    /// <summary>How far the nearest input of a layer with a kink at zero lies from it; infinity if there is none.</summary>
    public double DistanceFromKinks(double[] input)
    {
        double[][] activations = Forward(input);
        double distance = double.PositiveInfinity;
        for (int i = 0; i < _layers.Length; i++)
        {
            if (_layers[i].HasKinkAtZero)
            {
                distance = Math.Min(distance, activations[i].Min(Math.Abs));
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
