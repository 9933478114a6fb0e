namespace Scratch.Adversarial.Data;

/// <summary>A radius that makes sense in a domain: what an attack may do to an example unless told otherwise.</summary>
/// <param name="Norm">The norm, such as <c>linf</c>.</param>
/// <param name="Epsilon">The radius.</param>
/// <param name="Unit">What it is counted in, such as <c>of a pixel's range</c>.</param>
public sealed record Perturbation(string Norm, float Epsilon, string Unit);

/// <summary>
/// What a row of numbers means: its features and their box, how it may be augmented and corrupted, and how it is
/// written out.
/// </summary>
/// <remarks>
/// Everything that is not in the folder of a domain, and neither runs nor the tool, knows an example by this type
/// alone.
/// </remarks>
public abstract class Domain
{
    /// <summary>The word for one example, such as <c>image</c>.</summary>
    public abstract string Example { get; }

    /// <summary>The word for one of its numbers, such as <c>pixel</c>.</summary>
    public virtual string Feature => "feature";

    /// <summary>What an example in the middle of its box is called, such as <c>grey</c>.</summary>
    public virtual string Middle => "middle";

    /// <summary>The number of features.</summary>
    public abstract int Features { get; }

    /// <summary>What an attack must stay in.</summary>
    public virtual Box Box => Box.Unit;

    /// <summary>
    /// How many features stand side by side before the next row of them begins, where features have neighbours in two
    /// directions; all of them where they have none or one.
    /// </summary>
    public virtual int RowLength => Features;

    /// <summary>The augmentations that examples may be given, by name.</summary>
    public virtual IReadOnlyList<AugmentationKind> Augmentations => [];

    /// <summary>
    /// The ways in which examples get worse that accuracy is measured under, in the order of reports.
    /// </summary>
    public virtual IReadOnlyList<Corruption> Corruptions => [];

    /// <summary>The radii that make sense, the usual one first.</summary>
    public virtual IReadOnlyList<Perturbation> Perturbations => [];

    /// <summary>
    /// A step of a feature in which a model is nearly linear: what gradients are compared with differences over.
    /// </summary>
    public virtual float SmallStep => 3e-3f;

    /// <summary>
    /// An augmentation that surely keeps what an example shows: what labels are judged by; none unless the domain knows
    /// one.
    /// </summary>
    public virtual Augmentation SafeAugmentation => Augmentation.None;

    /// <summary>
    /// The loss that holds a reconstruction to its example, from a decoder's logits: −log p(x | z) but for a constant.
    /// Binary cross-entropy, for features in [0, 1], unless the domain says otherwise.
    /// </summary>
    public virtual Loss Reconstruction { get; } = new BinaryCrossEntropy();

    /// <summary>
    /// What makes features of a decoder's logits, its last layer: a sigmoid unless the domain says otherwise. Null for
    /// nothing.
    /// </summary>
    public virtual Layer? DecoderOutput => new Sigmoid();

    /// <summary>
    /// The form of an example, such as <c>images of 28 x 28</c>: two data sets fit together if they say the same.
    /// </summary>
    public abstract string Form { get; }

    /// <summary>
    /// What makes features of examples for networks to learn from, with what it takes from training examples; null
    /// where they take examples as they are. Allocates.
    /// </summary>
    /// <param name="training">The examples to train on.</param>
    public virtual FrontEnd? CreateFrontEnd(Dataset training) => null;

    /// <summary>What changes examples by these amounts. Allocates.</summary>
    /// <exception cref="ArgumentException">There is no such augmentation, or an amount is out of its range; the message
    /// names it.</exception>
    public virtual IAugmenter CreateAugmenter(Augmentation augmentation)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        augmentation.Validate(Augmentations);
        return new PlainCopy();
    }

    /// <summary>What a class is called: its number, unless the domain knows more.</summary>
    public virtual string ClassName(int c) => c.ToString(CultureInfo.InvariantCulture);

    /// <summary>An example in words.</summary>
    /// <param name="example">The features.</param>
    public virtual string Describe(ReadOnlySpan<float> example) =>
        string.Join(' ', example.ToArray().Select(value => value.ToString("0.###", CultureInfo.InvariantCulture)));

    /// <summary>Augmentation by nothing: copies.</summary>
    private sealed class PlainCopy : IAugmenter
    {
        public void Augment(Matrix examples, ReadOnlyMemory<int> numbers, RandomStream random, Matrix output) =>
            examples.CopyTo(output);
    }
}

/// <summary>Rows of plain numbers, for data that a program brings itself.</summary>
/// <param name="features">The number of features.</param>
/// <param name="box">What an attack must stay in; null for no bounds.</param>
public sealed class VectorDomain(int features, Box? box = null) : Domain
{
    /// <inheritdoc/>
    public override string Example => "row";

    /// <inheritdoc/>
    public override int Features { get; } = features > 0
        ? features
        : throw new ArgumentOutOfRangeException(nameof(features), features, "Expected at least one feature.");

    /// <inheritdoc/>
    public override Box Box { get; } = box ?? Box.Unbounded;

    /// <inheritdoc/>
    public override string Form => $"rows of {Features} numbers";
}
