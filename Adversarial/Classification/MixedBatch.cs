using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Prompts;

namespace Scratch.Adversarial.Classification;

/// <summary>Composes batches of real, augmented, generated and adversarial examples.</summary>
/// <remarks>
/// The batch keeps its size and its labels whatever the mixture: each of its examples takes one of the five forms. The batch
/// comes shuffled, so which example takes which form changes from epoch to epoch.
/// </remarks>
internal sealed class MixedBatch
{
    private const int Attack = -1; // the fork that the attack draws from; the data's rows are the others

    private readonly Dataset _data;
    private readonly MixtureOptions _mixture;
    private readonly PromptSampler? _prompts;
    private readonly IAugmenter _augmenter;
    private readonly ProjectedGradient _pixelAttack;
    private readonly ProjectedGradient? _promptAttack;
    private readonly Matrix _originals;
    private readonly Matrix _promptRows;
    private readonly Matrix _movedPrompts;
    private readonly int[] _labels;

    /// <summary>Allocates what the largest batch needs.</summary>
    /// <param name="classifier">What adversarial examples are made against.</param>
    /// <param name="data">The training part.</param>
    /// <param name="mixture">What a batch is made of.</param>
    /// <param name="prompts">Prompts of the same data and their generator; null if the mixture has no generated samples.</param>
    /// <param name="batchSize">The largest batch.</param>
    /// <exception cref="ArgumentException">The mixture is out of its range, or has generated samples, and there is no generator.</exception>
    public MixedBatch(Network classifier, Dataset data, MixtureOptions mixture, PromptSampler? prompts, int batchSize)
    {
        mixture.Validate();
        if (prompts is null && mixture.NeedsGenerator)
        {
            throw new ArgumentException("The mixture has generated samples, but there is no generator.", nameof(prompts));
        }
        (_data, _mixture, _prompts) = (data, mixture, prompts);
        _augmenter = data.Domain.CreateAugmenter(mixture.Augmentation);
        _pixelAttack = new ProjectedGradient(new ClassifierModel(classifier, batchSize, data.Domain.Box), mixture.PixelAttack);
        _promptAttack = prompts is null
            ? null
            : new ProjectedGradient(new GeneratorModel(prompts.Generator, classifier, batchSize), mixture.PromptAttack);
        _originals = Matrix.Allocate(batchSize, classifier.Inputs);
        _promptRows = Matrix.Allocate(batchSize, prompts?.Latent ?? 0);
        _movedPrompts = Matrix.Allocate(batchSize, prompts?.Latent ?? 0);
        _labels = new int[batchSize];
    }

    /// <summary>The labels of the last batch.</summary>
    public ReadOnlyMemory<int> Labels { get; private set; }

    /// <summary>Overwrites a batch: [real | augmented | generated | prompts | pixels]. Allocates nothing.</summary>
    /// <param name="rows">The examples, B row numbers of the data.</param>
    /// <param name="random">The stream of this batch: form f draws from <c>Fork(f)</c>.</param>
    /// <param name="batch">(B, features), overwritten.</param>
    /// <param name="progress">The share of the training that lies before, in [0, 1]: where the shares change, they are those of this moment.</param>
    public void Compose(ReadOnlyMemory<int> rows, RandomStream random, Matrix batch, double progress)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            _labels[i] = _data.Labels.Span[rows.Span[i]];
        }
        Compose(rows, _labels.AsMemory(0, rows.Length), random, batch, progress);
    }

    /// <summary>The same with labels that are not the data's, such as guesses.</summary>
    public void Compose(ReadOnlyMemory<int> rows, ReadOnlyMemory<int> labels, RandomStream random, Matrix batch, double progress)
    {
        Labels = labels;
        Span<int> counts = stackalloc int[5];
        _mixture.CountRows(rows.Length, progress, counts);
        int first = 0;
        for (int form = 0; form < counts.Length; form++)
        {
            int count = counts[form];
            if (count > 0)
            {
                Fill(form, rows.Slice(first, count), random.Fork(form), Labels.Slice(first, count), batch.SliceRows(first, count));
            }
            first += count;
        }
    }

    private void Fill(int form, ReadOnlyMemory<int> rows, RandomStream random, ReadOnlyMemory<int> labels, Matrix batch)
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
                _promptAttack!.Perturb(new AttackBatch(prompts, labels, rows, random.Fork(Attack)), moved);
                _prompts.Generate(moved, batch);
                break;
            default:
                _augmenter.Augment(_data.Inputs, rows, random, originals);
                _pixelAttack.Perturb(new AttackBatch(originals, labels, rows, random.Fork(Attack)), batch);
                break;
        }
    }
}
