using Scratch.Benchmarks.Steps;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Benchmarks.Workloads;

/// <summary><c>softmax-cross-entropy</c>: the loss of a batch of 128 over 10 classes, and its gradient.</summary>
public sealed class SoftmaxCrossEntropyWorkload : Workload
{
    private readonly SoftmaxCrossEntropy _loss = new();
    private readonly Matrix _losses = Matrix.Allocate(1, StepData.Batch);
    private readonly StepData _data = new(seed: 1);
    private int _runs;

    public SoftmaxCrossEntropyWorkload() => new RandomStream(1).FillUniform(Logits.Span, -4, 4);

    public Matrix Logits { get; } = Matrix.Allocate(StepData.Batch, StepData.Classes);

    public Matrix DLogits { get; } = Matrix.Allocate(StepData.Batch, StepData.Classes);

    /// <inheritdoc/>
    public override string Name => "softmax-cross-entropy";

    /// <inheritdoc/>
    public override string Unit => "Mexample/s";

    /// <inheritdoc/>
    public override double WorkPerRun => StepData.Batch / 1e6;

    public StepData Data => _data;

    /// <inheritdoc/>
    public override void Run() => Compute(_runs++);

    /// <inheritdoc/>
    public override float[] Results()
    {
        float loss = Compute(0);
        return [loss, .. DLogits.Span];
    }

    private float Compute(int step)
    {
        _loss.Compute(Logits, _data.Target(step), _losses, 1f / StepData.Batch, DLogits);
        return Reductions.Sum<float>(_losses.Span) / StepData.Batch;
    }
}
