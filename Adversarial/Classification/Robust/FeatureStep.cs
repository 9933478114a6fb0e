namespace Scratch.Adversarial.Classification.Robust;

/// <summary>
/// Training under the fast gradient method on features: L(h) + L(h + r), h = what a hidden layer makes of the examples,
/// r = ε ‖h‖ g / ‖g‖, g = ∂L/∂h. Miyato, Dai and Goodfellow 2017, eq. 2 and 5, for embeddings of words.
/// </summary>
/// <remarks>
/// The pixels stay as they are: what is moved is the output of the hidden layer's activation, of each example by
/// itself, in L2. r is a constant to the gradient of the weights, and the layers before h learn from both terms. The
/// paper normalises its embeddings, or else they would grow until ε is nothing beside them; here ε is a share of the
/// features' own length, which they can't outgrow. It promises nothing of a ball in pixel space.
/// </remarks>
public sealed class FeatureStep : MixtureStep
{
    private const int LayersOfHidden = 2; // Dense and its activation

    private readonly RobustOptions _options;
    private readonly int _featureLayers;
    private readonly Matrix _kept;
    private readonly Matrix _dFeatures;
    private readonly Matrix _dMoved;

    /// <summary>
    /// The step of one training; parameters as for <see cref="RobustStep"/>. Allocates what the largest batch needs.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of its range, targets are not classes, or the classifier
    /// has no such hidden layer.</exception>
    public FeatureStep(Learner learner, MixedBatch batches, RobustOptions options)
        : base(learner, batches, ["loss", "accuracy", "feature accuracy"], batches.Capacity)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_options, _featureLayers) = (options, LayersOfHidden * options.FeatureLayer);
        if (_featureLayers >= Classifier.LogitLayers)
        {
            throw new ArgumentException(
                $"The classifier has {Classifier.LogitLayers / LayersOfHidden} hidden layers; there are no features "
                + $"of layer {options.FeatureLayer} to move.");
        }
        int width = Classifier.Width(_featureLayers);
        _kept = Matrix.Allocate(batches.Capacity, width);
        _dFeatures = Matrix.Allocate(batches.Capacity, width);
        _dMoved = Matrix.Allocate(batches.Capacity, width);
    }

    /// <inheritdoc/>
    public override void Run(in StepContext context, Span<float> metrics)
    {
        Batch batch = Batches.Next(context);
        int rows = batch.Inputs.Rows;
        Matrix kept = _kept.SliceRows(0, rows), dFeatures = _dFeatures.SliceRows(0, rows),
            dMoved = _dMoved.SliceRows(0, rows);

        Matrix logits = Forward(batch.Inputs, context.Random.Fork(Layers));
        metrics[0] = AccumulateAbove(logits, batch.Targets, dFeatures);
        metrics[1] = Accuracy.Compute(logits, Batches.Labels.Span);

        Matrix features = Classifier.OutputOf(Workspace, _featureLayers);
        features.CopyTo(kept);
        Move(features, dFeatures, _options.ScaleAt(context) * _options.Attack.Epsilon);
        logits = Classifier.ForwardFrom(Workspace, _featureLayers);
        metrics[0] += AccumulateAbove(logits, batch.Targets, dMoved);
        metrics[2] = Accuracy.Compute(logits, Batches.Labels.Span);

        kept.CopyTo(features); // a relu differentiates from its output
        TensorPrimitives.Add(dFeatures.Span, dMoved.Span, dFeatures.Span);
        Classifier.BackwardFrom(Workspace, _featureLayers, dFeatures, default, ParameterGradients.Accumulate);
        Update(context);
    }

    /// <summary>The loss of these logits, and its way back to the features.</summary>
    private float AccumulateAbove(Matrix logits, Matrix targets, Matrix dFeatures)
    {
        float loss = CrossEntropy(logits, targets, 1f / logits.Rows, Workspace.DLogits) / logits.Rows;
        Classifier.BackwardFromLogitsTo(
            Workspace, _featureLayers, Workspace.DLogits, dFeatures, ParameterGradients.Accumulate);
        return loss;
    }

    /// <summary>h += ε ‖h‖ g / ‖g‖, row by row.</summary>
    private static void Move(Matrix features, Matrix gradient, float epsilon)
    {
        for (int row = 0; row < features.Rows; row++)
        {
            Span<float> h = features.Row(row), g = gradient.Row(row);
            float length = Reductions.Norm<float>(g);
            if (length > 0)
            {
                TensorPrimitives.MultiplyAdd(g, epsilon * Reductions.Norm<float>(h) / length, h, h);
            }
        }
    }
}
