using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Reading;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Domains.Speech;
using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Text.Reading;
using Scratch.Adversarial.Quality;

namespace Scratch.Datasets;

/// <summary>
/// The data sets and reference classifiers of this package. Each may be asked for here; <see cref="Register"/> lets
/// everything else find them by their names.
/// </summary>
/// <remarks>Whose they are and what licence each has stands in the package's NOTICE.</remarks>
/// <example>
/// <code>
/// Dataset digits = EmbeddedData.Digits.OpenTraining(); // 20,000 rows of 784 pixels in [0, 1]
/// </code>
/// </example>
public static class EmbeddedData
{
    /// <summary>
    /// MNIST: <see cref="ImageSource.OpenTraining"/> reads the first 20,000 training examples, <see
    /// cref="ImageSource.OpenTest"/> all 10,000 test examples.
    /// </summary>
    public static ImageSource Digits
    {
        get
        {
            Register();
            return ImageSource.Parse("mnist");
        }
    }

    /// <summary>
    /// Lets the rest of the libraries find these files: <c>mnist</c>, <c>spoken-digits</c>, <c>spam</c> and
    /// <c>debian</c> as the data of a run, the reference classifiers, the voices that babble is made of. May be called
    /// any number of times, from any thread.
    /// </summary>
    public static void Register() =>
        PackagedFiles.Register(static file => typeof(EmbeddedData).Assembly.GetManifestResourceStream(file));

    /// <summary>The ten digits, spoken by 44 voices of two synthesisers: 1,120 clips.</summary>
    /// <param name="options">How they are parted by speaker.</param>
    public static SpeechSource SpokenDigits(SpeechOptions options)
    {
        Register();
        return new SpeechSource(SyntheticDigits.Name, options);
    }

    /// <summary>E-mails of the Apache SpamAssassin corpus: 4,635 and 1,165, apart by thread. Allocates them.</summary>
    public static (LabelledTexts Training, LabelledTexts Test) Emails()
    {
        Register();
        return SpamTexts.Read();
    }

    /// <summary>Which packages 13,498 source packages of Debian 12 depend on. Allocates them.</summary>
    /// <param name="options">Which interactions count.</param>
    /// <exception cref="InvalidDataException">The options leave nothing.</exception>
    public static BehaviourData Baskets(InteractionOptions options)
    {
        Register();
        return DebianBaskets.Read(options);
    }

    /// <summary>A classifier that judges generated images.</summary>
    /// <param name="data">What it was trained on: <c>mnist</c> or <c>fashion-mnist</c>.</param>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static ReferenceClassifier ReferenceClassifier(string data)
    {
        Register();
        return Scratch.Adversarial.Quality.ReferenceClassifier.Open(data);
    }
}
