using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Adversarial.Attacks;

/// <summary>What an attack climbs: the classifier's loss as a function of points in some space.</summary>
public interface IAttackTarget
{
    /// <summary>The number of coordinates of a point.</summary>
    int Dimension { get; }

    /// <summary>The largest number of points in one call.</summary>
    int Capacity { get; }

    /// <summary>The gradient of each point's own loss; no point feels the others.</summary>
    /// <param name="points">(B, Dimension), not overwritten.</param>
    /// <param name="target">(B, classes), one-hot, not overwritten.</param>
    /// <param name="dPoints">(B, Dimension), overwritten.</param>
    void Gradient(Matrix points, Matrix target, Matrix dPoints);
}

/// <summary>Pixel space: the points are the classifier's inputs.</summary>
public sealed class ClassifierTarget(Network classifier, int capacity) : IAttackTarget
{
    private static readonly Loss CrossEntropy = new SoftmaxCrossEntropy();
    private readonly Workspace _workspace = new(classifier, capacity);

    /// <inheritdoc/>
    public int Dimension => classifier.Inputs;

    /// <inheritdoc/>
    public int Capacity => _workspace.Capacity;

    /// <inheritdoc/>
    public void Gradient(Matrix points, Matrix target, Matrix dPoints)
    {
        Matrix logits = classifier.ForwardToLogits(_workspace, points);
        CrossEntropy.Compute(logits, target, default, scale: 1, _workspace.DLogits);
        classifier.BackwardFromLogits(_workspace, _workspace.DLogits, dPoints, ParameterGradients.Skip);
    }
}

/// <summary>
/// Prompt space: the points are prompts, and the gradient comes from the classifier through the generator. On the manifold
/// of generated samples: Stutz, Hein and Schiele, CVPR 2019, section 3.3.
/// </summary>
public sealed class GeneratorTarget(Network generator, Network classifier, int capacity) : IAttackTarget
{
    private readonly ClassifierTarget _classifier = new(classifier, capacity);
    private readonly Workspace _workspace = new(generator, capacity);
    private readonly Matrix _dSamples = Matrix.Allocate(capacity, generator.Outputs);

    /// <inheritdoc/>
    public int Dimension => generator.Inputs;

    /// <inheritdoc/>
    public int Capacity => _workspace.Capacity;

    /// <inheritdoc/>
    public void Gradient(Matrix points, Matrix target, Matrix dPoints)
    {
        Matrix samples = generator.Forward(_workspace, points);
        Matrix dSamples = _dSamples.SliceRows(0, points.Rows);
        _classifier.Gradient(samples, target, dSamples);
        generator.Backward(_workspace, dSamples, dPoints, ParameterGradients.Skip);
    }
}
