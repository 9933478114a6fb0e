using Scratch.Benchmarks.Steps;
using static TorchSharp.torch;

namespace Scratch.Benchmarks.Peers;

/// <summary><c>step-pgd7</c>.</summary>
internal sealed class TorchPgdStep(PgdStep step, TorchNoise noise)
    : TorchClassifierStep(step, step.Classifier.Classifier, noise)
{
    protected override float Run(int step) => Update(Attack(Images(step), Labels(step)), Labels(step));

    private Tensor Attack(Tensor images, Tensor labels)
    {
        TorchTensors.RequireGradients(Parameters, false); // the weights need none here
        Tensor moved = TorchAttack.Climb(
            Classifier, images, labels, PgdStep.Epsilon, PgdStep.StepSize, PgdStep.AttackSteps);
        TorchTensors.RequireGradients(Parameters, true);
        return moved;
    }
}
