using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Benchmarks.Workloads;

/// <summary><c>predict-N</c>: the answers of a classifier to N examples, by a <see cref="Predictor"/>.</summary>
public sealed class PredictWorkload : Workload
{
    private readonly Predictor _predictor;
    private readonly float[] _outputs;

    /// <param name="batch">N.</param>
    /// <param name="widths">Those of the network: inputs, hidden layers with a relu behind each, outputs.</param>
    public PredictWorkload(int batch, params int[] widths)
    {
        Name = $"predict-{batch}/{string.Join('-', widths)}";
        Network = Create(widths);
        Inputs = Matrix.Allocate(batch, widths[0]);
        new RandomStream(Seed: 5).FillUniform(Inputs.Span, 0, 1);
        _predictor = new Predictor(Network, batch);
        _outputs = new float[batch * widths[^1]];
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Unit => "example/s";

    /// <inheritdoc/>
    public override double WorkPerRun => Inputs.Rows;

    /// <inheritdoc/>
    public override double GigaflopsPerRun =>
        2e-9 * Inputs.Rows * Network.Parameters.Declarations.Where(d => d.Decays).Sum(d => (double)d.Rows * d.Columns);

    /// <summary>What answers.</summary>
    public Network Network { get; }

    /// <summary>What it is asked, (N, inputs).</summary>
    public Matrix Inputs { get; }

    /// <summary>A classifier with relus, initialised.</summary>
    public static Network Create(params int[] widths)
    {
        var network = new Network(
            widths[0],
            Enumerable.Range(1, widths.Length - 1).SelectMany(i => (Layer[])[
                new Dense(widths[i - 1], widths[i], Initialisers.HeNormal),
                .. i < widths.Length - 1 ? (Layer[])[new Relu()] : []]));
        network.Initialise(new RandomStream(Seed: 4));
        return network;
    }

    /// <inheritdoc/>
    public override void Run() => _predictor.Predict(Inputs.Span, _outputs);

    /// <inheritdoc/>
    public override float[] Results()
    {
        Run();
        return [.. _outputs];
    }
}
