using Scratch.Benchmarks.Steps;

namespace Scratch.Benchmarks.Workloads;

/// <summary>A whole training step.</summary>
public sealed class StepWorkload : Workload
{
    /// <summary>The losses of this many first steps are compared, at a rate high enough that a wrong update would show.</summary>
    /// <remarks>
    /// Not many more: sooner or later a sign or a relu of an attack falls the other way for the last bit of a number near zero, and
    /// from there on that example takes another path, with as much right.
    /// </remarks>
    public const int ComparedSteps = 3;
    private const float ComparedRate = 1e-3f;

    // Timed steps hardly move, so that the thousandth has the same kind of numbers as the first: a discriminator that has won
    // leaves denormal gradients behind, and a peer that doesn't flush them would be timed on those.
    private const float TimedRate = 1e-5f;

    private readonly Func<float, TrainingStep> _create;
    private readonly TrainingStep _step;

    public StepWorkload(string name, Func<float, TrainingStep> create)
    {
        (Name, _create) = (name, create);
        _step = create(TimedRate);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Unit => "step/s";

    /// <inheritdoc/>
    public override double WorkPerRun => 1;

    /// <inheritdoc/>
    public override double GigaflopsPerRun => _step.Flops / 1e9;

    /// <inheritdoc/>
    public override bool AgreesOneByOne => true;

    /// <summary>The loss of the last run, which has to be read once per step.</summary>
    public float Loss { get; private set; }

    /// <summary>A step with first weights, to be compared.</summary>
    public TrainingStep CreateCompared() => _create(ComparedRate);

    /// <summary>A step with the same first weights, to be timed.</summary>
    public TrainingStep CreateTimed() => _create(TimedRate);

    /// <inheritdoc/>
    public override void Run() => Loss = _step.Run();

    /// <inheritdoc/>
    public override float[] Results()
    {
        TrainingStep step = CreateCompared();
        return [.. Enumerable.Range(0, ComparedSteps).Select(_ => step.Run())];
    }
}
