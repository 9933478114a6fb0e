namespace Scratch.Adversarial.Attacks;

/// <summary>
/// What an attack may ask of a model: its logits at points of some space and, where it can have one, their gradient.
/// </summary>
/// <remarks>
/// A black-box attack calls <see cref="Forward"/> alone. No point feels the others of its batch, so an attack on one
/// example does not depend on its company.
/// </remarks>
public interface IModel
{
    /// <summary>The number of coordinates of a point.</summary>
    int Features { get; }

    /// <summary>The number of logits.</summary>
    int Classes { get; }

    /// <summary>The largest number of points in one call.</summary>
    int Capacity { get; }

    /// <summary>The range of every coordinate: what an attack stays in.</summary>
    Box Box { get; }

    /// <summary>The logits of some points.</summary>
    /// <param name="points">(B, Features), not overwritten.</param>
    /// <returns>(B, Classes), memory of the model, which holds them until the next call.</returns>
    Matrix Forward(Matrix points);

    /// <summary>dPoints = dLogits · ∂logits/∂points, at the points of the last <see cref="Forward"/>.</summary>
    /// <param name="dLogits">(B, Classes), not overwritten.</param>
    /// <param name="dPoints">(B, Features), overwritten.</param>
    void Backward(Matrix dLogits, Matrix dPoints);
}

/// <summary>
/// A classifier: the points are its inputs. One with a single output tells two classes apart by the sign of its logit
/// z; their logits are −z / 2 and z / 2, whose softmax is the sigmoid of z.
/// </summary>
/// <param name="classifier">What gives the logits.</param>
/// <param name="capacity">The largest number of points in one call.</param>
/// <param name="box">The range of its inputs, such as the box of the data's domain; [0, 1] unless given.</param>
/// <param name="cancellation">Checked before every pass, so that any attack ends within one of its steps.</param>
public sealed class ClassifierModel(
    Network classifier, int capacity, Box? box = null, CancellationToken cancellation = default) : IModel
{
    private readonly Workspace _workspace = new(classifier, capacity);
    private readonly Matrix _both = classifier.Outputs > 1 ? default : Matrix.Allocate(capacity, 2);
    private readonly Matrix _dLogit = classifier.Outputs > 1 ? default : Matrix.Allocate(capacity, 1);

    /// <summary>The network whose logits these are.</summary>
    internal Network Classifier => classifier;

    /// <inheritdoc/>
    public int Features => classifier.Inputs;

    /// <inheritdoc/>
    public int Classes => Evaluator.CountClasses(classifier);

    /// <inheritdoc/>
    public int Capacity => _workspace.Capacity;

    /// <inheritdoc/>
    public Box Box { get; } = box ?? Box.Unit;

    /// <inheritdoc/>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Matrix Forward(Matrix points)
    {
        cancellation.ThrowIfCancellationRequested();
        Matrix logits = classifier.ForwardToLogits(_workspace, points);
        if (_both.IsEmpty)
        {
            return logits;
        }
        Matrix both = _both.SliceRows(0, points.Rows);
        Evaluator.ToClasses(logits, both);
        return both;
    }

    /// <inheritdoc/>
    public void Backward(Matrix dLogits, Matrix dPoints)
    {
        if (!_both.IsEmpty)
        {
            Matrix dLogit = _dLogit.SliceRows(0, dLogits.Rows);
            for (int row = 0; row < dLogits.Rows; row++)
            {
                dLogit[row, 0] = 0.5f * (dLogits[row, 1] - dLogits[row, 0]);
            }
            dLogits = dLogit;
        }
        classifier.BackwardFromLogits(_workspace, dLogits, dPoints, ParameterGradients.Skip);
    }
}

/// <summary>
/// Prompt space: the points are prompts, and the gradient comes from the classifier through the generator. On the
/// manifold of generated samples: Stutz, Hein and Schiele, CVPR 2019, section 3.3. Likewise the space of examples
/// that a front end makes features of.
/// </summary>
/// <param name="generator">From points to what the classifier takes.</param>
/// <param name="classifier">What gives the logits.</param>
/// <param name="capacity">The largest number of points in one call.</param>
/// <param name="box">The range of the points' coordinates; no bounds, as prompts have none, unless given.</param>
public sealed class GeneratorModel(Network generator, Network classifier, int capacity, Box? box = null) : IModel
{
    private readonly ClassifierModel _classifier = new(classifier, capacity);
    private readonly Workspace _workspace = new(generator, capacity);
    private readonly Matrix _dSamples = Matrix.Allocate(capacity, generator.Outputs);

    /// <inheritdoc/>
    public int Features => generator.Inputs;

    /// <inheritdoc/>
    public int Classes => _classifier.Classes;

    /// <inheritdoc/>
    public int Capacity => _workspace.Capacity;

    /// <inheritdoc/>
    public Box Box { get; } = box ?? Box.Unbounded;

    /// <inheritdoc/>
    public Matrix Forward(Matrix points) => _classifier.Forward(generator.Forward(_workspace, points));

    /// <inheritdoc/>
    public void Backward(Matrix dLogits, Matrix dPoints)
    {
        Matrix dSamples = _dSamples.SliceRows(0, dLogits.Rows);
        _classifier.Backward(dLogits, dSamples);
        generator.Backward(_workspace, dSamples, dPoints, ParameterGradients.Skip);
    }
}
