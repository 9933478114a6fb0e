using Scratch.Adversarial.Domains.Images;

namespace Scratch.Adversarial.Data;

/// <summary>Examples and their labels: row i of <see cref="Inputs"/> belongs to label i.</summary>
public sealed class Dataset
{
    private readonly int[] _labels;

    /// <summary>A data set over the given memory, which is not copied.</summary>
    /// <param name="name">What messages and reports call it.</param>
    /// <param name="inputs">(examples, height · width), values in [0, 1].</param>
    /// <param name="labels">One label for each row, each in [0, <paramref name="classes"/>).</param>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <param name="height">Rows of one example seen as an image; 1 for a plain vector.</param>
    /// <param name="width">Columns of one example seen as an image.</param>
    /// <exception cref="ArgumentException">The sizes disagree, or a label is out of range.</exception>
    public Dataset(string name, Matrix inputs, int[] labels, int classes, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        Shape.RequireLength(labels.Length, inputs.Rows, nameof(labels));
        Shape.Require(inputs, inputs.Rows, checked(height * width));
        int wrong = labels.AsSpan().IndexOfAnyExceptInRange(0, classes - 1);
        if (wrong >= 0)
        {
            throw new ArgumentException($"Label {wrong} is {labels[wrong]}, expected 0 to {classes - 1}.", nameof(labels));
        }
        Name = name;
        Inputs = inputs;
        _labels = labels;
        Classes = classes;
        Height = height;
        Width = width;
    }

    /// <summary>What messages and reports call it.</summary>
    public string Name { get; }

    /// <summary>The examples: (<see cref="Count"/>, <see cref="Height"/> · <see cref="Width"/>), values in [0, 1].</summary>
    public Matrix Inputs { get; }

    /// <summary>The labels, each in [0, <see cref="Classes"/>); 0 where it is not known: see <see cref="LabelledRows"/>.</summary>
    public ReadOnlyMemory<int> Labels => _labels;

    /// <summary>The rows whose labels are known, in rising order; null if all are.</summary>
    public ReadOnlyMemory<int>? LabelledRows => Known is { } known ? known : default(ReadOnlyMemory<int>?);

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>Rows of one example seen as an image.</summary>
    public int Height { get; }

    /// <summary>Columns of one example seen as an image.</summary>
    public int Width { get; }

    /// <summary>The number of examples.</summary>
    public int Count => _labels.Length;

    private int[]? Known { get; init; }

    /// <summary>Images and labels as read from a pair of IDX files, with the pixels scaled to [0, 1]. Allocates.</summary>
    /// <param name="name">What messages and reports call the data set.</param>
    /// <param name="images">The images.</param>
    /// <param name="imagesFile">The file that the images came from, for errors.</param>
    /// <param name="labels">The labels.</param>
    /// <param name="labelsFile">The file that the labels came from, for errors.</param>
    /// <param name="classes">The number of classes, at least 2.</param>
    /// <exception cref="InvalidDataException">The counts differ, or a label is not below <paramref name="classes"/>.</exception>
    public static Dataset Create(
        string name, IdxImages images, string imagesFile, ReadOnlySpan<byte> labels, string labelsFile, int classes)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count != labels.Length)
        {
            throw new InvalidDataException(
                $"{imagesFile} has {images.Count} images, but {labelsFile} has {labels.Length} labels: the counts must be the same.");
        }
        int[] wide = new int[labels.Length];
        for (int i = 0; i < wide.Length; i++)
        {
            wide[i] = labels[i];
            if (wide[i] >= classes)
            {
                throw new InvalidDataException(
                    $"{labelsFile}: at byte {IdxFile.LabelsStart + i}: label {wide[i]} of example {i}, expected 0 to {classes - 1}.");
            }
        }
        Matrix inputs = Matrix.Allocate(images.Count, images.Height * images.Width);
        TensorPrimitives.ConvertTruncating<byte, float>(images.Pixels, inputs.Span);
        TensorPrimitives.Divide(inputs.Span, byte.MaxValue, inputs.Span);
        return new Dataset(name, inputs, wide, classes, images.Height, images.Width);
    }

    /// <summary>The first <paramref name="count"/> examples, copied.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many.</exception>
    public Dataset Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Count, nameof(count));
        Matrix inputs = Matrix.Allocate(count, Inputs.Columns);
        Inputs.SliceRows(0, count).CopyTo(inputs);
        return new Dataset(Name, inputs, _labels[..count], Classes, Height, Width) { Known = Known?.Where(row => row < count).ToArray() };
    }

    /// <summary>The same examples without the labels of all others than the given: what trains on them can't read one, not even by mistake.</summary>
    /// <param name="rows">The rows whose labels stay known, each once.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in [0, <see cref="Count"/>).</exception>
    public Dataset KeepLabels(ReadOnlySpan<int> rows)
    {
        int[] known = [.. rows], labels = new int[Count];
        Array.Sort(known);
        foreach (int row in known)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(rows));
            labels[row] = _labels[row];
        }
        return new Dataset(Name, Inputs, labels, Classes, Height, Width) { Known = known };
    }

    /// <summary>The examples with the given numbers, in that order, copied. A number may occur more than once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in [0, <see cref="Count"/>).</exception>
    public Dataset Subset(ReadOnlySpan<int> rows)
    {
        Matrix inputs = Matrix.Allocate(rows.Length, Inputs.Columns);
        int[] labels = new int[rows.Length];
        var known = new List<int>();
        for (int i = 0; i < rows.Length; i++)
        {
            Inputs.Row(rows[i]).CopyTo(inputs.Row(i));
            labels[i] = _labels[rows[i]];
            if (Known is not null && Array.BinarySearch(Known, rows[i]) >= 0)
            {
                known.Add(i);
            }
        }
        return new Dataset(Name, inputs, labels, Classes, Height, Width) { Known = Known is null ? null : [.. known] };
    }

    /// <summary>Deals the examples into two parts at random, every example into one of them. Copies.</summary>
    /// <param name="validationCount">Examples for validation: at least 1, and at least 1 is left for training.</param>
    /// <param name="random">Decides which; the same stream always gives the same parts.</param>
    /// <returns>Both parts, each in the order of this data set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">One of the parts would be empty.</exception>
    public (Dataset Training, Dataset Validation) Split(int validationCount, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(validationCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(validationCount, Count);
        int[] rows = [.. Enumerable.Range(0, Count)];
        random.Shuffle(rows);
        Span<int> validation = rows.AsSpan(0, validationCount);
        Span<int> training = rows.AsSpan(validationCount);
        validation.Sort(); // copying in file order is kind to the memory, and training shuffles anyway
        training.Sort();
        return (Subset(training), Subset(validation));
    }

    /// <summary>Throws unless the other data set has images of the same size and the same number of classes.</summary>
    /// <remarks>For whoever evaluates: what was trained on one data set only makes sense on another of the same form.</remarks>
    /// <exception cref="InvalidDataException">The forms differ.</exception>
    public void RequireSameForm(Dataset other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Height != other.Height || Width != other.Width || Classes != other.Classes)
        {
            throw new InvalidDataException(
                $"{Name} has {Form}, but {other.Name} has {other.Form}: they must be the same.");
        }
    }

    private string Form => $"images of {Height} x {Width} in {Classes} classes";
}
