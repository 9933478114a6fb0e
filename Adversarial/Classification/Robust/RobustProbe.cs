namespace Scratch.Adversarial.Classification.Robust;

/// <summary>
/// The accuracy under PGD on a few examples that are not trained on, at the end of every epoch of any training of a
/// classifier.
/// </summary>
/// <remarks>
/// Their random starts are the same in every epoch, so that the figure is of the classifier and not of luck.
/// </remarks>
public sealed class RobustProbe : IValidation
{
    /// <summary>The figure's name.</summary>
    public const string Figure = "probe accuracy";

    private readonly ClassifierModel _target;
    private readonly ProjectedGradient _attack;
    private readonly AttackBatch _batch;
    private readonly Matrix _moved;

    /// <summary>A probe of one classifier. Allocates.</summary>
    /// <param name="classifier">What is looked at.</param>
    /// <param name="examples">Examples that are not trained on; the first ones are taken.</param>
    /// <param name="options">How many, and the attack.</param>
    /// <param name="random">Where the random starts come from.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public RobustProbe(Network classifier, Dataset examples, ProbeOptions options, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Dataset taken = examples.Take(Math.Min(options.Examples, examples.Count));
        _target = new ClassifierModel(classifier, taken.Count, taken.Domain.Box);
        _attack = new ProjectedGradient(_target, options.Attack);
        _batch = new AttackBatch(taken.Inputs, taken.Labels, Enumerable.Range(0, taken.Count).ToArray(), random);
        _moved = Matrix.Allocate(taken.Count, taken.Inputs.Columns);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; } = [Figure];

    /// <inheritdoc/>
    public void Run(Span<double> metrics)
    {
        _attack.PerturbTogether(_batch, _moved);
        metrics[0] = Accuracy.Compute(_target.Forward(_moved), _batch.Labels.Span);
    }
}
