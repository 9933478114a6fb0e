namespace Scratch.Adversarial.Classification.SemiSupervised;

/// <summary>
/// One update of a classifier on a few labelled examples and many others: the cross-entropy of the labelled ones in the
/// mixture's forms, and what the others are to be seen as.
/// </summary>
/// <remarks>
/// A batch is [labelled | term | term | …]: first the unlabelled examples are looked at as they are; each
/// <see cref="UnlabelledTerm"/> then adds them again, moved, with a target. All goes through the network as one batch
/// against one loss. No label but those of the data's labelled rows is read.
/// </remarks>
public sealed class SemiSupervisedStep : MixtureStep
{
    private const int Labelled = -3, Unlabelled = 0; // forks of an update's stream; term t draws from Unlabelled + t
    private static readonly Loss Divergence = new CategoricalDivergence();

    private readonly SemiSupervisedOptions _options;
    private readonly LabelledRounds _rounds;
    private readonly UnlabelledTerm[] _terms;
    private readonly Workspace _seen;
    private readonly Matrix _examples;
    private readonly Matrix _probabilities;
    private readonly Matrix _mean;
    private readonly Matrix _inputs;
    private readonly Matrix _targets;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="learner">The classifier.</param>
    /// <param name="batches">
    /// The forms that labelled examples, and those with a guess, take; with room for a batch of either. The
    /// <see cref="Dataset.LabelledRows"/> of its data have labels, and all examples take part without.
    /// </param>
    /// <param name="options">The terms and their weights.</param>
    /// <param name="random">Decides in which order labelled examples come.</param>
    /// <exception cref="ArgumentException">An option is out of its range, there is no labelled example, or no generator
    /// where one is needed.</exception>
    public SemiSupervisedStep(Learner learner, MixedBatch batches, SemiSupervisedOptions options, RandomStream random)
        : base(learner, batches, [], options.LabelledBatch + (options.CountTerms() * batches.Capacity))
    {
        options.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(batches.Capacity, options.LabelledBatch);
        (_options, _rounds) = (options, new LabelledRounds(batches.Data, options.LabelledBatch, random));
        _terms = [.. CreateTerms(batches.Prompts, batches.Capacity)];
        Metrics =
        [
            "loss", "accuracy", .. _terms.Select(term => term.Name),
            .. options.EntropyWeight > 0 ? ["entropy"] : (string[])[], .. options.BalanceWeight > 0 ? ["balance"]
                : (string[])[],
        ];
        int capacity = options.LabelledBatch + (_terms.Length * batches.Capacity);
        _seen = new Workspace(Classifier, batches.Capacity);
        _examples = Matrix.Allocate(batches.Capacity, Classifier.Inputs);
        _probabilities = Matrix.Allocate(batches.Capacity, Classifier.Outputs);
        _mean = Matrix.Allocate(1, Classifier.Outputs);
        _inputs = Matrix.Allocate(capacity, Classifier.Inputs);
        _targets = Matrix.Allocate(capacity, Classifier.Outputs);
    }

    /// <inheritdoc/>
    public override void Run(in StepContext context, Span<float> metrics)
    {
        int labelled = _rounds.BatchSize, others = context.Rows.Length, rows = labelled + (_terms.Length * others);
        Matrix inputs = _inputs.SliceRows(0, rows), targets = _targets.SliceRows(0, rows);
        Batches.Compose(_rounds.Deal(context.Step), context.Random.Fork(Labelled), inputs.SliceRows(0, labelled),
            context.Progress);
        ReadOnlyMemory<int> labels = Batches.Labels;
        OneHot.Write(labels.Span, targets.SliceRows(0, labelled));
        UnlabelledBatch unlabelled = _options.UsesUnlabelled ? Look(context.Rows) with { Progress = context.Progress }
            : default;
        for (int t = 0; t < _terms.Length; t++)
        {
            int first = labelled + (t * others);
            _terms[t].Compose(unlabelled, context.Random.Fork(Unlabelled + t), inputs.SliceRows(first, others),
                targets.SliceRows(first, others));
        }

        Matrix logits = Forward(inputs, context.Random.Fork(Layers));
        metrics[0] = Differentiate(logits, 0, labelled, weight: 1);
        metrics[1] = Accuracy.Compute(logits.SliceRows(0, labelled), labels.Span);
        for (int t = 0; t < _terms.Length; t++)
        {
            metrics[2 + t] = Differentiate(logits, labelled + (t * others), others, _terms[t].Weight);
        }
        Backward();
        if (_options.EntropyWeight > 0 || _options.BalanceWeight > 0)
        {
            DifferentiatePredictions(unlabelled.Probabilities, metrics[(2 + _terms.Length)..]);
        }
        Update(context);
    }

    /// <summary>What the classifier says of some examples as they are.</summary>
    private UnlabelledBatch Look(ReadOnlyMemory<int> rows)
    {
        Matrix examples = _examples.SliceRows(0, rows.Length), probabilities = _probabilities.SliceRows(0, rows.Length);
        RowOperations.Gather(Batches.Data.Inputs, rows.Span, examples);
        Matrix logits = Classifier.ForwardToLogits(_seen, examples);
        for (int row = 0; row < rows.Length; row++)
        {
            RowSoftmax.Write(logits.Row(row), probabilities.Row(row));
        }
        return new UnlabelledBatch(rows, examples, probabilities);
    }

    /// <summary>
    /// The mean loss of a part of the batch; its gradient, times the weight, goes to the same part of the workspace's.
    /// </summary>
    private float Differentiate(Matrix logits, int first, int count, float weight)
    {
        Matrix losses = Losses(count, first);
        Divergence.Compute(
            logits.SliceRows(first, count), _targets.SliceRows(first, count), losses, weight / count,
                Workspace.DLogits.SliceRows(first, count));
        return Reductions.Sum<float>(losses.Span) / count;
    }

    /// <summary>
    /// What is asked of the predictions themselves; its gradient goes through the pass that looked at the examples as
    /// they are.
    /// </summary>
    private void DifferentiatePredictions(Matrix probabilities, Span<float> metrics)
    {
        _seen.DLogits.Span.Clear();
        if (_options.EntropyWeight > 0)
        {
            metrics[0] = PredictiveEntropy.Compute(probabilities, _options.EntropyWeight, _seen.DLogits);
        }
        if (_options.BalanceWeight > 0)
        {
            metrics[^1] = ClassBalance.Compute(probabilities, _options.BalanceWeight, _mean, _seen.DLogits);
        }
        Classifier.BackwardFromLogits(_seen, _seen.DLogits, default, ParameterGradients.Accumulate);
    }

    private IEnumerable<UnlabelledTerm> CreateTerms(PromptSampler? prompts, int batchSize)
    {
        if (_options.PseudoLabelWeight > 0)
        {
            yield return new PseudoLabelTerm(Batches, _options.Confidence, _options.PseudoLabelWeight, batchSize);
        }
        var target = new ClassifierModel(Classifier, batchSize, Batches.Data.Domain.Box);
        if (_options.Virtual.Weight > 0)
        {
            yield return new VirtualTerm(_options.Virtual, target);
        }
        if (!_options.NeedsManifold)
        {
            yield break;
        }
        if (prompts is null)
        {
            throw new ArgumentException(
                "There are tangents of the generator's samples to follow, but there is no generator.", nameof(prompts));
        }
        var space = new TangentSpace(prompts.Bank, prompts.Generator, _options.TangentIterations, batchSize);
        if (_options.Tangent.Weight > 0)
        {
            yield return new VirtualTerm(_options.Tangent, target, space);
        }
        if (_options.Normal.Weight > 0)
        {
            yield return new VirtualTerm(_options.Normal, target, space, isNormal: true);
        }
    }
}
