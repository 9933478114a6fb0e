namespace Scratch.Adversarial.Domains.Tables;

/// <summary>Turns rows of one table into the features of a schema.</summary>
internal sealed class RowEncoder
{
    private readonly TableSchema _schema;
    private readonly ColumnSchema[] _columns;
    private readonly int[] _places; // of the schema's columns in the table
    private readonly int[]?[] _categories; // of the table, as numbers of the schema's; null for numbers
    private readonly float[] _mean, _deviation;

    /// <summary>An encoder.</summary>
    /// <exception cref="InvalidDataException">The table has other columns.</exception>
    public RowEncoder(TableSchema schema, Table table)
    {
        (_schema, _columns, _places) = (schema, [.. schema.Columns], schema.FindColumns(table));
        _categories = [.. schema.Columns.Select(
            (column, c) => TableSchema.MapCategories(column, table.Columns[_places[c]], table.Name))];
        (_mean, _deviation) = schema.Scales();
        Features = schema.Features;
    }

    /// <summary>The number of features.</summary>
    public int Features { get; }

    /// <summary>
    /// Overwrites features with what a row becomes: numbers in standard deviations, categories one-hot.
    /// </summary>
    /// <param name="values">The row, as <see cref="Table.Values"/> has it.</param>
    /// <param name="output">Features, overwritten.</param>
    /// <returns>What had to be changed.</returns>
    public EncodingCounts Encode(ReadOnlySpan<float> values, Span<float> output)
    {
        (int filled, int clipped, int unseen) = (0, 0, 0);
        for (int c = 0, start = 0; c < _columns.Length; c++)
        {
            ColumnSchema column = _columns[c];
            float value = values[_places[c]];
            if (float.IsNaN(value))
            {
                value = column.Fill;
                filled++;
            }
            else if (_categories[c] is { } map)
            {
                value = map[(int)value];
            }
            int width = column.Width;
            switch (TableSchema.Write(column, value, output.Slice(start, width)))
            {
                case Change.Clipped:
                    clipped++;
                    break;
                case Change.Unseen:
                    unseen++;
                    break;
            }
            start += width;
        }
        TensorPrimitives.Subtract(output, _mean, output);
        TensorPrimitives.Divide(output, _deviation, output);
        return new EncodingCounts(filled, clipped, unseen);
    }

    /// <summary>The first column without a value where none may be missing; −1 if there is none.</summary>
    public int FindMissing(ReadOnlySpan<float> values)
    {
        for (int c = 0; c < _places.Length && !_schema.Options.Impute; c++)
        {
            if (float.IsNaN(values[_places[c]]))
            {
                return c;
            }
        }
        return -1;
    }
}
