using Scratch.Adversarial.Data;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Prompts;
using Scratch.Adversarial.Training;

namespace Scratch.Adversarial.Classification.Robust;

/// <summary>
/// Training under the fast gradient method on features: L(h) + L(h + r), h = what a hidden layer makes of the examples, r = ε ‖h‖ g / ‖g‖,
/// g = ∂L/∂h. Miyato, Dai and Goodfellow 2017, eq. 2 and 5, for embeddings of words.
/// </summary>
/// <remarks>
/// The pixels stay as they are: what is moved is the output of the hidden layer's activation, of each example by itself, in L2. r is a constant to the gradient of the
/// weights, and the layers before h learn from both terms. The paper normalises its embeddings, or else they would grow until ε is nothing beside them;
/// here ε is a share of the features' own length, which they can't outgrow. It promises nothing of a ball in pixel space.
/// </remarks>
public sealed class FeatureStep : ITrainingStep
{
    private const int Layers = -2; // the fork that the classifier's layers draw from; the forms of an example are the others
    private const int LayersOfHidden = 2; // Dense and its activation
    private static readonly Loss CrossEntropy = new SoftmaxCrossEntropy();

    private readonly Network _classifier;
    private readonly Optimizer _optimizer;
    private readonly Schedule _schedule;
    private readonly RobustOptions _options;
    private readonly int _featureLayers;
    private readonly MixedBatch _mixed;
    private readonly Workspace _workspace;
    private readonly Matrix _batch;
    private readonly Matrix _kept;
    private readonly Matrix _dFeatures;
    private readonly Matrix _dMoved;
    private readonly Matrix _target;
    private readonly Matrix _losses;

    /// <summary>The step of one training; parameters as for <see cref="RobustStep"/>. Allocates what the largest batch needs.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or the classifier has no such hidden layer.</exception>
    public FeatureStep(
        string stage, Network classifier, Optimizer optimizer, Schedule schedule, Dataset data, MixtureOptions mixture, PromptSampler? prompts, RobustOptions options, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(classifier);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (Stage, _classifier, _optimizer, _schedule, _options) = (stage, classifier, optimizer, schedule, options);
        Learners = [new("classifier", classifier, optimizer, schedule)];
        _featureLayers = LayersOfHidden * options.FeatureLayer;
        if (_featureLayers >= classifier.LogitLayers)
        {
            throw new ArgumentException($"The classifier has {classifier.LogitLayers / LayersOfHidden} hidden layers; there are no features of layer {options.FeatureLayer} to move.");
        }
        int width = classifier.Width(_featureLayers);
        _mixed = new MixedBatch(classifier, data, mixture, prompts, batchSize);
        _workspace = new Workspace(classifier, batchSize);
        _batch = Matrix.Allocate(batchSize, classifier.Inputs);
        _kept = Matrix.Allocate(batchSize, width);
        _dFeatures = Matrix.Allocate(batchSize, width);
        _dMoved = Matrix.Allocate(batchSize, width);
        _target = Matrix.Allocate(batchSize, classifier.Outputs);
        _losses = Matrix.Allocate(1, batchSize);
    }

    /// <inheritdoc/>
    public string Stage { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Metrics { get; } = ["loss", "accuracy", "feature accuracy"];

    /// <inheritdoc/>
    public IReadOnlyList<Learner> Learners { get; }

    /// <inheritdoc/>
    public void Run(in StepContext context, Span<float> metrics)
    {
        int rows = context.Rows.Length;
        Matrix batch = _batch.SliceRows(0, rows), kept = _kept.SliceRows(0, rows);
        Matrix dFeatures = _dFeatures.SliceRows(0, rows), dMoved = _dMoved.SliceRows(0, rows);
        _mixed.Compose(context.Rows, context.Random, batch, context.Progress);
        OneHot.Write(_mixed.Labels.Span, _target.SliceRows(0, rows));

        Matrix logits = _classifier.ForwardToLogits(_workspace, batch, Mode.Train, context.Random.Fork(Layers));
        metrics[0] = AccumulateAbove(logits, dFeatures);
        metrics[1] = Accuracy.Compute(logits, _mixed.Labels.Span);

        Matrix features = _classifier.OutputOf(_workspace, _featureLayers);
        features.CopyTo(kept);
        Move(features, dFeatures, _options.ScaleAt(context) * _options.Attack.Epsilon);
        logits = _classifier.ForwardFrom(_workspace, _featureLayers);
        metrics[0] += AccumulateAbove(logits, dMoved);
        metrics[2] = Accuracy.Compute(logits, _mixed.Labels.Span);

        kept.CopyTo(features); // a relu differentiates from its output
        TensorPrimitives.Add(dFeatures.Span, dMoved.Span, dFeatures.Span);
        _classifier.BackwardFrom(_workspace, _featureLayers, dFeatures, default, ParameterGradients.Accumulate);
        _optimizer.Step(context.LearningRate(_schedule));
    }

    /// <summary>The loss of these logits, and its way back to the features.</summary>
    private float AccumulateAbove(Matrix logits, Matrix dFeatures)
    {
        Matrix losses = _losses.SliceColumns(0, logits.Rows);
        CrossEntropy.Compute(logits, _target.SliceRows(0, logits.Rows), losses, 1f / logits.Rows, _workspace.DLogits);
        _classifier.BackwardFromLogitsTo(_workspace, _featureLayers, _workspace.DLogits, dFeatures, ParameterGradients.Accumulate);
        return TensorPrimitives.Sum<float>(losses.Span) / logits.Rows;
    }

    /// <summary>h += ε ‖h‖ g / ‖g‖, row by row.</summary>
    private static void Move(Matrix features, Matrix gradient, float epsilon)
    {
        for (int row = 0; row < features.Rows; row++)
        {
            Span<float> h = features.Row(row), g = gradient.Row(row);
            float length = TensorPrimitives.Norm<float>(g);
            if (length > 0)
            {
                TensorPrimitives.MultiplyAdd(g, epsilon * TensorPrimitives.Norm<float>(h) / length, h, h);
            }
        }
    }
}
