using Scratch.Adversarial.Attacks;
using Scratch.Benchmarks.Steps;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Benchmarks.Workloads;

/// <summary>
/// <c>pgd100</c>: 500 images under a hundred steps of PGD, against 784 → 512 → 512 relu → 10. Madry et al. 2018.
/// </summary>
public sealed class AttackWorkload : Workload
{
    public const int Examples = 500;
    public const int Steps = 100;
    public const float Epsilon = 0.1f;
    public const float StepSize = 0.01f;

    /// <summary>
    /// The losses after 1, 2 and 3 steps are compared: later the sign of a derivative near zero falls the other way on
    /// one side.
    /// </summary>
    public const int ComparedSteps = 3;

    private static readonly SoftmaxCrossEntropy CrossEntropy = new();
    private readonly ProjectedGradient _attack;
    private readonly Matrix _moved = Matrix.Allocate(Examples, StepData.Pixels);
    private readonly int[] _examples = [.. Enumerable.Range(0, Examples)];

    public AttackWorkload()
    {
        Classifier = new Network(
            StepData.Pixels,
            new Dense(StepData.Pixels, 512), new Relu(), new Dense(512, 512), new Relu(),
                new Dense(512, StepData.Classes));
        Classifier.Initialise(new RandomStream(3));
        Adversarial.Data.Dataset data = new StepData(seed: 1).ToDataset();
        (Images, Labels) = (data.Inputs.SliceRows(0, Examples), data.Labels[..Examples]);
        _attack = Create(Steps);
    }

    /// <inheritdoc/>
    public override string Name => "pgd100";

    /// <inheritdoc/>
    public override string Unit => "image/s";

    /// <inheritdoc/>
    public override double WorkPerRun => Examples;

    /// <inheritdoc/>
    public override double GigaflopsPerRun =>
        1e-9 * Steps * 2 * 2 * Examples * Classifier.Parameters.Declarations.Where(d => d.Decays)
            .Sum(d => (double)d.Rows * d.Columns);

    /// <inheritdoc/>
    public override bool AgreesOneByOne => true;

    public Network Classifier { get; }

    /// <summary>(Examples, Pixels).</summary>
    public Matrix Images { get; }

    public ReadOnlyMemory<int> Labels { get; }

    /// <inheritdoc/>
    public override void Run() => Move(_attack);

    /// <inheritdoc/>
    public override float[] Results() => [.. Enumerable.Range(1, ComparedSteps).Select(steps =>
    {
        Move(Create(steps));
        return LossOfMoved();
    })];

    private void Move(ProjectedGradient attack) =>
        attack.Perturb(new AttackBatch(Images, Labels, _examples, Random: default), _moved);

    private ProjectedGradient Create(int steps) => new(
        new ClassifierModel(Classifier, Examples),
        new AttackOptions
        {
            Norm = "linf",
            Epsilon = Epsilon,
            StepSize = StepSize,
            Steps = steps,
            RandomStart = false,
            Bounded = true
        });

    private float LossOfMoved()
    {
        Matrix target = Matrix.Allocate(Examples, StepData.Classes), losses = Matrix.Allocate(1, Examples);
        for (int row = 0; row < Examples; row++)
        {
            target[row, Labels.Span[row]] = 1;
        }
        CrossEntropy.Compute(Classifier.PredictOutputs(_moved), target, losses, scale: 1, dLogits: default);
        return Reductions.Sum<float>(losses.Span) / Examples;
    }
}
