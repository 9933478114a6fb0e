namespace Scratch.Adversarial.Domains.Images;

/// <summary>Where images come from: the embedded digits, Fashion-MNIST, or a folder of IDX files.</summary>
/// <remarks>
/// Training and test files are opened by separate calls, so that training never touches the test files.
/// </remarks>
public sealed class ImageSource : IDataSource
{
    private const string EmbeddedName = "mnist";
    private const string FashionName = "fashion-mnist";
    private const string FashionFolder = "/usr/share/datasets/fashion-mnist"; // where the Debian package puts it
    private const int KnownClasses = 10;
    private const int MinClasses = 2;

    private readonly string? _folder; // null: the embedded digits
    private readonly bool _hasKnownClasses;

    private ImageSource(string name, string? folder, bool hasKnownClasses)
    {
        Name = name;
        _folder = folder;
        _hasKnownClasses = hasKnownClasses;
    }

    /// <summary>The text that <see cref="Parse(string)"/> was given.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public string? Storage { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<AugmentationKind> Augmentations => AugmentationOptions.Kinds;

    /// <summary>What the option <c>--data</c> takes. Opens no file yet.</summary>
    /// <param name="text">
    /// <c>mnist</c>: the digits of the package Scratch.Datasets, the first 20,000 for training and all 10,000 for test.
    /// <c>fashion-mnist</c>: the files of Debian's package dataset-fashion-mnist, 60,000 and 10,000.
    /// Anything else: a folder with train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
    /// t10k-labels-idx1-ubyte, each plain or with .gz; a dot before "idx" is accepted too. Where both exist, the plain
    /// file is taken. A folder that has one of the names above is reached by <c>./mnist</c>.
    /// </param>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static ImageSource Parse(string text) => Parse(text, FashionFolder);

    /// <summary>Whether a text is the name of known images rather than a folder.</summary>
    public static bool IsName(string text) => text is EmbeddedName or FashionName;

    /// <summary>The same with another place for Fashion-MNIST, so that its absence can be tested.</summary>
    internal static ImageSource Parse(string text, string fashionFolder)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new ArgumentException(
                $"There is no data set '{text}'; expected {EmbeddedName}, {FashionName} or a folder of IDX files.");
        }
        if (text == EmbeddedName)
        {
            return new ImageSource(text, folder: null, hasKnownClasses: true);
        }
        if (text == FashionName)
        {
            return Directory.Exists(fashionFolder)
                ? new ImageSource(text, fashionFolder, hasKnownClasses: true)
                : throw new DirectoryNotFoundException(
                    $"{fashionFolder}: no such folder; {FashionName} needs Debian's package dataset-fashion-mnist "
                        + "(apt install dataset-fashion-mnist).");
        }
        return Directory.Exists(text)
            ? new ImageSource(text, text, hasKnownClasses: false)
            : throw new DirectoryNotFoundException(
                $"{text}: no such folder; expected {EmbeddedName}, {FashionName} or a folder of IDX files.");
    }

    /// <summary>Reads the training examples. Allocates them.</summary>
    /// <returns>10 classes for the two known data sets; for a folder as many as its greatest label needs, at least
    /// 2.</returns>
    /// <exception cref="FileNotFoundException">A training file is missing.</exception>
    /// <exception cref="InvalidDataException">A training file is broken, or they don't belong together.</exception>
    public Dataset OpenTraining()
    {
        Dataset training = Open("training", "train", _hasKnownClasses ? KnownClasses : null);
        Storage = training.Store is null ? null
            : DataMemory.DescribeStored(training.Count, training.Features, Name);
        return training;
    }

    /// <summary>Reads the test examples. Allocates them. Nothing opens the test files before.</summary>
    /// <param name="classes">
    /// The classes of the training set, or the outputs of the model to be evaluated: the test labels of a folder can't
    /// tell, because a class may be missing from them.
    /// </param>
    /// <exception cref="FileNotFoundException">A test file is missing.</exception>
    /// <exception cref="InvalidDataException">A test file is broken, they don't belong together, or a label is not
    /// below <paramref name="classes"/>.</exception>
    public Dataset OpenTest(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, MinClasses);
        return Open("test", "t10k", classes);
    }

    /// <summary>
    /// Copies the test files into a folder, byte by byte and under their names, without a look at what they hold.
    /// </summary>
    /// <returns>False if there are none.</returns>
    /// <exception cref="IOException">They can't be read, or not written.</exception>
    internal bool CopyTest(string folder)
    {
        foreach ((string stem, string kind) in (
            ReadOnlySpan<(string, string)>)[("t10k-images", "idx3-ubyte"), ("t10k-labels", "idx1-ubyte")])
        {
            try
            {
                using Stream source = OpenFile(stem, kind, out string file);
                AtomicFile.Write(Path.Combine(folder, Path.GetFileName(file)), source.CopyTo);
            }
            catch (FileNotFoundException)
            {
                return false;
            }
        }
        return true;
    }

    private Dataset Open(string part, string prefix, int? classes)
    {
        using Stream labelsStream = OpenFile($"{prefix}-labels", "idx1-ubyte", out string labelsFile);
        using Stream imagesStream = OpenFile($"{prefix}-images", "idx3-ubyte", out string imagesFile);
        byte[] labels = IdxFile.ReadLabels(labelsStream, labelsFile);
        int needed = Math.Max(labels.Max() + 1, MinClasses);
        if (StoredImages.Open(imagesStream, imagesFile) is { } stored)
        {
            RequireTogether((stored.Count, imagesFile), (labels, labelsFile), classes ?? needed);
            return new Dataset(
                $"{Name} {part}", stored, Array.ConvertAll(labels, label => (int)label), classes ?? needed,
                new ImageDomain(stored.Height, stored.Width));
        }
        IdxImages images = IdxFile.ReadImages(imagesStream, imagesFile);
        return Create($"{Name} {part}", (images, imagesFile), (labels, labelsFile), classes ?? needed);
    }

    /// <summary>Images and labels of a pair of files, pixels scaled to [0, 1].</summary>
    internal static Dataset Create(
        string name, (IdxImages Content, string File) images, (byte[] Content, string File) labels, int classes)
    {
        (int count, int height, int width, byte[] pixels) = images.Content;
        RequireTogether((count, images.File), labels, classes);
        Matrix inputs = Matrix.Allocate(count, height * width);
        TensorPrimitives.ConvertTruncating<byte, float>(pixels, inputs.Span);
        TensorPrimitives.Divide(inputs.Span, byte.MaxValue, inputs.Span);
        int[] classOf = [.. labels.Content.Select(label => (int)label)];
        return new Dataset(name, inputs, classOf, classes, new ImageDomain(height, width));
    }

    private static void RequireTogether(
        (int Count, string File) images, (byte[] Content, string File) labels, int classes)
    {
        if (images.Count != labels.Content.Length)
        {
            throw new InvalidDataException(
                $"{images.File} has {images.Count} images, but {labels.File} has {labels.Content.Length} labels: the "
                    + "counts must be the same.");
        }
        if (Array.FindIndex(labels.Content, label => label >= classes) is int wrong and >= 0)
        {
            throw new InvalidDataException(
                $"{labels.File}: at byte {IdxFile.LabelsStart + wrong}: label {labels.Content[wrong]} of example "
                    + $"{wrong}, expected 0 to {classes - 1}.");
        }
    }

    private Stream OpenFile(string stem, string kind, out string file)
    {
        if (_folder is null)
        {
            file = $"{EmbeddedName}/{stem}-{kind}.gz";
            return PackagedFiles.Open(EmbeddedName, file);
        }
        foreach (string name in (
            ReadOnlySpan<string>)[$"{stem}-{kind}", $"{stem}-{kind}.gz", $"{stem}.{kind}", $"{stem}.{kind}.gz"])
        {
            file = Path.Combine(_folder, name);
            if (File.Exists(file))
            {
                return Disk.OpenRead(file);
            }
        }
        file = Path.Combine(_folder, $"{stem}-{kind}");
        throw new FileNotFoundException($"{file}: no such file; expected it there, plain or with .gz.", file);
    }
}
