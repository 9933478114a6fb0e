using Scratch.Benchmarks.Steps;
using static TorchSharp.torch;

namespace Scratch.Benchmarks.Peers;

/// <summary><c>step-pgd7</c>.</summary>
internal sealed class TorchPgdStep(PgdStep step, TorchNoise noise) : TorchClassifierStep(step, step.Classifier.Classifier, noise)
{
    protected override float Run(int step) => Update(Attack(Images(step), Labels(step)), Labels(step));

    private Tensor Attack(Tensor images, Tensor labels)
    {
        // The weights need no gradient here, and projection and clip are one: the ball and [0, 1] meet in a box.
        TorchTensors.RequireGradients(Parameters, false);
        Tensor low = (images - PgdStep.Epsilon).clamp_(0, 1), high = (images + PgdStep.Epsilon).clamp_(0, 1);
        Tensor moved = images.clone();
        for (int i = 0; i < PgdStep.AttackSteps; i++)
        {
            moved.requires_grad_(true);
            Tensor loss = nn.functional.cross_entropy(Classifier.call(moved), labels, reduction: nn.Reduction.Sum);
            Tensor gradient = autograd.grad([loss], [moved])[0];
            using (no_grad())
            {
                moved.add_(gradient.sign_(), PgdStep.StepSize);
                moved = clamp(moved, low, high);
            }
        }
        TorchTensors.RequireGradients(Parameters, true);
        return moved;
    }
}
