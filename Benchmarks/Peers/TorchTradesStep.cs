using Scratch.Benchmarks.Steps;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Sequential = TorchSharp.Modules.Sequential;

namespace Scratch.Benchmarks.Peers;

/// <summary><c>step-trades</c>.</summary>
internal sealed class TorchTradesStep : TorchStep
{
    private readonly Sequential _classifier;
    private readonly Parameter[] _parameters;
    private readonly Adam _optimizer;
    private readonly TorchAverage _average;
    private readonly StepData _data;

    public TorchTradesStep(TradesStep step, TorchNoise noise)
        : base(step, noise)
    {
        _data = step.Data;
        _classifier = TorchTensors.From(step.Classifier);
        _parameters = [.. _classifier.parameters()];
        _optimizer = optim.Adam(_parameters, LearningRate);
        _average = new TorchAverage(_parameters, TradesStep.AverageDecay);
    }

    protected override float Run(int step)
    {
        Tensor x = Images(step), moved = Attack(step, x);
        _optimizer.zero_grad();
        Tensor[] logits = _classifier.call(cat([x, moved])).chunk(2);
        Tensor loss = nn.functional.cross_entropy(logits[0], Labels(step % StepData.ImageBatches))
            + (TradesStep.Beta / StepData.Batch * Divergence(logits[1], nn.functional.softmax(logits[0], 1)));
        loss.backward();
        _optimizer.step();
        _average.Update();
        return loss.item<float>();
    }

    private Tensor Attack(int step, Tensor x)
    {
        TorchTensors.RequireGradients(_parameters, false);
        Tensor p = nn.functional.softmax(_classifier.call(x), 1);
        Tensor start = Uniform(
            TradesStep.Epsilon, StepData.Pixels, moves => TradesStep.FillStart(step, _data.Rows(step).Span, moves));
        Tensor moved = TorchAttack.Climb(
            x, (x + start).clamp_(0, 1), TradesStep.Epsilon, TradesStep.StepSize, TradesStep.AttackSteps, at =>
                Divergence(_classifier.call(at), p));
        TorchTensors.RequireGradients(_parameters, true);
        return moved;
    }

    /// <summary>KL(p ‖ q), summed over the batch.</summary>
    private static Tensor Divergence(Tensor logits, Tensor p) =>
        nn.functional.kl_div(nn.functional.log_softmax(logits, 1), p, log_target: false, reduction: nn.Reduction.Sum);
}
