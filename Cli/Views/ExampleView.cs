using Scratch.Adversarial.Domains.Speech;
using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Adversarial.Domains.Speech.Synthesis;

namespace Scratch.Cli.Views;

/// <summary>How the examples of a domain are shown on a page.</summary>
internal abstract class ExampleView
{
    /// <summary>The view of a domain: pictures where it has some, otherwise words.</summary>
    public static ExampleView For(Domain domain) => domain switch
    {
        ImageDomain images => new ImageView(images),
        SpeechDomain words => new SoundView(words, sounds: 0),
        LogMelDomain spectra => new SpectrumView(spectra, synthesis: null, samples: 0, sounds: 0),
        _ => new WordView(domain),
    };

    /// <summary>The view of a run's examples.</summary>
    /// <param name="gallery">What the run shows.</param>
    /// <param name="sounds">How many of them can be heard, if they are sounds.</param>
    public static ExampleView OfExamples(Gallery gallery, int sounds = 0) =>
        gallery.Domain is SpeechDomain words ? new SoundView(words, sounds) : For(gallery.Domain);

    /// <summary>The view of what a run's generator makes.</summary>
    /// <param name="gallery">What the run shows.</param>
    /// <param name="sounds">How many of them can be heard, if sounds can be made of them.</param>
    public static ExampleView OfSamples(Gallery gallery, int sounds = 0) =>
        gallery is { SampleDomain: LogMelDomain spectra, FrontEnd: { } frontEnd }
            ? new SpectrumView(spectra, new FeatureSynthesis(frontEnd), (int)Enumerable.Range(0, gallery.Originals.Rows)
                .Average(row => SpeechRow.CountOf(gallery.Originals.Row(row))), sounds)
            : For(gallery.SampleDomain);

    /// <summary>One example.</summary>
    /// <param name="example">(1, features).</param>
    /// <param name="original">What it was made from, (1, features), to show what has changed; null for nothing.</param>
    /// <param name="alternative">What it is, for those who can't see it.</param>
    public abstract XElement One(Matrix example, Matrix? original, string alternative);

    /// <summary>Examples side by side.</summary>
    /// <param name="examples">(N, features).</param>
    /// <param name="columns">How many there are in a row.</param>
    /// <param name="alternative">What they are, for those who can't see them.</param>
    /// <param name="classes">The class of every row; null where it has none.</param>
    /// <param name="others">The class that every row leads to; null where it leads to none.</param>
    public abstract XElement Grid(
        Matrix examples, int columns, string alternative, int[]? classes = null, int[]? others = null);
}
