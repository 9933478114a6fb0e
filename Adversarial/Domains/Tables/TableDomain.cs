namespace Scratch.Adversarial.Domains.Tables;

/// <summary>
/// Rows of a table: numbers in standard deviations from the mean of the training part, and categories as one-hot
/// features.
/// </summary>
/// <remarks>
/// An attack moves numbers alone, each in the range of the training part. Categories stay as they are: a sex or an
/// island doesn't change by a tenth.
/// </remarks>
public sealed class TableDomain : Domain
{
    /// <summary>The augmentations of any table.</summary>
    internal static readonly IReadOnlyList<AugmentationKind> AllAugmentations =
    [
        new(TableAugmenter.Noise, "normal noise on every number, in standard deviations of its column"),
        new(TableAugmenter.Mask, "the share of numbers that become the mean of their column", 1),
    ];

    private readonly float[] _filled;

    /// <summary>The domain of a table. Allocates.</summary>
    public TableDomain(TableSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        (Schema, Features) = (schema, schema.Features);
        float[] lower = new float[Features], upper = new float[Features];
        _filled = new float[Features];
        IsFixed = new bool[Features];
        for (int c = 0; c < schema.Columns.Count; c++)
        {
            ColumnSchema column = schema.Columns[c];
            int start = schema.Start(c);
            if (column.Categories is null)
            {
                (lower[start], upper[start]) = (Standardise(column.Least), Standardise(column.Largest));
                _filled[start] = Standardise(column.Fill);
                continue;
            }
            upper.AsSpan(start, column.Width).Fill(1);
            IsFixed.AsSpan(start, column.Width).Fill(true);
            _filled[start + (int)column.Fill] = 1;

            float Standardise(float value) => (value - column.Mean) / column.Deviation;
        }
        Box = new Box(lower, upper, IsFixed);
        Corruptions = [new NormalNoise(this), new MissingValues(this), new Rounding(this)];
    }

    /// <summary>The columns and classes.</summary>
    public TableSchema Schema { get; }

    /// <inheritdoc/>
    public override string Example => "row";

    /// <inheritdoc/>
    public override string Feature => "value";

    /// <inheritdoc/>
    public override int Features { get; }

    /// <inheritdoc/>
    public override Box Box { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<AugmentationKind> Augmentations => AllAugmentations;

    /// <inheritdoc/>
    public override IReadOnlyList<Corruption> Corruptions { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Perturbation> Perturbations { get; } =
    [
        new("linf", 0.1f, "standard deviations"), new("linf", 0.3f, "standard deviations"),
            new("l2", 0.5f, "standard deviations"),
    ];

    /// <summary>
    /// A Gaussian of deviation 1 around the decoder's outputs, of numbers and one-hot features alike.
    /// </summary>
    public override Loss Reconstruction { get; } = new HalfSquaredError();

    /// <summary>None: numbers in standard deviations have either sign.</summary>
    public override Layer? DecoderOutput => null;

    /// <inheritdoc/>
    public override string Form => $"rows of {string.Join(", ", Schema.Columns.Select(column => column.Name))}";

    /// <summary>Which features are those of categories.</summary>
    internal bool[] IsFixed { get; }

    /// <summary>The features of a row without a single value: what imputation makes of it.</summary>
    internal ReadOnlySpan<float> Filled => _filled;

    /// <inheritdoc/>
    public override IAugmenter CreateAugmenter(Augmentation augmentation)
    {
        ArgumentNullException.ThrowIfNull(augmentation);
        augmentation.Validate(Augmentations);
        return new TableAugmenter(
            this, augmentation[TableAugmenter.Noise] ?? 0, augmentation[TableAugmenter.Mask] ?? 0);
    }

    /// <inheritdoc/>
    public override string ClassName(int c) => Schema.Classes[c];

    /// <summary>The values of a row by column, in their own units.</summary>
    public override string Describe(ReadOnlySpan<float> example)
    {
        var values = new List<string>();
        for (int c = 0; c < Schema.Columns.Count; c++)
        {
            values.Add($"{Schema.Columns[c].Name} {Schema.Decode(c, example)}");
        }
        return string.Join(", ", values);
    }
}
