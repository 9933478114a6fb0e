using System.Buffers;
using System.Text;
using Microsoft.Win32.SafeHandles;
using nietras.SeparatedValues;

namespace Scratch.Adversarial.Domains.Tables;

/// <summary>
/// Reads separated values. A file is not trusted: what it needs in memory is bounded by its size, and no line is longer
/// than 16 MiB.
/// </summary>
/// <param name="name">What messages call the file.</param>
/// <param name="options">Which column has the labels, and how to read the others.</param>
/// <param name="schema">What a second file must fit; null for the first one, which says it.</param>
/// <param name="cache">Where the values go if they are not to be kept in memory; null if they are.</param>
internal sealed class TableReader(
    string name, TableOptions options, TableSchema? schema = null, RowCache? cache = null)
{
    private const int MostColumns = 16 * 1024;
    private const int MostFloatsOfBlock = 64 * 1024, MostBytesOfBuffer = 64 * 1024, FewestBytesOfBuffer = 128;

    private static readonly SearchValues<char> Suspects = SearchValues.Create('"', '\0', '\uFFFD');

    private readonly List<float[]> _blocks = [];
    private readonly List<int> _labels = [];
    private readonly List<int> _groups = [];
    private ColumnReader[] _columns = [];
    private ColumnReader[] _features = [];
    private int _rows;
    private int _floatsOfBlock;

    public Table Read(Stream stream)
    {
        char separator = TableText.FindSeparator(stream, name);
        _floatsOfBlock = (int)Math.Min(stream.Length, MostFloatsOfBlock); // a value takes a byte, be it a separator
        using var text = new StreamReader(
            stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: true,
            (int)Math.Clamp(stream.Length, FewestBytesOfBuffer, MostBytesOfBuffer), leaveOpen: true);
        using SepReader reader = Sep.New(separator).Reader(settings => settings with
        {
            HasHeader = false,
            DisableColCountCheck = true,
            Unescape = true,
            Trim = SepTrim.Outer,
            CultureInfo = CultureInfo.InvariantCulture,
        }).From(text);
        int line = 0; // Sep's own number of the first line is off by one
        try
        {
            while (reader.MoveNext())
            {
                SepReader.Row row = reader.Current;
                int first = line + 1;
                bool isSuspect = row.Span.ContainsAny(Suspects);
                line += 1 + (isSuspect ? row.Span.Count('\n') : 0);
                if (isSuspect)
                {
                    TableText.RequireWhole(row.Span, separator, name, first);
                }
                if (row.ColCount > 1 || !row.Span.IsWhiteSpace())
                {
                    Take(row, first);
                }
            }
        }
        catch (Exception error) when (error is NotSupportedException or OutOfMemoryException or OverflowException)
        {
            throw new InvalidDataException(
                $"{name}: line {line + 1}: longer than 16 MiB; expected shorter lines, or a quote that opens in it to "
                    + "be closed.", error);
        }
        return Finish(line);
    }

    private void Take(SepReader.Row row, int line)
    {
        bool isHeader = _columns.Length == 0 && options.HasHeader;
        if (_columns.Length == 0)
        {
            CreateColumns(row, line);
        }
        if (row.ColCount != _columns.Length)
        {
            throw Wrong(line, Math.Min(row.ColCount, _columns.Length) + 1,
                $"the line has {row.ColCount} values, expected {_columns.Length} as in the first line.");
        }
        if (!isHeader)
        {
            TakeValues(row, line);
        }
    }

    private void TakeValues(SepReader.Row row, int line)
    {
        int inBlock = _rows % RowsOfBlock;
        if (inBlock == 0 && cache is not null && _blocks.Count > 0)
        {
            cache.Write(_blocks[0]);
        }
        else if (inBlock == 0)
        {
            _blocks.Add(new float[RowsOfBlock * _features.Length]);
        }
        Span<float> values = _blocks[^1].AsSpan(inBlock * _features.Length, _features.Length);
        int next = 0;
        for (int i = 0; i < _columns.Length; i++)
        {
            ColumnReader column = _columns[i];
            if (column.Kind == ColumnKind.Number)
            {
                values[next++] = row[i].TryParse(out float number) && float.IsFinite(number) ? number
                    : column.Read(row[i].Span, line);
                continue;
            }
            float value = column.Read(row[i].Span, line);
            if (column.Role == ColumnRole.Feature)
            {
                values[next++] = value;
            }
            else
            {
                (column.Role == ColumnRole.Label ? _labels : _groups).Add((int)value);
            }
        }
        _rows++;
    }

    private int RowsOfBlock => Math.Max(1, _floatsOfBlock / Math.Max(1, _features.Length));

    private void CreateColumns(SepReader.Row row, int line)
    {
        if (row.ColCount < 2)
        {
            throw new InvalidDataException(
                $"{name}: line {line}: one column; expected at least two, separated by commas, semicolons or tabs.");
        }
        if (row.ColCount > MostColumns)
        {
            throw Wrong(line, MostColumns + 1, $"the line has {row.ColCount} values, expected at most {MostColumns}.");
        }
        var names = new List<string>();
        var known = new HashSet<string>();
        for (int i = 0; i < row.ColCount; i++)
        {
            string column = options.HasHeader ? row[i].ToString() : (i + 1).ToString(CultureInfo.InvariantCulture);
            names.Add(column);
            if (column.Length == 0 || !known.Add(column))
            {
                string wrong = column.Length == 0 ? "the name is empty"
                    : $"the name '{ColumnReader.Shorten(column)}' is that of column {names.IndexOf(column) + 1}, too";
                throw Wrong(line, i + 1, $"{wrong}; expected a name of its own for each column, or no header.");
            }
        }
        string label = FindColumn(names, options.Label, "label");
        string? group = options.Group is null ? null : FindColumn(names, options.Group, "group");
        string[] categories = [.. options.Categories.Select(column => FindColumn(names, column, "categories"))];
        _columns = [.. names.Select((column, i) => new ColumnReader(name, options.Impute, column, i + 1)
        {
            Role = column == label ? ColumnRole.Label : column == group ? ColumnRole.Group : ColumnRole.Feature,
            Kind = column == label || column == group || categories.Contains(column) ? ColumnKind.Category
                : KindOf(column),
            Known = column == label ? schema?.Classes : null,
        })];
        _features = [.. _columns.Where(column => column.Role == ColumnRole.Feature)];
        if (_features.Length == 0)
        {
            throw new InvalidDataException(
                $"{name}: line {line}: no column but those of label and group; expected at least one to predict from.");
        }
    }

    private ColumnKind KindOf(string column) => schema?.Columns.FirstOrDefault(known => known.Name == column) switch
    {
        null => ColumnKind.Unknown,
        { Categories: null } => ColumnKind.Number,
        _ => ColumnKind.Category,
    };

    private string FindColumn(List<string> names, string wanted, string role) =>
        names.Find(column => column == wanted)
        ?? names.Find(column => string.Equals(column, wanted, StringComparison.OrdinalIgnoreCase))
        ?? throw new InvalidDataException(
            $"{name}: line 1: there is no column '{wanted}' for the {role}; expected one of "
                + $"{string.Join(", ", names.Take(20).Select(column => ColumnReader.Shorten(column)))}.");

    private Table Finish(int line)
    {
        if (_rows == 0)
        {
            throw new InvalidDataException(_columns.Length == 0
                ? $"{name}: line 1: the file is empty; expected rows of values."
                : $"{name}: line {line}: a header without rows; expected a row of values after it.");
        }
        if (cache is null && (long)_rows * _features.Length > Array.MaxLength)
        {
            throw new InvalidDataException(
                $"{name}: {_rows} rows of {_features.Length} values; expected at most {Array.MaxLength} values.");
        }
        ColumnReader label = _columns.First(column => column.Role == ColumnRole.Label);
        int[] ofClass = label.Sort(out IReadOnlyList<string> classes);
        if (schema is null && classes.Count < 2)
        {
            throw new InvalidDataException(
                $"{name}: line {line}, column {label.Number} ({ColumnReader.Shorten(label.Name)}): every row is "
                    + $"of the class '{ColumnReader.Shorten(classes[0])}'; expected at least two classes.");
        }
        TableColumn[] columns = [.. _features.Select(column => column.ToColumn())];
        int[] labels = [.. _labels.Select(found => ofClass[found])];
        int[]? groups = options.Group is null ? null : [.. _groups];
        return cache is null
            ? new Table(name, columns, ReadValues(), labels, classes, groups)
            : new Table(name, columns, new TableRows(name, Keep(cache), _rows, Orders()), labels, classes, groups);
    }

    /// <summary>Writes the rows that are left.</summary>
    private SafeFileHandle Keep(RowCache cache)
    {
        int left = ((_rows - 1) % RowsOfBlock) + 1;
        cache.Write(_blocks[0].AsSpan(0, left * _features.Length));
        return cache.Finish();
    }

    /// <summary>The places of categories in the order of their names; null of numbers.</summary>
    private int[]?[] Orders() =>
        [.. _features.Select(column => column.Kind == ColumnKind.Category ? column.Sort(out _) : null)];

    /// <summary>The values of all blocks, with the categories numbered in the order of their names.</summary>
    private Matrix ReadValues()
    {
        int[]?[] orders = Orders();
        Matrix values = Matrix.Allocate(_rows, _features.Length);
        for (int first = 0; first < _rows; first += RowsOfBlock)
        {
            int rows = Math.Min(RowsOfBlock, _rows - first);
            _blocks[first / RowsOfBlock].AsSpan(0, rows * _features.Length).CopyTo(values.SliceRows(first, rows).Span);
        }
        for (int column = 0; column < orders.Length; column++)
        {
            for (int row = 0; row < _rows && orders[column] is { } order; row++)
            {
                ref float value = ref values[row, column];
                value = float.IsNaN(value) ? value : order[(int)value];
            }
        }
        return values;
    }

    private InvalidDataException Wrong(int line, int column, string what) =>
        new($"{name}: line {line}, column {column}: {what}");
}
