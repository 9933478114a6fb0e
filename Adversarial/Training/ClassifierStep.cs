using System.Numerics.Tensors;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Augmentation;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Generative;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Adversarial.Training;

/// <summary>
/// One update of a classifier on a mixture of real, augmented, generated and adversarial examples. Plain training is the mixture
/// of real examples alone.
/// </summary>
/// <remarks>
/// The batch keeps its size and its labels whatever the mixture: each of its examples takes one of the five forms. The batch
/// comes shuffled, so which example takes which form changes from epoch to epoch.
/// </remarks>
public sealed class ClassifierStep : ITrainingStep
{
    private const int Attack = -1; // the fork that the attack draws from; the data's rows are the others
    private const int Layers = -2; // the fork that the classifier's layers draw from; the forms of an example are the others
    private static readonly Loss CrossEntropy = new SoftmaxCrossEntropy();

    private readonly Network _classifier;
    private readonly Optimizer _optimizer;
    private readonly Schedule _schedule;
    private readonly Dataset _data;
    private readonly MixtureOptions _mixture;
    private readonly PromptSampler? _prompts;
    private readonly Augmenter _augmenter;
    private readonly ProjectedGradient _pixelAttack;
    private readonly ProjectedGradient? _promptAttack;
    private readonly Workspace _workspace;
    private readonly Matrix _batch;
    private readonly Matrix _originals;
    private readonly Matrix _promptRows;
    private readonly Matrix _movedPrompts;
    private readonly Matrix _target;
    private readonly Matrix _losses;
    private readonly int[] _labels;

    /// <summary>The step of one training. Allocates what the largest batch needs.</summary>
    /// <param name="stage">The stage's name.</param>
    /// <param name="classifier">What learns.</param>
    /// <param name="optimizer">Of the classifier's parameters.</param>
    /// <param name="schedule">Its learning rate.</param>
    /// <param name="data">The training part.</param>
    /// <param name="mixture">What a batch is made of.</param>
    /// <param name="prompts">Prompts of the same data and their generator; null if the mixture has no generated samples.</param>
    /// <param name="batchSize">The largest batch.</param>
    public ClassifierStep(
        string stage, Network classifier, Optimizer optimizer, Schedule schedule, Dataset data, MixtureOptions mixture, PromptSampler? prompts, int batchSize)
    {
        mixture.Validate();
        if (prompts is null && mixture.Generated + mixture.AdversarialPrompts > 0)
        {
            throw new ArgumentException("The mixture has generated samples, but there is no generator.", nameof(prompts));
        }
        (Stage, _classifier, _optimizer, _schedule, _data, _mixture, _prompts) = (stage, classifier, optimizer, schedule, data, mixture, prompts);
        Learners = [new("classifier", classifier, optimizer, schedule)];
        _augmenter = new Augmenter(mixture.Augmentation, data.Height, data.Width);
        _pixelAttack = new ProjectedGradient(new ClassifierTarget(classifier, batchSize), mixture.PixelAttack);
        _promptAttack = prompts is null
            ? null
            : new ProjectedGradient(new GeneratorTarget(prompts.Generator, classifier, batchSize), mixture.PromptAttack);
        _workspace = new Workspace(classifier, batchSize);
        _batch = Matrix.Allocate(batchSize, classifier.Inputs);
        _originals = Matrix.Allocate(batchSize, classifier.Inputs);
        _promptRows = Matrix.Allocate(batchSize, prompts?.Latent ?? 0);
        _movedPrompts = Matrix.Allocate(batchSize, prompts?.Latent ?? 0);
        _target = Matrix.Allocate(batchSize, classifier.Outputs);
        _losses = Matrix.Allocate(1, batchSize);
        _labels = new int[batchSize];
    }

    /// <inheritdoc/>
    public string Stage { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; } = ["loss", "accuracy"];

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    /// <inheritdoc/>
    public void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length;
        Matrix batch = _batch.SliceRows(0, rows), target = _target.SliceRows(0, rows), losses = _losses.SliceColumns(0, rows);
        for (int i = 0; i < rows; i++)
        {
            _labels[i] = _data.Labels.Span[context.Rows.Span[i]];
        }
        OneHot.Write(_labels.AsSpan(0, rows), target);
        Compose(context, batch, target);

        Matrix logits = _classifier.ForwardToLogits(_workspace, batch, Mode.Train, context.Random.Fork(Layers));
        CrossEntropy.Compute(logits, target, losses, 1f / rows, _workspace.DLogits);
        metrics[0] = Mean(losses.Span);
        metrics[1] = Accuracy(logits);
        _classifier.BackwardFromLogits(_workspace, _workspace.DLogits, default, ParameterGradients.Accumulate);
        _optimizer.Step(context.LearningRate(_schedule));
    }

    /// <summary>Gives each example of the batch one of the five forms: [real | augmented | generated | prompts | pixels].</summary>
    private void Compose(in StepContext context, Matrix batch, Matrix target)
    {
        Span<int> counts = stackalloc int[5];
        _mixture.CountRows(batch.Rows, counts);
        int first = 0;
        for (int form = 0; form < counts.Length; form++)
        {
            int count = counts[form];
            if (count > 0)
            {
                Fill(form, context.Rows.Slice(first, count), context.Random.Fork(form), batch.SliceRows(first, count), target.SliceRows(first, count));
            }
            first += count;
        }
    }

    private void Fill(int form, ReadOnlyMemory<int> rows, RandomStream random, Matrix batch, Matrix target)
    {
        Matrix originals = _originals.SliceRows(0, rows.Length);
        Matrix prompts = _promptRows.SliceRows(0, rows.Length), moved = _movedPrompts.SliceRows(0, rows.Length);
        switch (form)
        {
            case 0:
                RowOperations.Gather(_data.Inputs, rows.Span, batch);
                break;
            case 1:
                _augmenter.Augment(_data.Inputs, rows, random, batch);
                break;
            case 2:
                _prompts!.Draw(rows.Span, random, prompts);
                _prompts.Generate(prompts, batch);
                break;
            case 3:
                _prompts!.Draw(rows.Span, random, prompts);
                _promptAttack!.Perturb(prompts, target, random.Fork(Attack), rows, moved);
                _prompts.Generate(moved, batch);
                break;
            default:
                _augmenter.Augment(_data.Inputs, rows, random, originals);
                _pixelAttack.Perturb(originals, target, random.Fork(Attack), rows, batch);
                break;
        }
    }

    private float Accuracy(Matrix logits)
    {
        int right = 0;
        for (int row = 0; row < logits.Rows; row++)
        {
            right += RowOperations.ArgMax(logits.Row(row)) == _labels[row] ? 1 : 0;
        }
        return (float)right / logits.Rows;
    }

    private static float Mean(ReadOnlySpan<float> values) => TensorPrimitives.Sum(values) / values.Length;
}
