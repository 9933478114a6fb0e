namespace Scratch.Adversarial.Domains.Tables;

/// <summary>Where the rows of a table come from: a file, or the embedded table of penguins.</summary>
/// <remarks>
/// One file is split once, by the seed of its options. What the test part holds is encoded by what the training part
/// says alone, or by the schema of a run that was trained before.
/// </remarks>
public sealed class TableSource : IDataSource
{
    /// <summary>What the embedded table is called.</summary>
    public const string Penguins = "penguins";

    // what a byte of a file takes in memory: a value has six to ten of them, and is there three times as it is read,
    // as it is in the file and as a feature
    private const int MemoryOfByte = 2;

    private readonly TableOptions _options;
    private readonly TableSchema? _trained;
    private Table? _table;
    private TableSchema? _schema;
    private int[] _training = [], _test = [];

    /// <summary>A source of a file or the embedded table. Nothing is read yet.</summary>
    /// <param name="name">The file, or <see cref="Penguins"/>.</param>
    /// <param name="options">Which column has the labels, and how the file is read and split.</param>
    /// <param name="trained">The schema of the model that is evaluated; null to learn it from the training
    /// part.</param>
    public TableSource(string name, TableOptions options, TableSchema? trained = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        (Name, _trained) = (name, trained);
        _options = name == Penguins
            ? options with { Label = options.Label.Length > 0 ? options.Label : "Species", Impute = true }
            : options;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<AugmentationKind> Augmentations => TableDomain.AllAugmentations;

    /// <inheritdoc/>
    public string? Storage => _table?.Rows is { } rows
        ? DataMemory.DescribeStored(_training.Length, rows.Features, $"a copy of {Name} that has no name") : null;

    /// <summary>What had to be changed in the training examples.</summary>
    public EncodingCounts TrainingCounts { get; private set; }

    /// <summary>What had to be changed in the test examples.</summary>
    public EncodingCounts TestCounts { get; private set; }

    /// <summary>True for what this can read: the name of the embedded table, or a file by its ending.</summary>
    public static bool Takes(string name) =>
        name == Penguins || new[] { ".csv", ".tsv" }.Contains(
            Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public Dataset OpenTraining()
    {
        Table table = ReadTable();
        TableSchema schema = ReadSchema(table);
        Dataset data = Encode(table, _training, schema, Name, out EncodingCounts counts);
        TrainingCounts = counts;
        return data;
    }

    /// <inheritdoc/>
    public Dataset OpenTest(int classes)
    {
        TableSchema? schema = _trained;
        Table table;
        int[] rows;
        if (_options.TestFile is { } file)
        {
            schema ??= ReadSchema(ReadTable());
            using Stream stream = Disk.OpenRead(file);
            table = Read(stream, file, schema);
            rows = [.. Enumerable.Range(0, table.Count)];
        }
        else
        {
            table = ReadTable();
            schema ??= ReadSchema(table);
            rows = _test;
        }
        if (classes != schema.Classes.Count)
        {
            throw new InvalidDataException($"{Name} has {schema.Classes.Count} classes; expected {classes}.");
        }
        Dataset data = Encode(table, rows, schema, $"{Name}, test part", out EncodingCounts counts);
        TestCounts = counts;
        return data;
    }

    private Table ReadTable()
    {
        if (_table is null)
        {
            using Stream stream = Name == Penguins
                ? typeof(TableSource).Assembly.GetManifestResourceStream($"tables/{Penguins}.csv")!
                : Disk.OpenRead(Name);
            _table = Read(stream, Name, _trained);
            (_training, _test) = _options.TestFile is null
                ? TableSplit.Stratify(_table, _options.TestShare, new RandomStream(_options.Seed))
                : ([.. Enumerable.Range(0, _table.Count)], []);
        }
        return _table;
    }

    /// <summary>Reads a table into memory, or what doesn't fit there into a file.</summary>
    private Table Read(Stream stream, string name, TableSchema? schema)
    {
        if (!DataMemory.Exceeds(MemoryOfByte * stream.Length))
        {
            return new TableReader(name, _options, schema).Read(stream);
        }
        using var cache = new RowCache(DataMemory.CacheFolder ?? Path.GetTempPath());
        return new TableReader(name, _options, schema, cache).Read(stream);
    }

    private TableSchema ReadSchema(Table table) =>
        _trained ?? (_schema ??= TableSchema.Fit(table, _training, _options));

    private static Dataset Encode(Table table, int[] rows, TableSchema schema, string name, out EncodingCounts counts)
    {
        int[] labels = [.. rows.Select(row => table.Labels.Span[row])];
        var domain = new TableDomain(schema);
        if (table.Rows is { } stored)
        {
            var encoder = new RowEncoder(schema, table);
            counts = schema.Count(table, rows, encoder);
            return new Dataset(
                name, new ChosenRows(stored.Encoded(encoder), rows), labels, schema.Classes.Count, domain);
        }
        Matrix inputs = schema.Encode(table, rows, out counts);
        return new Dataset(name, inputs, labels, schema.Classes.Count, domain);
    }
}
