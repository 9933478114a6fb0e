using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Benchmarks.Steps;

/// <summary><c>step-classifier</c>: 784 → 128 relu → 64 relu → 10, softmax cross-entropy, Adam.</summary>
public sealed class ClassifierStep : TrainingStep
{
    private static readonly Loss CrossEntropy = new SoftmaxCrossEntropy();

    private readonly Workspace _workspace;
    private readonly Adam _optimizer;

    public ClassifierStep(StepData data, float learningRate)
        : base(data, learningRate)
    {
        Classifier = Create(
            0, StepData.Pixels, new Dense(StepData.Pixels, 128), new Relu(), new Dense(128, 64), new Relu(),
                new Dense(64, StepData.Classes));
        _workspace = new Workspace(Classifier, StepData.Batch);
        _optimizer = new Adam(Classifier.Parameters);
    }

    public Network Classifier { get; }

    /// <inheritdoc/>
    public override long Flops => (2 * ForwardFlops(Classifier)) + InputFlops(Classifier, first: false);

    /// <summary>The update on other images than those of the step: what an attack made of them.</summary>
    public float Update(Matrix images, Matrix target)
    {
        Matrix logits = Classifier.ForwardToLogits(_workspace, images);
        float loss = Compute(CrossEntropy, logits, target, _workspace);
        Classifier.BackwardFromLogits(_workspace, _workspace.DLogits, default, ParameterGradients.Accumulate);
        _optimizer.Step(LearningRate);
        return loss;
    }

    /// <inheritdoc/>
    protected override float Run(int step) => Update(Data.Images(step), Data.Target(step));
}
