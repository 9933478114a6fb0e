using System.Numerics.Tensors;

namespace Scratch.Optimizers;

/// <summary>
/// An optimizer that waits for the gradients of several batches and updates along their mean: the update of one batch
/// that many times as large, in the memory of one.
/// </summary>
/// <remarks>
/// The gradients collect where backward passes add them up. They are part of the state, as is how many batches there
/// were. <see cref="Finish"/> makes an update of fewer batches at the end of a training.
/// </remarks>
public sealed class GradientAccumulation : Optimizer
{
    private readonly Optimizer _optimizer;

    /// <summary>Another optimizer, of which every update takes several steps.</summary>
    /// <param name="optimizer">What updates. Its own weight decay, penalty and clipping apply.</param>
    /// <param name="batches">The steps for an update, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no batch.</exception>
    public GradientAccumulation(Optimizer optimizer, int batches)
        : base(optimizer?.Parameters!)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batches, 1);
        _optimizer = optimizer!;
        Batches = batches;
        Moments = [.. _optimizer.Moments, new("gradients", Parameters.GradientBlock)];
    }

    /// <summary>The steps for an update.</summary>
    public int Batches { get; }

    /// <inheritdoc/>
    public override string Name => _optimizer.Name;

    /// <inheritdoc/>
    public override bool EvaluatesOtherValues => _optimizer.EvaluatesOtherValues;

    /// <summary>Those of the optimizer, and <c>gradients</c>: the sum over the batches since the last update.</summary>
    public override IReadOnlyList<OptimizerMoment> Moments { get; }

    /// <inheritdoc/>
    public override Span<double> Scalars => _optimizer.Scalars;

    /// <inheritdoc/>
    public override void Restore(long steps)
    {
        base.Restore(steps);
        _optimizer.Restore(steps / Batches);
    }

    /// <summary>
    /// Makes an update along the mean of the batches since the last one, if there are any; the next begins anew.
    /// </summary>
    public override void Finish(float learningRate)
    {
        if (Steps % Batches is var left and > 0)
        {
            Apply((int)left, learningRate);
            base.Restore(_optimizer.Steps * Batches);
        }
    }

    /// <inheritdoc/>
    public override void Adopt(Range part) => _optimizer.Adopt(part);

    /// <inheritdoc/>
    protected override void Update(float learningRate)
    {
        if (WeightDecay != 0 || Penalty != 0 || float.IsFinite(Math.Min(ClipNorm, ClipValue)))
        {
            throw new InvalidOperationException(
                "Weight decay, penalty and clipping belong to the optimizer whose gradients are accumulated.");
        }
        if (Steps % Batches == 0)
        {
            Apply(Batches, learningRate);
        }
    }

    private void Apply(int batches, float learningRate)
    {
        TensorPrimitives.Multiply(Parameters.Gradients, 1f / batches, Parameters.Gradients);
        _optimizer.Step(learningRate);
    }

    /// <inheritdoc/>
    protected override void OnSwitch(bool toEvaluation)
    {
        if (toEvaluation)
        {
            _optimizer.SwitchToEvaluation();
        }
        else
        {
            _optimizer.SwitchToTraining();
        }
    }
}
