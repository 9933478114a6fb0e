using Scratch.Benchmarks.Steps;

namespace Scratch.Benchmarks.Workloads;

/// <summary>Whole training steps.</summary>
public sealed class StepWorkload : Workload
{
    /// <summary>
    /// The losses of this many first steps are compared, at a rate high enough that a wrong update would show.
    /// </summary>
    /// <remarks>
    /// Not many more: sooner or later a sign or a relu of an attack falls the other way for the last bit of a number
    /// near zero, and from there on that example takes another path, with as much right.
    /// </remarks>
    public const int ComparedSteps = 3;
    private const float ComparedRate = 1e-3f;

    // Timed steps hardly move, so that the thousandth has the same kind of numbers as the first: a discriminator that
    // has won leaves denormal gradients behind, and a peer that doesn't flush them would be timed on those.
    private const float TimedRate = 1e-5f;

    private readonly Func<float, TrainingStep> _create;
    private readonly TrainingStep _step;

    /// <param name="name">Its name.</param>
    /// <param name="create">The step with a learning rate.</param>
    /// <param name="stepsOfRun">How many are timed as one, where not every step is like the one before.</param>
    public StepWorkload(string name, Func<float, TrainingStep> create, int stepsOfRun = 1)
    {
        (Name, _create, StepsOfRun) = (name, create, stepsOfRun);
        _step = create(TimedRate);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Unit => "step/s";

    /// <inheritdoc/>
    public override double WorkPerRun => StepsOfRun;

    /// <inheritdoc/>
    public override double GigaflopsPerRun => StepsOfRun * _step.Flops / 1e9;

    /// <summary>How many steps one run makes.</summary>
    public int StepsOfRun { get; }

    /// <inheritdoc/>
    public override bool AgreesOneByOne => true;

    /// <summary>The loss of the last run, which has to be read once per step.</summary>
    public float Loss { get; private set; }

    /// <summary>A step with first weights, to be compared.</summary>
    public TrainingStep CreateCompared() => _create(ComparedRate);

    /// <summary>A step with the same first weights, to be timed.</summary>
    public TrainingStep CreateTimed() => _create(TimedRate);

    /// <inheritdoc/>
    public override void Run()
    {
        for (int i = 0; i < StepsOfRun; i++)
        {
            Loss = _step.Run();
        }
    }

    /// <inheritdoc/>
    public override float[] Results()
    {
        TrainingStep step = CreateCompared();
        return [.. Enumerable.Range(0, ComparedSteps).Select(_ => step.Run())];
    }
}
