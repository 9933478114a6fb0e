namespace Scratch.Adversarial.Data;

/// <summary>The inputs of a data set, whether they are in memory or read as they are asked for.</summary>
internal static class DatasetRows
{
    private const int RowsAtOnce = 1000, MostOfPiece = 4_000_000; // numbers, 16 MB

    // of a stored set the parts to look by and to choose by are copied into memory: few rows, or a small share of them
    // that takes at most 32 MB
    private const int FewRows = 1000, SmallShare = 4; // a quarter
    private const long MostCopied = 8_000_000; // numbers

    /// <summary>Copies the inputs of examples. Allocates nothing once warm.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="rows">B numbers in [0, Count).</param>
    /// <param name="inputs">(B, features), overwritten.</param>
    public static void GatherInputs(this Dataset data, ReadOnlySpan<int> rows, Matrix inputs)
    {
        if (data.Store is { } store)
        {
            store.Gather(rows, inputs);
        }
        else
        {
            RowOperations.Gather(data.Inputs, rows, inputs);
        }
    }

    /// <summary>All inputs in their order, some at a time: views, or memory that the next ones overwrite.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="size">The most rows of a piece; the last has what is left.</param>
    public static IEnumerable<(int Start, Matrix Inputs)> Pieces(this Dataset data, int size = RowsAtOnce)
    {
        size = Math.Clamp(MostOfPiece / data.Features, 1, size);
        Matrix buffer = data.Store is null ? default : Matrix.Allocate(Math.Min(size, data.Count), data.Features);
        int[] rows = new int[buffer.Rows];
        for (int start = 0; start < data.Count; start += size)
        {
            int count = Math.Min(size, data.Count - start);
            if (data.Store is not { } store)
            {
                yield return (start, data.Inputs.SliceRows(start, count));
                continue;
            }
            for (int i = 0; i < count; i++)
            {
                rows[i] = start + i;
            }
            store.Gather(rows.AsSpan(0, count), buffer.SliceRows(0, count));
            yield return (start, buffer.SliceRows(0, count));
        }
    }

    /// <summary>Whether so many examples of a stored set are copied into memory.</summary>
    public static bool IsSmall(this Dataset data, int rows) =>
        rows <= FewRows || (rows <= data.Count / SmallShare && (long)rows * data.Features <= MostCopied);

    /// <summary>Throws if a number is none.</summary>
    /// <exception cref="InvalidDataException">One is NaN or infinite; the message says where.</exception>
    public static void RequireFinite(this Dataset data)
    {
        foreach ((int start, Matrix inputs) in data.Pieces())
        {
            Matrix targets = data.Targets.IsEmpty ? default : data.Targets.SliceRows(start, inputs.Rows);
            new Batch(inputs, targets).RequireFinite([.. Enumerable.Range(start, inputs.Rows)]);
        }
    }

    /// <summary>A checksum of all inputs and targets, the same wherever they are.</summary>
    public static string ComputeDigest(this Dataset data)
    {
        Crc32C crc = default;
        float[] target = new float[data.Store is null ? 0 : data.Classes];
        foreach ((int start, Matrix inputs) in data.Pieces())
        {
            for (int i = 0; i < inputs.Rows; i++)
            {
                crc.Add(inputs.Row(i));
                if (data.Store is null)
                {
                    crc.Add(data.Targets.Row(start + i));
                    continue;
                }
                target.AsSpan().Clear();
                target[data.Labels.Span[start + i]] = 1;
                crc.Add(target);
            }
        }
        return string.Create(CultureInfo.InvariantCulture, $"{data.Count}-{crc.Value:x8}");
    }
}
