using System.IO.MemoryMappedFiles;

namespace Scratch.Adversarial.Domains.Images;

/// <summary>
/// Images in an IDX file that is mapped into memory, not read: it may be larger than memory. Labels, a byte each, are
/// read.
/// </summary>
/// <remarks>One training at a time: the bytes of an image pass through a buffer of the instance.</remarks>
internal sealed class MappedIdx : IExamples, IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte[] _labels;
    private readonly byte[] _image;

    /// <summary>Opens a pair of plain IDX files.</summary>
    /// <param name="images">Not compressed: a compressed file has no places to jump to.</param>
    /// <param name="labels">Plain or compressed.</param>
    /// <param name="classes">The labels lie below it.</param>
    /// <exception cref="InvalidDataException">The files are not IDX or don't belong together; the message says
    /// where.</exception>
    public MappedIdx(string images, string labels, int classes)
    {
        using (Stream stream = Disk.OpenRead(labels))
        {
            _labels = IdxFile.ReadLabels(stream, labels);
        }
        (Count, int height, int width) = ReadSizes(images);
        if (Count != _labels.Length || Array.Exists(_labels, label => label >= classes))
        {
            throw new InvalidDataException(
                $"{images} has {Count} images, {labels} has {_labels.Length} labels up to {_labels.Max()}; expected "
                    + $"as many, below {classes}.");
        }
        (Inputs, Targets) = (height * width, classes);
        _image = new byte[Inputs];
        _file = MemoryMappedFile.CreateFromFile(
            images, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int Inputs { get; }

    /// <inheritdoc/>
    public int Targets { get; }

    /// <inheritdoc/>
    public void Gather(ReadOnlySpan<int> rows, Matrix inputs, Matrix targets)
    {
        Shape.Require(inputs, rows.Length, Inputs);
        Shape.Require(targets, rows.Length, Targets);
        targets.Fill(0);
        for (int i = 0; i < rows.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)rows[i], (uint)Count, nameof(rows));
            _view.ReadArray(IdxFile.ImagesStart + ((long)rows[i] * Inputs), _image, 0, Inputs);
            TensorPrimitives.ConvertTruncating<byte, float>(_image, inputs.Row(i));
            TensorPrimitives.Divide(inputs.Row(i), byte.MaxValue, inputs.Row(i));
            targets[i, _labels[rows[i]]] = 1;
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static (int Count, int Height, int Width) ReadSizes(string images)
    {
        using FileStream stream = File.OpenRead(images);
        if (!stream.CanSeek)
        {
            throw new IOException($"{images}: a pipe can't be mapped into memory; expected a file.");
        }
        (int count, int height, int width) = IdxFile.ReadSizes(stream, images);
        long expected = IdxFile.ImagesStart + ((long)count * height * width);
        return stream.Length == expected
            ? (count, height, width)
            : throw new InvalidDataException(
                $"{images}: the file has {stream.Length} bytes, expected {expected} for {count} images of {height} x "
                + $"{width}, not compressed.");
    }
}
