using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Adversarial.Runs.Text;

/// <summary>The texts of a run, in parts that share no group.</summary>
/// <param name="Training">To train on.</param>
/// <param name="Validation">To choose thresholds by.</param>
/// <param name="Test">To test on; null if there are none.</param>
internal sealed record TextData(LabelledTexts Training, LabelledTexts Validation, LabelledTexts? Test)
{
    private const float UsualValidation = 0.15f;
    private const float LargestShare = 0.5f;
    private const int OfValidation = 0, OfTest = 1; // forks of the stream

    /// <summary>The texts that figures are about: the test's, or those of validation if there is none.</summary>
    public LabelledTexts Judged => Test ?? Validation;

    /// <summary>Reads the texts and splits them. What is split off depends on the seed alone.</summary>
    /// <exception cref="IOException">A file can't be opened.</exception>
    /// <exception cref="InvalidDataException">A file can't be used, or has too few texts to be split.</exception>
    public static TextData Open(TextRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RandomStream random = new RandomStream(options.Seed).Fork((int)RandomPurpose.Validation);
        (LabelledTexts training, LabelledTexts? test) = options.Data == SpamTexts.Name
            ? SpamTexts.Read() : (Read(options.Data, options.Columns), null);
        if (options.Test is { } given)
        {
            if (IsShare(given, out float share))
            {
                (training, test) = training.Split(share, random.Fork(OfTest));
            }
            else
            {
                test = Read(given, options.Columns, training.ClassNames);
            }
        }
        LabelledTexts? validation = options.ValidationFile is { } file
            ? Read(file, options.Columns, training.ClassNames) : null;
        if (validation is null)
        {
            float share = options.Validation == 0 ? UsualValidation : (float)options.Validation / training.Items.Count;
            if (share > LargestShare)
            {
                throw new InvalidDataException(
                    $"{training.Name}: {options.Validation} of {training.Items.Count} texts are more than half; "
                        + "expected fewer to be split off.");
            }
            (training, validation) = training.Split(share, random.Fork(OfValidation));
        }
        return new TextData(training, validation, test);
    }

    /// <summary>Reads texts to measure a detector on.</summary>
    /// <param name="data"><c>spam</c>, for its test texts, or a file or folder.</param>
    /// <param name="columns">What its columns are called; of no matter for <c>spam</c>.</param>
    /// <param name="classNames">The detector's classes; null to learn them.</param>
    /// <exception cref="IOException">It can't be opened.</exception>
    /// <exception cref="InvalidDataException">It can't be used.</exception>
    public static LabelledTexts Read(string data, TextColumns columns, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(columns);
        return data == SpamTexts.Name ? SpamTexts.Read().Test
            : !Path.Exists(data) ? throw new FileNotFoundException(
                $"{data}: there is no such file or folder; expected labelled texts, or {SpamTexts.Name}.")
            : LabelledTextReader.Read(data, columns with { Source = columns.Source ?? columns.Group }, classNames);
    }

    /// <summary>Whether a text is a share rather than the name of a file.</summary>
    internal static bool IsShare(string text, out float share) =>
        float.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out share)
        && share is > 0 and <= LargestShare;
}
