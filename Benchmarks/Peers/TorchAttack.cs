using Scratch.Benchmarks.Workloads;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Sequential = TorchSharp.Modules.Sequential;

namespace Scratch.Benchmarks.Peers;

/// <summary><c>pgd100</c>, and the attack of <c>step-pgd7</c>.</summary>
internal sealed class TorchAttack : Contender
{
    private readonly Sequential _classifier;
    private readonly Parameter[] _parameters;
    private readonly Tensor _images;
    private readonly Tensor _labels;

    public TorchAttack(AttackWorkload workload)
    {
        _classifier = TorchTensors.From(workload.Classifier);
        _parameters = [.. _classifier.parameters()];
        TorchTensors.RequireGradients(_parameters, false);
        _images = TorchTensors.From(workload.Images);
        _labels = tensor(workload.Labels.ToArray().Select(label => (long)label).ToArray());
    }

    /// <inheritdoc/>
    public override void Run()
    {
        using DisposeScope scope = NewDisposeScope();
        Climb(_classifier, _images, _labels, AttackWorkload.Epsilon, AttackWorkload.StepSize, AttackWorkload.Steps);
    }

    /// <inheritdoc/>
    public override float[] Results() => [.. Enumerable.Range(1, AttackWorkload.ComparedSteps).Select(steps =>
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor moved = Climb(_classifier, _images, _labels, AttackWorkload.Epsilon, AttackWorkload.StepSize, steps);
        using (no_grad())
        {
            return nn.functional.cross_entropy(_classifier.call(moved), _labels).item<float>();
        }
    })];

    /// <summary>
    /// Steps along the sign of the cross-entropy's gradient; projection and clip are one, as the ball and [0, 1] meet
    /// in a box.
    /// </summary>
    /// <param name="classifier">Its parameters require no gradient meanwhile.</param>
    /// <param name="images">Where it starts.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="epsilon">The radius.</param>
    /// <param name="stepSize">Of each step.</param>
    /// <param name="steps">How many.</param>
    public static Tensor Climb(
        Sequential classifier, Tensor images, Tensor labels, float epsilon, float stepSize, int steps) => Climb(
        images, images.clone(), epsilon, stepSize, steps, moved =>
            nn.functional.cross_entropy(classifier.call(moved), labels, reduction: nn.Reduction.Sum));

    /// <summary>The same up any loss and from any start, which is overwritten.</summary>
    public static Tensor Climb(
        Tensor images, Tensor moved, float epsilon, float stepSize, int steps, Func<Tensor, Tensor> loss)
    {
        Tensor low = (images - epsilon).clamp_(0, 1), high = (images + epsilon).clamp_(0, 1);
        for (int i = 0; i < steps; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            moved.requires_grad_(true);
            Tensor gradient = autograd.grad([loss(moved)], [moved])[0];
            using (no_grad())
            {
                moved.add_(gradient.sign_(), stepSize);
                moved = clamp(moved, low, high).MoveToOuterDisposeScope();
            }
        }
        return moved;
    }
}
