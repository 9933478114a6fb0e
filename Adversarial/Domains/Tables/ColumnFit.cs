namespace Scratch.Adversarial.Domains.Tables;

/// <summary>
/// What training knows of one column, from two passes over its values in their order: the mean, the deviation, the
/// range and the median of numbers, the counts of categories. The memory doesn't grow with the number of values.
/// </summary>
/// <remarks>
/// The median of many rows by counting instead of sorting: the first pass counts the upper halves of the numbers' 32
/// bits, the second the lower halves of those that can be in the middle. Few rows are kept and sorted, for less memory.
/// </remarks>
/// <param name="rows">The most values of a column.</param>
internal sealed class ColumnFit(int rows = int.MaxValue)
{
    private const int Halves = 1 << 16;

    private readonly uint[]? _places = rows <= Halves ? new uint[rows] : null;
    private readonly int[] _upper = rows <= Halves ? [] : new int[Halves];
    private readonly int[][] _lower = rows <= Halves ? [[], []] : [new int[Halves], new int[Halves]];
    private readonly uint[] _halfOf = new uint[2]; // the upper halves of the two numbers in the middle
    private readonly long[] _before = new long[2]; // how many numbers have smaller upper halves
    private TableColumn _column = new("");
    private int[] _counts = [];
    private long _count;
    private double _sum, _squares;
    private uint _least, _largest;

    /// <summary>Begins a column.</summary>
    public void Begin(TableColumn column)
    {
        (_column, _counts, _count) = (column, new int[column.Categories?.Count ?? 0], 0);
        (_sum, _squares, _least, _largest) = (0, 0, uint.MaxValue, 0);
        Array.Clear(_upper);
        // not Array.ForEach(_lower, Array.Clear): compiled again when it is hot, that can end a process of .NET 10.0.12
        foreach (int[] counts in _lower)
        {
            Array.Clear(counts);
        }
    }

    /// <summary>The first pass; NaN stands for no value.</summary>
    public void Count(float value)
    {
        if (float.IsNaN(value))
        {
            return;
        }
        if (_counts.Length > 0)
        {
            _counts[(int)value]++;
            _count++;
            return;
        }
        _sum = _count++ == 0 ? value : _sum + value;
        uint place = PlaceOf(value);
        (_least, _largest) = (Math.Min(_least, place), Math.Max(_largest, place));
        if (_places is null)
        {
            _upper[place >> 16]++;
        }
        else
        {
            _places[_count - 1] = place;
        }
    }

    /// <summary>Between the passes.</summary>
    /// <param name="table">What messages call the table.</param>
    /// <exception cref="InvalidDataException">There was no value.</exception>
    public void EndCount(string table)
    {
        if (_count == 0)
        {
            throw new InvalidDataException(
                $"{table}: the column '{_column.Name}' has no value in the training part; expected some.");
        }
        _places?.AsSpan(0, _counts.Length == 0 ? (int)_count : 0).Sort();
        for (int middle = 0; middle < 2 && _counts.Length == 0 && _places is null; middle++)
        {
            long passed = 0;
            uint half = 0;
            while (passed + _upper[half] <= RankOf(middle))
            {
                passed += _upper[half++];
            }
            (_halfOf[middle], _before[middle]) = (half, passed);
        }
    }

    /// <summary>The second pass.</summary>
    public void Measure(float value)
    {
        if (float.IsNaN(value) || _counts.Length > 0)
        {
            return;
        }
        double difference = value - (_sum / _count);
        _squares += difference * difference;
        uint place = PlaceOf(value);
        for (int middle = 0; middle < 2 && _places is null; middle++)
        {
            if (place >> 16 == _halfOf[middle])
            {
                _lower[middle][(ushort)place]++;
            }
        }
    }

    /// <summary>What both passes came to.</summary>
    public ColumnSchema ToSchema()
    {
        if (_column.Categories is { } categories)
        {
            string[] seen = [.. categories.Where((_, i) => _counts[i] > 0)];
            return new ColumnSchema(_column.Name, seen)
            {
                Fill = Array.IndexOf(seen, categories[Array.IndexOf(_counts, _counts.Max())]),
            };
        }
        double deviation = Math.Sqrt(_squares / _count);
        return new ColumnSchema(_column.Name, null)
        {
            Mean = (float)(_sum / _count),
            Deviation = deviation > 0 && (float)deviation > 0 ? (float)deviation : 1,
            Least = ValueAt(_least),
            Largest = ValueAt(_largest),
            Fill = (Middle(0) / 2) + (Middle(1) / 2),
        };
    }

    private long RankOf(int middle) => middle == 0 ? (_count - 1) / 2 : _count / 2;

    private float Middle(int middle)
    {
        if (_places is not null)
        {
            return ValueAt(_places[RankOf(middle)]);
        }
        long passed = _before[middle];
        uint half = 0;
        while (passed + _lower[middle][half] <= RankOf(middle))
        {
            passed += _lower[middle][half++];
        }
        return ValueAt((_halfOf[middle] << 16) | half);
    }

    /// <summary>Whole numbers in the order of the values: negative ones have their bits turned round.</summary>
    private static uint PlaceOf(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (bits & 0x80000000) == 0 ? bits | 0x80000000 : ~bits;
    }

    private static float ValueAt(uint place) =>
        BitConverter.UInt32BitsToSingle((place & 0x80000000) == 0 ? ~place : place & 0x7FFFFFFF);
}
