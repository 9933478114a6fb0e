namespace Scratch.Adversarial.Prompts;

/// <summary>
/// The prompts of a data set: the mean and the deviation of each, and the label of the example it came from.
/// </summary>
/// <remarks>
/// Of a conditional autoencoder a prompt is [z | y], what its decoder takes: the class y as one-hot, with deviations of
/// 0, so that whoever draws from a bank needn't know.
/// </remarks>
public sealed class PromptBank
{
    private const int MostClasses = 1 << 16; // a file may claim any number
    private const int BatchSize = 512;

    /// <summary>A bank over the given memory, which is not copied.</summary>
    /// <param name="means">(N, latent).</param>
    /// <param name="deviations">(N, latent), each at least 0.</param>
    /// <param name="labels">N classes, each in [0, <paramref name="classes"/>).</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="conditions">How many of the last columns are the class, one-hot: none, or as many as there are
    /// classes.</param>
    /// <exception cref="ArgumentException">The sizes disagree, or a label or a deviation is out of range.</exception>
    public PromptBank(Matrix means, Matrix deviations, ReadOnlyMemory<int> labels, int classes, int conditions = 0)
    {
        Shape.RequireSame(means, deviations);
        Shape.RequireLength(labels.Length, means.Rows, nameof(labels));
        if (classes is < 1 or > MostClasses || conditions < 0)
        {
            throw new ArgumentException(
                $"There are {classes} classes and {conditions} columns for them; expected 1 to {MostClasses}, and at "
                + "least 0.", nameof(classes));
        }
        if (conditions != 0 && (conditions != classes || conditions >= means.Columns))
        {
            throw new ArgumentException(
                $"{conditions} of {means.Columns} columns can't be the class, of which there are {classes}.",
                nameof(conditions));
        }
        if (labels.Span.ContainsAnyExceptInRange(0, classes - 1))
        {
            throw new ArgumentException($"A label is out of range; expected 0 to {classes - 1}.", nameof(labels));
        }
        for (int row = 0; row < deviations.Rows; row++)
        {
            if (deviations.Row(row).ContainsAnyExceptInRange(0, float.MaxValue))
            {
                throw new ArgumentException(
                    $"A deviation of prompt {row} is not a number of at least 0.", nameof(deviations));
            }
        }
        (Means, Deviations, Labels, Classes, Conditions) = (means, deviations, labels, classes, conditions);
    }

    /// <summary>(N, latent), μ of every example: its feature vector.</summary>
    public Matrix Means { get; }

    /// <summary>(N, latent), σ of every example.</summary>
    public Matrix Deviations { get; }

    /// <summary>The class of every example.</summary>
    public ReadOnlyMemory<int> Labels { get; }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>How many of the last columns are the class, one-hot; 0 unless the autoencoder is conditional.</summary>
    public int Conditions { get; }

    /// <summary>The width of a prompt: what the generator takes.</summary>
    public int Latent => Means.Columns;

    /// <summary>The same prompts without the class in their last columns: views of the same memory.</summary>
    public PromptBank WithoutConditions() =>
        new(Means.SliceColumns(0, Latent - Conditions), Deviations.SliceColumns(0, Latent - Conditions), Labels,
            Classes);

    /// <summary>Encodes a data set. Allocates.</summary>
    /// <exception cref="ArgumentException">The encoder takes neither the data's pixels nor its pixels and
    /// classes.</exception>
    public static PromptBank Encode(
        PromptEncoder encoder, Dataset data, IProgress<WorkProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(data);
        int conditions = Conditioning.CountColumns(encoder.Network, data);
        long bytes = 2L * sizeof(float) * data.Count * (encoder.Latent + conditions);
        if (data.Store is not null && DataMemory.Exceeds(bytes))
        {
            throw new InvalidDataException(
                $"{data.Name}: the prompts of {data.Count} examples take {DataMemory.Describe(bytes)} of memory, more "
                + $"than the {DataMemory.Describe(DataMemory.Bytes)} that data may take; expected a run without them "
                + "(--stages classifier), or --memory with more.");
        }
        Matrix means = Matrix.Allocate(data.Count, encoder.Latent + conditions);
        Matrix deviations = Matrix.Allocate(data.Count, encoder.Latent + conditions);
        Matrix batch = Matrix.Allocate(BatchSize, encoder.Network.Inputs);
        int[] all = [.. Enumerable.Range(0, data.Count)];
        Conditioning.Gather(data, all, conditions, means);
        var workspace = new Workspace(encoder.Network, BatchSize);
        foreach ((int start, Matrix examples) in data.Pieces(BatchSize))
        {
            Matrix input = batch.SliceRows(0, examples.Rows);
            examples.CopyTo(input.SliceColumns(0, examples.Columns));
            Conditioning.Gather(data, all.AsSpan(start, examples.Rows), conditions, input);
            encoder.ReadHeads(
                encoder.Network.Forward(workspace, input),
                means.SliceRows(start, examples.Rows).SliceColumns(0, encoder.Latent),
                deviations.SliceRows(start, examples.Rows).SliceColumns(0, encoder.Latent));
            progress.Report((double)(start + examples.Rows) / data.Count);
        }
        return new PromptBank(means, deviations, data.Labels, data.Classes, conditions);
    }

    /// <summary>Fresh prompts of some examples, z = μ + σ ⊙ ε.</summary>
    /// <param name="rows">B row numbers; the example in row r draws from <c>random.Fork(r)</c>.</param>
    /// <param name="random">The stream of this batch.</param>
    /// <param name="prompts">(B, Latent), overwritten.</param>
    public void Draw(ReadOnlySpan<int> rows, RandomStream random, Matrix prompts)
    {
        Shape.Require(prompts, rows.Length, Latent);
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> prompt = prompts.Row(i);
            random.Fork(rows[i]).FillNormal(prompt);
            ReadOnlySpan<float> mean = Means.Row(rows[i]), deviation = Deviations.Row(rows[i]);
            for (int j = 0; j < prompt.Length; j++)
            {
                prompt[j] = mean[j] + (deviation[j] * prompt[j]);
            }
        }
    }
}
