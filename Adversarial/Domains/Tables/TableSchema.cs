namespace Scratch.Adversarial.Domains.Tables;

/// <summary>How many values were changed when rows became features.</summary>
/// <param name="Filled">Values that were missing.</param>
/// <param name="Clipped">Numbers beyond those of the training part: the nearest of them took their place.</param>
/// <param name="Unseen">Categories that the training part doesn't have: all their features are 0.</param>
public readonly record struct EncodingCounts(int Filled, int Clipped, int Unseen)
{
    /// <summary>Those of both.</summary>
    public static EncodingCounts operator +(EncodingCounts one, EncodingCounts other) =>
        new(one.Filled + other.Filled, one.Clipped + other.Clipped, one.Unseen + other.Unseen);
}

/// <summary>What is changed of a value when it becomes features.</summary>
internal enum Change
{
    None,
    Clipped,
    Unseen,
}

/// <summary>
/// What training knows of a table: its columns and classes. It turns rows into features, and features into rows.
/// </summary>
/// <param name="Columns">The columns, in the order of their features.</param>
/// <param name="Classes">The names of the classes.</param>
/// <param name="Options">How the table was read and split.</param>
public sealed record TableSchema(
    IReadOnlyList<ColumnSchema> Columns, IReadOnlyList<string> Classes, TableOptions Options)
{
    private const int ColumnsAtOnce = 64; // of a pass: 50 MB

    /// <summary>The number of features: one a column of numbers, one a category otherwise.</summary>
    public int Features => Columns.Sum(column => column.Width);

    /// <summary>What the options say of missing values.</summary>
    private bool Imputes => Options.Impute;

    /// <summary>
    /// Learns means, deviations, ranges and categories from some rows, those of the training part. Allocates.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">The rows that may be seen, at least one.</param>
    /// <param name="options">How the table was read.</param>
    /// <exception cref="InvalidDataException">A column has no value in these rows.</exception>
    public static TableSchema Fit(Table table, ReadOnlySpan<int> rows, TableOptions options)
    {
        ArgumentNullException.ThrowIfNull(table);
        var columns = new List<ColumnSchema>();
        int most = rows.Length;
        ColumnFit[] fits = [.. Enumerable.Range(0, Math.Min(table.Columns.Count, ColumnsAtOnce))
            .Select(_ => new ColumnFit(most))];
        for (int first = 0; first < table.Columns.Count; first += fits.Length)
        {
            int count = Math.Min(fits.Length, table.Columns.Count - first);
            for (int c = 0; c < count; c++)
            {
                fits[c].Begin(table.Columns[first + c]);
            }
            Pass(table, rows, first, count, (c, value) => fits[c].Count(value));
            for (int c = 0; c < count; c++)
            {
                fits[c].EndCount(table.Name);
            }
            Pass(table, rows, first, count, (c, value) => fits[c].Measure(value));
            columns.AddRange(fits[..count].Select(fit => fit.ToSchema()));
        }
        return new TableSchema(columns, table.Classes, options);
    }

    /// <summary>
    /// Turns rows of a table into features: numbers in standard deviations from the mean, categories one-hot.
    /// Allocates.
    /// </summary>
    /// <param name="table">A table with these columns, in any order.</param>
    /// <param name="rows">Which rows.</param>
    /// <param name="counts">What had to be changed.</param>
    /// <returns>(rows, features), in the box of <see cref="TableDomain"/>.</returns>
    /// <exception cref="InvalidDataException">The table has other columns, or a value is missing and may not
    /// be.</exception>
    public Matrix Encode(Table table, ReadOnlySpan<int> rows, out EncodingCounts counts)
    {
        ArgumentNullException.ThrowIfNull(table);
        var encoder = new RowEncoder(this, table);
        Matrix features = Matrix.Allocate(rows.Length, Features);
        counts = default;
        for (int i = 0; i < rows.Length; i++)
        {
            ReadOnlySpan<float> values = table.Values.Row(rows[i]);
            RequireValues(encoder, values, table.Name, rows[i]);
            counts += encoder.Encode(values, features.Row(i));
        }
        return features;
    }

    /// <summary>What had to be changed of rows that are encoded as they are asked for.</summary>
    /// <exception cref="InvalidDataException">A value is missing and may not be.</exception>
    internal EncodingCounts Count(Table table, ReadOnlySpan<int> rows, RowEncoder encoder)
    {
        EncodingCounts counts = default;
        float[] features = new float[Features];
        foreach ((int row, Matrix values) in table.Read(rows.ToArray()))
        {
            RequireValues(encoder, values.Row(0), table.Name, row);
            counts += encoder.Encode(values.Row(0), features);
        }
        return counts;
    }

    /// <summary>
    /// Overwrites one row with features as <see cref="Standardisation"/> takes them: numbers in their own units,
    /// categories one-hot.
    /// </summary>
    /// <param name="values">A text for each column, in the order of <see cref="Columns"/>, as in a file.</param>
    /// <param name="output">Features, overwritten.</param>
    /// <returns>What had to be changed.</returns>
    /// <exception cref="InvalidDataException">A value is no number, or is missing and may not be; the message names its
    /// column.</exception>
    public EncodingCounts EncodeRaw(IReadOnlyList<string> values, Span<float> output)
    {
        ArgumentNullException.ThrowIfNull(values);
        Shape.RequireLength(values.Count, Columns.Count, nameof(values));
        Shape.RequireLength(output.Length, Features, nameof(output));
        EncodingCounts counts = default;
        for (int c = 0, start = 0; c < Columns.Count; start += Columns[c++].Width)
        {
            ColumnSchema column = Columns[c];
            var reader = new ColumnReader("row", Imputes, column.Name, c + 1) { Kind = ColumnKind.Number };
            string text = values[c].Trim();
            float value = column.Categories is { } known && !ColumnReader.IsMissing(text) ? IndexOf(known, text)
                : reader.Read(text, line: 1);
            if (float.IsNaN(value))
            {
                value = column.Fill;
                counts = counts with { Filled = counts.Filled + 1 };
            }
            counts += Write(column, value, output.Slice(start, column.Width)) switch
            {
                Change.Clipped => new(0, 1, 0),
                Change.Unseen => new(0, 0, 1),
                _ => default,
            };
        }
        return counts;
    }

    /// <summary>The value of a column in a row of features, in its own unit.</summary>
    /// <param name="column">Which column.</param>
    /// <param name="features">A row as <see cref="Encode"/> makes them.</param>
    public string Decode(int column, ReadOnlySpan<float> features)
    {
        ColumnSchema schema = Columns[column];
        ReadOnlySpan<float> own = features.Slice(Start(column), schema.Width);
        return schema.Categories is { } categories
            ? categories[RowOperations.ArgMax(own)]
            : ((own[0] * schema.Deviation) + schema.Mean).ToString("G5", CultureInfo.InvariantCulture);
    }

    /// <summary>The first feature of a column.</summary>
    public int Start(int column) => Columns.Take(column).Sum(before => before.Width);

    /// <summary>The JSON that <see cref="Read"/> takes.</summary>
    public string Write() => JsonSerializer.Serialize(this, TableJson.Default.TableSchema);

    /// <summary>The schema that <see cref="Write()"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <param name="file">Named in errors.</param>
    /// <exception cref="InvalidDataException">It is no such text.</exception>
    public static TableSchema Read(string json, string file)
    {
        try
        {
            TableSchema? schema = JsonSerializer.Deserialize(json, TableJson.Default.TableSchema);
            return schema is { Columns.Count: > 0, Classes.Count: > 1, Options: not null }
                && schema.Columns.All(column =>
                    column is { Name: not null, Deviation: > 0, Width: > 0 } && column.Least <= column.Largest)
                ? schema
                : throw new InvalidDataException($"{file}: the schema of the table lacks columns, classes or ranges.");
        }
        catch (JsonException error)
        {
            // the parser's own message may repeat the rest of the file
            throw new InvalidDataException(
                $"{file}: line {error.LineNumber + 1}: the schema of the table is not as it was written.", error);
        }
    }

    /// <summary>
    /// The mean and the deviation of each feature: what a <see cref="Standardisation"/> subtracts and divides by.
    /// </summary>
    internal (float[] Mean, float[] Deviation) Scales() =>
        ([.. Columns.SelectMany(column => Enumerable.Repeat(column.Mean, column.Width))],
         [.. Columns.SelectMany(column => Enumerable.Repeat(column.Deviation, column.Width))]);

    private static void Pass(Table table, ReadOnlySpan<int> rows, int first, int count, Action<int, float> take)
    {
        foreach ((_, Matrix values) in table.Read(rows.ToArray()))
        {
            for (int c = 0; c < count; c++)
            {
                take(c, values[0, first + c]);
            }
        }
    }

    private void RequireValues(RowEncoder encoder, ReadOnlySpan<float> values, string table, int row)
    {
        if (encoder.FindMissing(values) is var lacking and >= 0)
        {
            throw new InvalidDataException(
                $"{table}: row {row} has no value of '{Columns[lacking].Name}'; expected one, or imputation.");
        }
    }

    /// <summary>
    /// Overwrites the features of one value: a number, or that of a category, below 0 for an unseen one.
    /// </summary>
    internal static Change Write(ColumnSchema column, float value, Span<float> output)
    {
        if (column.Categories is null)
        {
            output[0] = Math.Clamp(value, column.Least, column.Largest);
            return output[0] == value ? Change.None : Change.Clipped;
        }
        output.Clear();
        if (value < 0)
        {
            return Change.Unseen;
        }
        output[(int)value] = 1;
        return Change.None;
    }

    internal int[] FindColumns(Table table)
    {
        int[] places = [.. Columns.Select(
            column => table.Columns.ToList().FindIndex(other => other.Name == column.Name))];
        return Array.IndexOf(places, -1) is var lacking and >= 0
            ? throw new InvalidDataException(
                $"{table.Name}: line 1: there is no column '{Columns[lacking].Name}', which the training part has.")
            : table.Columns.FirstOrDefault(other => Columns.All(column => column.Name != other.Name)) is { } foreign
            ? throw new InvalidDataException(
                $"{table.Name}: line 1: the column '{foreign.Name}' is not in the training part.")
            : places;
    }

    internal static int[]? MapCategories(ColumnSchema column, TableColumn other, string file) =>
        (column.Categories is null) == (other.Categories is null)
            ? other.Categories?.Select(category => IndexOf(column.Categories!, category)).ToArray()
            : throw new InvalidDataException(
                $"{file}: '{column.Name}' holds numbers in one part and categories in the other; expected the same.");

    private static int IndexOf(IReadOnlyList<string> texts, string text)
    {
        for (int i = 0; i < texts.Count; i++)
        {
            if (texts[i] == text)
            {
                return i;
            }
        }
        return -1;
    }
}
