namespace Scratch.Adversarial.Domains.Text;

/// <summary>
/// Says how likely a text is what it was trained to notice: Dense layers over the hashed n-grams of its windows, of
/// which the worst counts.
/// </summary>
/// <remarks>
/// It has several members, networks that were trained beside each other from different starts, and a window's logit is
/// the mean of theirs (Hansen and Salamon 1990, Neural Network Ensembles): chance that one falls for, the others don't.
/// Their first layers stand side by side in one matrix, so that a text is read once. Reading texts is what a
/// <see cref="TextScanner"/> does, of which each thread needs one; the detector itself is shared between them.
/// </remarks>
public sealed class TextDetector
{
    private readonly Network[] _heads;

    /// <summary>A detector without training.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <exception cref="ArgumentException">A size can't be; the message names it.</exception>
    public TextDetector(DetectorShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        shape.Validate();
        Shape = shape;
        int inputs = checked(shape.Features + 1 + shape.Scales.Count), width = shape.Hidden[0];
        Embedding = new Network(inputs, new Dense(inputs, checked(shape.Members * width)));
        _heads = new Network[shape.Members];
        for (int member = 0; member < _heads.Length; member++)
        {
            var layers = new List<Layer> { new Relu() };
            for (int i = 1; i < shape.Hidden.Count; i++)
            {
                layers.AddRange(
                    [new Dense(shape.Hidden[i - 1], shape.Hidden[i], Initialisers.HeUniform), new Relu()]);
            }
            _heads[member] = new Network(width, [.. layers, new Dense(shape.Hidden[^1], 1)]);
        }
    }

    /// <summary>Its sizes.</summary>
    public DetectorShape Shape { get; }

    /// <summary>The names of the two classes; the second is what it notices.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = ["benign", "malicious"];

    /// <summary>What is known of its thresholds; null if it was never tried on harmless texts.</summary>
    public OperatingPoints? OperatingPoints { get; set; }

    /// <summary>
    /// The first layer of all members side by side: n-grams in, its outputs before the activation out.
    /// </summary>
    public Network Embedding { get; }

    /// <summary>
    /// What follows in each member: the activation of the first layer, and Dense layers down to one logit.
    /// </summary>
    public IReadOnlyList<Network> Heads => _heads;

    /// <summary>
    /// (features + 1 + scales, members · width): the row of each n-gram; of texts as a whole; and of each scale.
    /// </summary>
    internal Matrix Weight => Embedding.Parameters.ValueViews.Span[0];

    /// <summary>(1, members · width).</summary>
    internal Matrix Bias => Embedding.Parameters.ValueViews.Span[1];

    /// <summary>The columns of a member in what the first layer gives.</summary>
    internal Matrix Part(Matrix outputs, int member) =>
        outputs.SliceColumns(member * Shape.Hidden[0], Shape.Hidden[0]);

    /// <summary>A logit as a score from 0 to 1, how likely a text is what is to be noticed.</summary>
    public static float ScoreOf(float logit) => 1 / (1 + MathF.Exp(-logit));

    /// <summary>Rounds the weights to 16-bit floats, as a file has them. Overwrites.</summary>
    public void RoundToHalf()
    {
        foreach (Network network in (IEnumerable<Network>)[Embedding, .. _heads])
        {
            foreach (ref float value in network.Parameters.Values)
            {
                value = (float)(Half)value;
            }
        }
    }

    /// <summary>Fills the weights for a training. Overwrites.</summary>
    public void Initialise(RandomStream random)
    {
        Embedding.Initialise(random.Fork(0));
        for (int member = 0; member < _heads.Length; member++)
        {
            _heads[member].Initialise(random.Fork(1 + member));
        }
    }
}
