namespace Scratch.Adversarial.Data;

/// <summary>Where examples come from.</summary>
/// <remarks>
/// Training and test examples are opened by separate calls, so that training never touches what it is tested on.
/// </remarks>
public interface IDataSource
{
    /// <summary>What the option <c>--data</c> said.</summary>
    string Name { get; }

    /// <summary>The augmentations that its examples may be given, known before any is read.</summary>
    IReadOnlyList<AugmentationKind> Augmentations { get; }

    /// <summary>
    /// What someone should know of how the examples were read and parted, in sentences: once the training examples were
    /// opened.
    /// </summary>
    IReadOnlyList<string> Remarks => [];

    /// <summary>
    /// Where the training examples are, in words, if they don't fit into memory; null if they do. Known once they were
    /// opened.
    /// </summary>
    string? Storage => null;

    /// <summary>Reads the training examples. Allocates them.</summary>
    /// <exception cref="IOException">A file is missing or can't be read.</exception>
    /// <exception cref="InvalidDataException">A file is broken; the message names the place.</exception>
    Dataset OpenTraining();

    /// <summary>
    /// Reads the examples to choose by, if the data name some; null otherwise. Allocates them. After the training
    /// examples.
    /// </summary>
    Dataset? OpenValidation() => null;

    /// <summary>Reads the test examples. Allocates them. Nothing reads them before.</summary>
    /// <param name="classes">The classes of the training set, or the outputs of the model to be evaluated.</param>
    /// <exception cref="IOException">A file is missing or can't be read.</exception>
    /// <exception cref="InvalidDataException">A file is broken, or has another class; the message names the
    /// place.</exception>
    Dataset OpenTest(int classes);
}
