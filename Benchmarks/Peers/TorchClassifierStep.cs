using Scratch.Benchmarks.Steps;
using Scratch.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Sequential = TorchSharp.Modules.Sequential;

namespace Scratch.Benchmarks.Peers;

/// <summary><c>step-classifier</c>.</summary>
internal class TorchClassifierStep : TorchStep
{
    private readonly Adam _optimizer;

    public TorchClassifierStep(TrainingStep step, Network classifier, TorchNoise noise)
        : base(step, noise)
    {
        Classifier = TorchTensors.From(classifier);
        Parameters = [.. Classifier.parameters()];
        _optimizer = optim.Adam(Parameters, LearningRate);
    }

    protected Sequential Classifier { get; }

    protected Parameter[] Parameters { get; }

    protected override float Run(int step) => Update(Images(step), Labels(step));

    protected float Update(Tensor images, Tensor labels)
    {
        _optimizer.zero_grad(); // to none, torch's own advice: the next backward pass then writes where it would add
        Tensor loss = nn.functional.cross_entropy(Classifier.call(images), labels);
        loss.backward();
        _optimizer.step();
        return loss.item<float>();
    }
}
