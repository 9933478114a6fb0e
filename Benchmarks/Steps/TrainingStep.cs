using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Benchmarks.Steps;

/// <summary>One whole update of a training, with everything that it needs allocated before.</summary>
/// <remarks>
/// The steps are written out here on the layers and optimizers themselves, without the training loop, so that a peer
/// can be given the same arithmetic line by line. Noise is a function of (seed, draw): a peer can be fed the same.
/// </remarks>
public abstract class TrainingStep(StepData data, float learningRate)
{
    /// <summary>The seed of first weights and of noise.</summary>
    protected const ulong Seed = 2;

    /// <summary>Multiplied by the gradient of a loss: a batch counts as the mean of its examples.</summary>
    protected const float Scale = 1f / StepData.Batch;

    private readonly Matrix _losses = Matrix.Allocate(1, StepData.Batch);

    public StepData Data { get; } = data;

    public float LearningRate { get; } = learningRate;

    /// <summary>The steps that were run.</summary>
    public int Steps { get; private set; }

    /// <summary>The floating-point operations of the products of a step; the rest is below 2 % of them.</summary>
    public abstract long Flops { get; }

    /// <summary>One update; the loss of the batch, before it.</summary>
    public float Run() => Run(Steps++);

    /// <summary>The noise of a step: (seed, draw) and nothing else decides on it.</summary>
    public static void FillNoise(int draw, Matrix noise) => new RandomStream(Seed).Fork(draw).FillNormal(noise.Span);

    protected abstract float Run(int step);

    /// <summary>The mean loss of the batch; its gradient goes to the workspace.</summary>
    protected float Compute(Loss loss, Matrix logits, Matrix target, Workspace workspace)
    {
        loss.Compute(logits, target, _losses, Scale, workspace.DLogits);
        return Scale * Reductions.Sum<float>(_losses.Span);
    }

    /// <summary>A network with first weights that depend on <paramref name="id"/> alone.</summary>
    protected static Network Create(int id, int inputs, params Layer[] layers)
    {
        var network = new Network(inputs, layers);
        network.Initialise(new RandomStream(Seed + 1).Fork(id));
        return network;
    }

    /// <summary>
    /// The operations of a forward pass, and as many again for the gradients of all weights: 2 B I O for each layer.
    /// </summary>
    protected static long ForwardFlops(Network network) => 2L * StepData.Batch * Weights(network).Sum();

    /// <summary>
    /// The operations for the gradients of what enters the layers; of the first one only if it is wanted.
    /// </summary>
    protected static long InputFlops(Network network, bool first) =>
        2L * StepData.Batch * Weights(network).Skip(first ? 0 : 1).Sum();

    private static IEnumerable<long> Weights(Network network) =>
        network.Parameters.Declarations.Where(d => d.Decays).Select(d => (long)d.Rows * d.Columns);
}
