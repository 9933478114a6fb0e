using Scratch.Adversarial.Data;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Benchmarks.Growth;

/// <summary>
/// A classifier 784 → hidden layers with relu → 10 of any size, trained with softmax cross-entropy and Adam on random
/// examples.
/// </summary>
internal sealed class SizedTraining
{
    private const int Pixels = 784, Classes = 10;

    // So small that nothing is learned by heart: the gradients of a batch that was would be denormal, and time another
    // thing.
    private const float LearningRate = 1e-6f;

    private static readonly Loss CrossEntropy = new SoftmaxCrossEntropy();

    private readonly Network _classifier;
    private readonly Adam _optimizer;
    private readonly Workspace _workspace;
    private readonly Matrix _images, _targets;
    private readonly Matrix _dataset;
    private readonly int[] _labels, _order, _batchLabels;
    private int _epochs;

    /// <summary>Everything that a training needs. Allocates.</summary>
    /// <param name="hidden">The widths of the hidden layers.</param>
    /// <param name="batch">The examples of a step.</param>
    /// <param name="examples">The examples of the data set; 0 if only steps on one batch are wanted.</param>
    public SizedTraining(IReadOnlyList<int> hidden, int batch, int examples = 0)
    {
        ((_classifier, _optimizer), LearnedBytes) = Footprint.Of(() => CreateLearner(hidden));
        (_workspace, ActivationBytes) = Footprint.Of(() => new Workspace(_classifier, batch));
        ((_images, _targets, _dataset), DataBytes) = Footprint.Of(
            () => (Matrix.Allocate(batch, Pixels), Matrix.Allocate(batch, Classes), Matrix.Allocate(examples, Pixels)));
        RandomStream random = new RandomStream(1).Fork(0);
        random.FillUniform(_dataset.Span, 0, 1);
        random.FillUniform(_images.Span, 0, 1);
        _labels = [.. Enumerable.Range(0, examples).Select(i => i % Classes)];
        _order = [.. Enumerable.Range(0, examples)];
        _batchLabels = [.. Enumerable.Range(0, batch).Select(i => i % Classes)];
        OneHot.Write(_batchLabels, _targets);
        StepFlops = 2.0 * batch * (
            (3 * _classifier.Parameters.Declarations.Where(d => d.Decays).Sum(d => (double)d.Rows * d.Columns)) - (
            Pixels * hidden[0]));
    }

    public long LearnedBytes { get; }

    public long ActivationBytes { get; }

    public long DataBytes { get; }

    /// <summary>
    /// The operations of the products of a step: 2 B I O for the outputs, the weights' gradients, and all inputs'
    /// gradients but the first.
    /// </summary>
    public double StepFlops { get; }

    /// <summary>One update on the same batch as ever.</summary>
    public void RunStep() => Update(_images, _targets);

    /// <summary>One pass over the data set in a new order, the last batch as small as it comes.</summary>
    public void RunEpoch()
    {
        new RandomStream(2).Fork(_epochs++).Shuffle(_order);
        for (int start = 0; start < _order.Length; start += _images.Rows)
        {
            ReadOnlySpan<int> rows = _order.AsSpan(start, Math.Min(_images.Rows, _order.Length - start));
            Matrix images = _images.SliceRows(0, rows.Length), targets = _targets.SliceRows(0, rows.Length);
            RowOperations.Gather(_dataset, rows, images);
            for (int i = 0; i < rows.Length; i++)
            {
                _batchLabels[i] = _labels[rows[i]];
            }
            OneHot.Write(_batchLabels.AsSpan(0, rows.Length), targets);
            Update(images, targets);
        }
    }

    private void Update(Matrix images, Matrix targets)
    {
        Matrix logits = _classifier.ForwardToLogits(_workspace, images);
        CrossEntropy.Compute(logits, targets, perExample: default, 1f / images.Rows, _workspace.DLogits);
        _classifier.BackwardFromLogits(_workspace, _workspace.DLogits, default, ParameterGradients.Accumulate);
        _optimizer.Step(LearningRate);
    }

    private static (Network Classifier, Adam Optimizer) CreateLearner(IReadOnlyList<int> hidden)
    {
        int[] widths = [Pixels, .. hidden];
        IEnumerable<Layer> layers = hidden.SelectMany(
            (width, i) => new Layer[] { new Dense(widths[i], width, Initialisers.HeNormal), new Relu() });
        var classifier = new Network(Pixels, [.. layers, new Dense(widths[^1], Classes)]);
        classifier.Initialise(new RandomStream(3));
        return (classifier, new Adam(classifier.Parameters));
    }
}
