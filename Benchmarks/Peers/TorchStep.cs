using Scratch.Benchmarks.Steps;
using Scratch.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace Scratch.Benchmarks.Peers;

/// <summary>Where the noise of a step comes from.</summary>
internal enum TorchNoise
{
    /// <summary>Drawn by torch: what is timed.</summary>
    Own,

    /// <summary>Scratch's, copied: so that the losses can be compared.</summary>
    OfScratch,
}

/// <summary>
/// One update of a training, as one writes it with torch: autograd, modules, its own Adam; temporaries freed after
/// every step.
/// </summary>
internal abstract class TorchStep(TrainingStep step, TorchNoise noise)
{
    private readonly Tensor[] _images =
        [.. Enumerable.Range(0, StepData.ImageBatches).Select(i => TorchTensors.From(step.Data.Images(i)))];
    private readonly Tensor[] _labels =
        [.. Enumerable.Range(0, StepData.LabelBatches).Select(i => tensor(step.Data.LongLabels(i)))];
    private int _steps;

    protected double LearningRate { get; } = step.LearningRate;

    /// <summary>One update; the loss of the batch, before it.</summary>
    public float Run()
    {
        using DisposeScope scope = NewDisposeScope();
        return Run(_steps++);
    }

    protected abstract float Run(int step);

    protected Tensor Images(int step) => _images[step % _images.Length];

    protected Tensor Labels(int step) => _labels[step % _labels.Length];

    /// <summary>N(0, 1): torch's own, or that draw of Scratch's.</summary>
    protected Tensor Noise(int draw, int width) => Noise(width, drawn => TrainingStep.FillNoise(draw, drawn));

    /// <summary>N(0, 1): torch's own, or what Scratch fills in.</summary>
    protected Tensor Noise(int width, Action<Matrix> fill) =>
        noise == TorchNoise.Own ? randn(StepData.Batch, width) : Filled(width, fill);

    /// <summary>
    /// Uniform in [−<paramref name="bound"/>, <paramref name="bound"/>): torch's own, or what Scratch fills in.
    /// </summary>
    protected Tensor Uniform(float bound, int width, Action<Matrix> fill) =>
        noise == TorchNoise.Own ? rand(StepData.Batch, width).mul_(2 * bound).sub_(bound) : Filled(width, fill);

    private static Tensor Filled(int width, Action<Matrix> fill)
    {
        Matrix drawn = Matrix.Allocate(StepData.Batch, width);
        fill(drawn);
        return TorchTensors.From(drawn);
    }
}
