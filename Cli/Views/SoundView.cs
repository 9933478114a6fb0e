using System.Numerics.Tensors;
using Scratch.Adversarial.Domains.Speech;
using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Cli.Pages;
using Scratch.Layers;

namespace Scratch.Cli.Views;

/// <summary>Spoken words: their spectra, and the first of them to be heard.</summary>
/// <param name="words">What a row means.</param>
/// <param name="sounds">How many can be heard.</param>
internal sealed class SoundView(SpeechDomain words, int sounds) : ExampleView
{
    private const int Frames = LogMelFeatures.Frames, Bands = LogMelFeatures.Bands;

    private readonly SoundPlayer _player = new(sounds);

    private readonly Network _spectrum = new(
        words.Features, LogMelFeatures.CreateLayers(words.Samples).TakeWhile(layer => layer is not MeanNormalisation));

    /// <inheritdoc/>
    public override XElement One(Matrix example, Matrix? original, string alternative)
    {
        Matrix logMel = LogMel(example), pixels = Matrix.Allocate(1, Frames * Bands);
        SpectrumPicture.Draw(logMel, TensorPrimitives.Max<float>(logMel.Span), pixels.Row(0));
        XElement picture = SpectrumPicture.One(pixels, Frames, Bands, alternative);
        XElement? difference = null;
        if (original is { } before)
        {
            SpectrumPicture.DrawDifference(logMel, LogMel(before), pixels.Row(0));
            difference = SpectrumPicture.One(pixels, Frames, Bands, $"{alternative}: what is louder and quieter");
        }
        return new XElement("div", Markup.Class("sound"), picture, difference, _player.Play(
            () => SpeechRow.WordOf(example.Row(0)).ToArray(), alternative));
    }

    /// <inheritdoc/>
    public override XElement Grid(
        Matrix examples, int columns, string alternative, int[]? classes = null, int[]? others = null)
    {
        Matrix pixels = Matrix.Allocate(examples.Rows, Frames * Bands);
        for (int row = 0; row < examples.Rows; row++)
        {
            Matrix logMel = LogMel(examples.SliceRows(row, 1));
            SpectrumPicture.Draw(logMel, TensorPrimitives.Max<float>(logMel.Span), pixels.Row(row));
        }
        return ImageView.Grid(pixels, Bands, Frames, columns, alternative, classes, others);
    }

    private Matrix LogMel(Matrix example) => _spectrum.PredictOutputs(example).Reshape(0, Frames, Bands);
}
