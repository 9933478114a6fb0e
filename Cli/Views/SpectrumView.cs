using System.Numerics.Tensors;
using Scratch.Adversarial.Domains.Speech;
using Scratch.Adversarial.Domains.Speech.Synthesis;
using Scratch.Cli.Pages;

namespace Scratch.Cli.Views;

/// <summary>
/// Features of spoken words: the spectra that they stand for, and sounds with these for the first of them.
/// </summary>
/// <param name="domain">What a row means.</param>
/// <param name="synthesis">From features to spectra and sounds; null to show the features as they are.</param>
/// <param name="samples">How long a sound is, in samples at 8 kHz.</param>
/// <param name="sounds">How many can be heard.</param>
internal sealed class SpectrumView(LogMelDomain domain, FeatureSynthesis? synthesis, int samples, int sounds)
    : ExampleView
{
    private readonly SoundPlayer _player = new(sounds);

    /// <inheritdoc/>
    public override XElement One(Matrix example, Matrix? original, string alternative) => new(
        "div",
        Markup.Class("sound"),
        SpectrumPicture.One(Pixels(example), domain.Frames, domain.Bands, alternative),
        Play(example.Row(0).ToArray(), alternative));

    /// <inheritdoc/>
    public override XElement Grid(
        Matrix examples, int columns, string alternative, int[]? classes = null, int[]? others = null)
    {
        XElement picture = ImageView.Grid(
            Pixels(examples), domain.Bands, domain.Frames, columns, alternative, classes, others);
        if (synthesis is null || classes is null || others is not null)
        {
            return picture;
        }
        return new XElement(
            "div",
            picture,
            new XElement(
                "ul",
                Markup.Class("sounds"),
                classes.Select((c, row) => (Name: Markup.Printable(domain.ClassName(c)), Sound: Play(
                    examples.Row(row * columns).ToArray(), $"A generated word of class {domain.ClassName(c)}")))
                    .Where(one => one.Sound is not null)
                    .Select(one => new XElement("li", new XElement("span", one.Name), one.Sound))));
    }

    private XElement? Play(float[] features, string alternative) => synthesis is null ? null
        : _player.Play(() => synthesis.Synthesise(features, samples, default), alternative);

    /// <summary>Spectra as rows of pixels, bands from the top down, and in each the frames.</summary>
    /// <param name="examples">(N, features).</param>
    public Matrix Pixels(Matrix examples)
    {
        const float Far = 3; // deviations
        Matrix pixels = Matrix.Allocate(examples.Rows, domain.Features),
            logMel = Matrix.Allocate(domain.Frames, domain.Bands);
        for (int row = 0; row < examples.Rows; row++)
        {
            if (synthesis is null)
            {
                TensorPrimitives.Multiply(examples.Row(row), SpectrumPicture.Range / (2 * Far), logMel.Span);
                SpectrumPicture.Draw(logMel, SpectrumPicture.Range / 2, pixels.Row(row));
            }
            else
            {
                synthesis.Restore(examples.Row(row), logMel);
                SpectrumPicture.Draw(logMel, TensorPrimitives.Max<float>(logMel.Span), pixels.Row(row));
            }
        }
        return pixels;
    }
}
