using Scratch.Adversarial.Domains.Speech.Reading;
using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Cli.Pages;

namespace Scratch.Cli.Views;

/// <summary>Sounds inside a page, of which there are few: each second takes 21 kB.</summary>
/// <param name="most">How many there may be.</param>
internal sealed class SoundPlayer(int most)
{
    private int _left = most;

    /// <summary>A player of a sound at 8 kHz, as a WAV file of 16 bits; null if there are enough.</summary>
    /// <param name="samples">Makes the sound, if it is wanted.</param>
    /// <param name="alternative">What it is.</param>
    public XElement? Play(Func<ReadOnlyMemory<float>> samples, string alternative)
    {
        if (_left == 0)
        {
            return null;
        }
        _left--;
        using var file = new MemoryStream();
        WavFile.Write(file, new Sound(samples(), ActivePart.Rate));
        return new XElement(
            "audio",
            new XAttribute("controls", ""),
            new XAttribute("preload", "none"),
            new XAttribute("aria-label", Markup.Printable(alternative)),
            new XAttribute("src", "data:audio/wav;base64," + Convert.ToBase64String(file.ToArray())));
    }
}
