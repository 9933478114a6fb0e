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

/// <summary>One update of a training, as one writes it with torch: autograd, modules, its own Adam; temporaries freed after every step.</summary>
internal abstract class TorchStep(TrainingStep step, TorchNoise noise)
{
    private readonly Tensor[] _images = [.. Enumerable.Range(0, StepData.ImageBatches).Select(i => TorchTensors.From(step.Data.Images(i)))];
    private readonly Tensor[] _labels = [.. Enumerable.Range(0, StepData.LabelBatches).Select(i => tensor(step.Data.LongLabels(i)))];
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

    protected Tensor Noise(int draw, int width)
    {
        if (noise == TorchNoise.Own)
        {
            return randn(StepData.Batch, width);
        }
        Matrix drawn = Matrix.Allocate(StepData.Batch, width);
        TrainingStep.FillNoise(draw, drawn);
        return TorchTensors.From(drawn);
    }
}
