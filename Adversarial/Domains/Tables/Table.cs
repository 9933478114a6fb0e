namespace Scratch.Adversarial.Domains.Tables;

/// <summary>
/// Rows of numbers and categories with a class each, as a file has them: nothing is standardised or filled in yet.
/// </summary>
public sealed class Table
{
    private const int RowsAtOnce = 1000;

    private readonly int[] _labels;
    private readonly Matrix _values;

    /// <summary>A table over the given memory, which is not copied.</summary>
    /// <param name="name">What messages call it, such as the file.</param>
    /// <param name="columns">The columns, the labels' not among them.</param>
    /// <param name="values">(rows, columns): numbers as they are, categories as their numbers; NaN where a value is
    /// missing.</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="classes">The names of the classes, at least two.</param>
    /// <param name="groups">The group of each row, from 0; null if every row stands for itself.</param>
    /// <exception cref="ArgumentException">The sizes disagree, or a label is out of range.</exception>
    public Table(
        string name, IReadOnlyList<TableColumn> columns, Matrix values, int[] labels, IReadOnlyList<string> classes,
            int[]? groups = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(classes);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes.Count, 2, nameof(classes));
        Shape.RequireLength(labels.Length, values.Rows, nameof(labels));
        Shape.Require(values, values.Rows, columns.Count);
        if (labels.AsSpan().IndexOfAnyExceptInRange(0, classes.Count - 1) is var row and >= 0)
        {
            throw new ArgumentException(
                $"Label {row} is {labels[row]}, expected 0 to {classes.Count - 1}.", nameof(labels));
        }
        (Name, Columns, _values, _labels, Classes) = (name, columns, values, labels, classes);
        Groups = groups is null ? default(ReadOnlyMemory<int>?) : groups;
    }

    /// <summary>A table whose values are read as they are asked for. Labels and classes were checked.</summary>
    internal Table(
        string name, IReadOnlyList<TableColumn> columns, TableRows rows, int[] labels, IReadOnlyList<string> classes,
        int[]? groups)
    {
        (Name, Columns, Rows, _labels, Classes) = (name, columns, rows, labels, classes);
        Groups = groups is null ? default(ReadOnlyMemory<int>?) : groups;
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The columns, the labels' not among them.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>
    /// (rows, columns): numbers as they are, categories as their numbers; NaN where a value is missing.
    /// </summary>
    /// <exception cref="InvalidDataException">They don't fit into memory, and are not there.</exception>
    public Matrix Values => Rows is null ? _values : throw DataMemory.NotThere(Name);

    /// <summary>What has the values of a table that doesn't fit into memory; null of one that does.</summary>
    internal TableRows? Rows { get; }

    /// <summary>The class of each row.</summary>
    public ReadOnlyMemory<int> Labels => _labels;

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>The group of each row, from 0; null if every row stands for itself.</summary>
    public ReadOnlyMemory<int>? Groups { get; }

    /// <summary>The number of rows.</summary>
    public int Count => _labels.Length;

    /// <summary>Rows one by one, wherever they are: (1, columns), which the next one may overwrite.</summary>
    internal IEnumerable<(int Row, Matrix Values)> Read(int[] rows)
    {
        Matrix buffer = Rows is null ? default : Matrix.Allocate(Math.Min(RowsAtOnce, rows.Length), Columns.Count);
        for (int i = 0; i < rows.Length; i++)
        {
            if (Rows is not null && i % RowsAtOnce == 0)
            {
                int count = Math.Min(RowsAtOnce, rows.Length - i);
                Rows.Gather(rows.AsSpan(i, count), buffer.SliceRows(0, count));
            }
            yield return (rows[i], Rows is null ? _values.SliceRows(rows[i], 1) : buffer.SliceRows(i % RowsAtOnce, 1));
        }
    }

    /// <summary>A table of numbers that a program brings itself.</summary>
    /// <param name="values">(rows, columns), not copied.</param>
    /// <param name="labels">The class of each row, from 0.</param>
    /// <param name="columns">The names of the columns; their numbers from 1 if not given.</param>
    public static Table Create(Matrix values, int[] labels, params IReadOnlyList<string> columns)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(columns);
        IEnumerable<string> names = columns.Count > 0 ? columns : Numbers(1, values.Columns);
        int classes = Math.Max(2, labels.Append(0).Max() + 1);
        return new Table("table", [.. names.Select(name => new TableColumn(name))], values, labels,
            [.. Numbers(0, classes)]);

        static IEnumerable<string> Numbers(int first, int count) =>
            Enumerable.Range(first, count).Select(i => i.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Reads a file of values that commas, semicolons or tabs separate.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Which column has the labels, and how to read the others.</param>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="InvalidDataException">The file is no such table; the message names the file, the line and the
    /// column.</exception>
    public static Table Read(string path, TableOptions options)
    {
        using Stream stream = Disk.OpenRead(path);
        return new TableReader(path, options).Read(stream);
    }

    /// <summary>Reads a table from a stream that can seek. The stream is left open.</summary>
    /// <param name="stream">The stream, at its start.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">Which column has the labels, and how to read the others.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Read(string, TableOptions)"/>.</exception>
    public static Table Read(Stream stream, string name, TableOptions options) =>
        new TableReader(name, options).Read(stream);
}
