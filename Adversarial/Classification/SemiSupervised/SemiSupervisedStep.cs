using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Training;

namespace Scratch.Adversarial.Classification.SemiSupervised;

/// <summary>
/// One update of a classifier on a few labelled examples and many others: the cross-entropy of the labelled ones in the mixture's forms, and what the
/// others are to be seen as.
/// </summary>
/// <remarks>
/// A batch is [labelled | term | term | …]: first the unlabelled examples are looked at as they are; each <see cref="UnlabelledTerm"/> then adds them
/// again, moved, with a target. All goes through the network as one batch against one loss. No label but those of the data's labelled rows is read.
/// </remarks>
public sealed class SemiSupervisedStep : ITrainingStep
{
    private const int Layers = -2, Labelled = -3, Unlabelled = 0; // forks of an update's stream; term t draws from Unlabelled + t
    private static readonly Loss Divergence = new CategoricalDivergence();

    private readonly Network _classifier;
    private readonly Optimizer _optimizer;
    private readonly Schedule _schedule;
    private readonly Dataset _data;
    private readonly SemiSupervisedOptions _options;
    private readonly LabelledRounds _rounds;
    private readonly MixedBatch _mixed;
    private readonly UnlabelledTerm[] _terms;
    private readonly Workspace _seen;
    private readonly Workspace _workspace;
    private readonly int[] _labelledRows;
    private readonly int[] _labels;
    private readonly Matrix _examples;
    private readonly Matrix _probabilities;
    private readonly Matrix _mean;
    private readonly Matrix _inputs;
    private readonly Matrix _targets;
    private readonly Matrix _losses;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="stage">The stage's name.</param>
    /// <param name="classifier">What learns.</param>
    /// <param name="optimizer">Of the classifier's parameters.</param>
    /// <param name="schedule">Its learning rate.</param>
    /// <param name="data">The training part: its <see cref="Dataset.LabelledRows"/> have labels, and all its examples take part without.</param>
    /// <param name="mixture">The forms that labelled examples, and those with a guess, take.</param>
    /// <param name="prompts">Prompts of the same data and their generator; null if neither the mixture nor a term has generated samples.</param>
    /// <param name="options">The terms and their weights.</param>
    /// <param name="random">Decides in which order labelled examples come.</param>
    /// <param name="batchSize">The largest batch of unlabelled examples.</param>
    /// <exception cref="ArgumentException">An option is out of its range, there is no labelled example, or no generator where one is needed.</exception>
    public SemiSupervisedStep(
        string stage, Network classifier, Optimizer optimizer, Schedule schedule, Dataset data, MixtureOptions mixture,
        PromptSampler? prompts, SemiSupervisedOptions options, RandomStream random, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        mixture.RequireHardTargets();
        if (data.LabelledRows is not { Length: > 0 } rows)
        {
            throw new ArgumentException($"{data.Name} has no rows that are known to be labelled.", nameof(data));
        }
        (Stage, _classifier, _optimizer, _schedule, _data, _options) = (stage, classifier, optimizer, schedule, data, options);
        Learners = [new("classifier", classifier, optimizer, schedule)];
        _rounds = new LabelledRounds(rows, random);
        _mixed = new MixedBatch(classifier, data, mixture, prompts, Math.Max(batchSize, options.LabelledBatch));
        _terms = [.. CreateTerms(prompts, batchSize)];
        Metrics =
        [
            "loss", "accuracy", .. _terms.Select(term => term.Name),
            .. options.EntropyWeight > 0 ? ["entropy"] : (string[])[], .. options.BalanceWeight > 0 ? ["balance"] : (string[])[],
        ];
        int capacity = options.LabelledBatch + (_terms.Length * batchSize);
        _seen = new Workspace(classifier, batchSize);
        _workspace = new Workspace(classifier, capacity);
        _labelledRows = new int[options.LabelledBatch];
        _labels = new int[options.LabelledBatch];
        _examples = Matrix.Allocate(batchSize, classifier.Inputs);
        _probabilities = Matrix.Allocate(batchSize, classifier.Outputs);
        _mean = Matrix.Allocate(1, classifier.Outputs);
        _inputs = Matrix.Allocate(capacity, classifier.Inputs);
        _targets = Matrix.Allocate(capacity, classifier.Outputs);
        _losses = Matrix.Allocate(1, capacity);
    }

    /// <inheritdoc/>
    public string Stage { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    /// <inheritdoc/>
    public void Run(in StepContext context, Span<float> metrics)
    {
        int labelled = _labelledRows.Length, others = context.Rows.Length, rows = labelled + (_terms.Length * others);
        Matrix inputs = _inputs.SliceRows(0, rows), targets = _targets.SliceRows(0, rows);
        _rounds.Deal(context.Step, _labelledRows);
        for (int i = 0; i < labelled; i++)
        {
            _labels[i] = _data.Labels.Span[_labelledRows[i]];
        }
        _mixed.Compose(_labelledRows, _labels, context.Random.Fork(Labelled), inputs.SliceRows(0, labelled), context.Progress);
        OneHot.Write(_labels, targets.SliceRows(0, labelled));
        UnlabelledBatch unlabelled = _options.UsesUnlabelled ? Look(context.Rows) with { Progress = context.Progress } : default;
        for (int t = 0; t < _terms.Length; t++)
        {
            int first = labelled + (t * others);
            _terms[t].Compose(unlabelled, context.Random.Fork(Unlabelled + t), inputs.SliceRows(first, others), targets.SliceRows(first, others));
        }

        Matrix logits = _classifier.ForwardToLogits(_workspace, inputs, Mode.Train, context.Random.Fork(Layers));
        metrics[0] = Differentiate(logits, 0, labelled, weight: 1);
        metrics[1] = Accuracy.Compute(logits.SliceRows(0, labelled), _labels);
        for (int t = 0; t < _terms.Length; t++)
        {
            metrics[2 + t] = Differentiate(logits, labelled + (t * others), others, _terms[t].Weight);
        }
        _classifier.BackwardFromLogits(_workspace, _workspace.DLogits, default, ParameterGradients.Accumulate);
        if (_options.EntropyWeight > 0 || _options.BalanceWeight > 0)
        {
            DifferentiatePredictions(unlabelled.Probabilities, metrics[(2 + _terms.Length)..]);
        }
        _optimizer.Step(context.LearningRate(_schedule));
    }

    /// <summary>What the classifier says of some examples as they are.</summary>
    private UnlabelledBatch Look(ReadOnlyMemory<int> rows)
    {
        Matrix examples = _examples.SliceRows(0, rows.Length), probabilities = _probabilities.SliceRows(0, rows.Length);
        RowOperations.Gather(_data.Inputs, rows.Span, examples);
        Matrix logits = _classifier.ForwardToLogits(_seen, examples);
        for (int row = 0; row < rows.Length; row++)
        {
            RowSoftmax.Write(logits.Row(row), probabilities.Row(row));
        }
        return new UnlabelledBatch(rows, examples, probabilities);
    }

    /// <summary>The mean loss of a part of the batch; its gradient, times the weight, goes to the same part of the workspace's.</summary>
    private float Differentiate(Matrix logits, int first, int count, float weight)
    {
        Matrix losses = _losses.SliceColumns(first, count);
        Divergence.Compute(
            logits.SliceRows(first, count), _targets.SliceRows(first, count), losses, weight / count, _workspace.DLogits.SliceRows(first, count));
        return TensorPrimitives.Sum<float>(losses.Span) / count;
    }

    /// <summary>What is asked of the predictions themselves; its gradient goes through the pass that looked at the examples as they are.</summary>
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
        _classifier.BackwardFromLogits(_seen, _seen.DLogits, default, ParameterGradients.Accumulate);
    }

    private IEnumerable<UnlabelledTerm> CreateTerms(PromptSampler? prompts, int batchSize)
    {
        if (_options.PseudoLabelWeight > 0)
        {
            yield return new PseudoLabelTerm(_mixed, _options.Confidence, _options.PseudoLabelWeight, batchSize);
        }
        var target = new ClassifierModel(_classifier, batchSize, _data.Domain.Box);
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
            throw new ArgumentException("There are tangents of the generator's samples to follow, but there is no generator.", nameof(prompts));
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
