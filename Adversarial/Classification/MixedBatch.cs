namespace Scratch.Adversarial.Classification;

/// <summary>
/// Composes batches of real, augmented, generated and adversarial examples. Plain training is the mixture of real
/// examples alone.
/// </summary>
/// <remarks>
/// A batch keeps its size and its labels whatever the mixture: each of its examples takes one of the five forms. The
/// batch comes shuffled, so which example takes which form changes from epoch to epoch.
/// </remarks>
public sealed class MixedBatch : BatchSource
{
    // the fork of a form's stream that its attack draws from; the data's rows are the others
    private const int Attack = -1;
    // forks of an update's stream, for layers and pairs; the forms of an example are the others
    private const int Layers = -2, Mixing = -3;

    private readonly IAugmenter _augmenter;
    private readonly ProjectedGradient _pixelAttack;
    private readonly ProjectedGradient? _promptAttack;
    private readonly Network? _frontEnd;
    private readonly Workspace? _workspace; // of the front end
    private readonly Matrix _examples; // of the front end
    private readonly Matrix _originals;
    private readonly Matrix _unchanged; // before they are augmented
    private readonly Matrix _promptRows;
    private readonly Matrix _movedPrompts;
    private readonly int[] _labels;
    private readonly Matrix _inputs;
    private readonly Matrix _targets;
    private readonly Matrix _truth;

    /// <summary>Allocates what the largest batch needs.</summary>
    /// <param name="classifier">What adversarial examples are made against.</param>
    /// <param name="data">The training part.</param>
    /// <param name="mixture">What a batch is made of.</param>
    /// <param name="prompts">Prompts of the same data and their generator; null if the mixture has no generated
    /// samples.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <param name="frontEnd">What makes the classifier's inputs of examples, which are attacked and augmented as they
    /// are; null where it takes examples.</param>
    /// <exception cref="ArgumentException">The mixture is out of its range, or has generated samples, and there is no
    /// generator.</exception>
    public MixedBatch(
        Network classifier, Dataset data, MixtureOptions mixture, PromptSampler? prompts, int batchSize,
        Network? frontEnd = null)
        : base(batchSize)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(mixture);
        mixture.Validate();
        if (prompts is null && mixture.NeedsGenerator)
        {
            throw new ArgumentException(
                "The mixture has generated samples, but there is no generator.", nameof(prompts));
        }
        if (classifier.Outputs != data.Classes)
        {
            throw new ArgumentException(
                $"The classifier has {classifier.Outputs} outputs; expected one for each of the {data.Classes} classes "
                + "of the data.", nameof(classifier));
        }
        (Data, Mixture, Prompts) = (data, mixture, prompts);
        _augmenter = data.Domain.CreateAugmenter(mixture.Augmentation);
        IModel attacked = frontEnd is null ? new ClassifierModel(classifier, batchSize, data.Domain.Box)
            : new GeneratorModel(frontEnd, classifier, batchSize, data.Domain.Box);
        _pixelAttack = new ProjectedGradient(attacked, mixture.PixelAttack);
        _promptAttack = prompts is null
            ? null
            : new ProjectedGradient(new GeneratorModel(prompts.Generator, classifier, batchSize), mixture.PromptAttack);
        _originals = Matrix.Allocate(batchSize, data.Features);
        _unchanged = Matrix.Allocate(batchSize, data.Features);
        (_frontEnd, _workspace) = (frontEnd, frontEnd is null ? null : new Workspace(frontEnd, batchSize));
        _examples = frontEnd is null ? default : Matrix.Allocate(batchSize, data.Features);
        _promptRows = Matrix.Allocate(batchSize, prompts?.Latent ?? 0);
        _movedPrompts = Matrix.Allocate(batchSize, prompts?.Latent ?? 0);
        _labels = new int[batchSize];
        _inputs = Matrix.Allocate(batchSize, classifier.Inputs);
        _targets = Matrix.Allocate(batchSize, classifier.Outputs);
        _truth = mixture.HasSoftTargets ? Matrix.Allocate(batchSize, classifier.Outputs) : default;
    }

    /// <summary>The training part.</summary>
    public Dataset Data { get; }

    /// <summary>What a batch is made of.</summary>
    public MixtureOptions Mixture { get; }

    /// <summary>Prompts of the data and their generator, if there are any.</summary>
    public PromptSampler? Prompts { get; }

    /// <summary>The labels of the last batch.</summary>
    public ReadOnlyMemory<int> Labels { get; private set; }

    /// <summary>
    /// The mixture's batch with one-hot targets, which the mixture may smooth and then mix in pairs. Allocates nothing.
    /// </summary>
    public override Batch Next(in StepContext context)
    {
        int rows = context.Rows.Length;
        Matrix inputs = _inputs.SliceRows(0, rows), targets = _targets.SliceRows(0, rows);
        Compose(context.Rows, context.Random, inputs, context.Progress);
        OneHot.Write(Labels.Span, targets);
        if (!Mixture.HasSoftTargets)
        {
            return new Batch(inputs, targets);
        }
        Matrix truth = _truth.SliceRows(0, rows);
        targets.CopyTo(truth);
        // t ← (1 − s) t + s / classes
        TensorPrimitives.Multiply(targets.Span, 1 - Mixture.LabelSmoothing, targets.Span);
        TensorPrimitives.Add(targets.Span, Mixture.LabelSmoothing / targets.Columns, targets.Span);
        if (Mixture.MixUp > 0)
        {
            MixUp.Apply(Mixture.MixUp, context.Random.Fork(Mixing), inputs, targets);
        }
        return new Batch(inputs, targets) { Truth = truth };
    }

    internal override RandomStream StreamOfLayers(in StepContext context) => context.Random.Fork(Layers);

    /// <summary>Overwrites a batch: [real | augmented | generated | prompts | pixels]. Allocates nothing.</summary>
    /// <param name="rows">The examples, B row numbers of the data.</param>
    /// <param name="random">The stream of this batch: form f draws from <c>Fork(f)</c>.</param>
    /// <param name="batch">(B, features), overwritten.</param>
    /// <param name="progress">The share of the training that lies before, in [0, 1]: where the shares change, they are
    /// those of this moment.</param>
    public void Compose(ReadOnlyMemory<int> rows, RandomStream random, Matrix batch, double progress)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            _labels[i] = Data.Labels.Span[rows.Span[i]];
        }
        Compose(rows, _labels.AsMemory(0, rows.Length), random, batch, progress);
    }

    /// <summary>The same with labels that are not the data's, such as guesses.</summary>
    public void Compose(
        ReadOnlyMemory<int> rows, ReadOnlyMemory<int> labels, RandomStream random, Matrix batch, double progress)
    {
        Labels = labels;
        Span<int> counts = stackalloc int[5];
        Mixture.CountRows(rows.Length, progress, counts);
        int first = 0;
        for (int form = 0; form < counts.Length; form++)
        {
            int count = counts[form];
            if (count > 0)
            {
                Fill(form, rows.Slice(first, count), random.Fork(form), Labels.Slice(first, count),
                    batch.SliceRows(first, count));
            }
            first += count;
        }
    }

    private void Fill(int form, ReadOnlyMemory<int> rows, RandomStream random, ReadOnlyMemory<int> labels, Matrix batch)
    {
        if (_frontEnd is { } frontEnd && form is not (2 or 3)) // generated samples are features
        {
            Matrix examples = _examples.SliceRows(0, rows.Length);
            FillExamples(form, rows, random, labels, examples);
            frontEnd.Forward(_workspace!, examples).CopyTo(batch);
            return;
        }
        FillExamples(form, rows, random, labels, batch);
    }

    private void Augment(ReadOnlyMemory<int> rows, RandomStream random, Matrix output)
    {
        Matrix unchanged = _unchanged.SliceRows(0, rows.Length);
        Data.GatherInputs(rows.Span, unchanged);
        _augmenter.Augment(unchanged, rows, random, output);
    }

    private void FillExamples(
        int form, ReadOnlyMemory<int> rows, RandomStream random, ReadOnlyMemory<int> labels, Matrix batch)
    {
        Matrix originals = _originals.SliceRows(0, rows.Length);
        Matrix prompts = _promptRows.SliceRows(0, rows.Length), moved = _movedPrompts.SliceRows(0, rows.Length);
        switch (form)
        {
            case 0:
                Data.GatherInputs(rows.Span, batch);
                break;
            case 1:
                AugmentTogether(rows, random, batch);
                break;
            case 2:
                Prompts!.Draw(rows.Span, random, prompts);
                Prompts.Generate(prompts, batch);
                break;
            case 3:
                Prompts!.Draw(rows.Span, random, prompts);
                _promptAttack!.PerturbTogether(new AttackBatch(prompts, labels, rows, random.Fork(Attack)), moved);
                Prompts.Generate(moved, batch);
                break;
            default:
                AugmentTogether(rows, random, originals);
                _pixelAttack.PerturbTogether(new AttackBatch(originals, labels, rows, random.Fork(Attack)), batch);
                break;
        }
    }

    /// <summary>Where several ranks train together, each changes some of the rows.</summary>
    private void AugmentTogether(ReadOnlyMemory<int> rows, RandomStream random, Matrix output)
    {
        (int first, int count) = Exchange.OwnRows(rows.Length);
        Augment(rows.Slice(first, count), random, output.SliceRows(first, count));
        Exchange.GatherRows(output);
    }
}
