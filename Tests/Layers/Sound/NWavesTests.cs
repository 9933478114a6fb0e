using NUnit.Framework;
using NWaves.Filters.Fda;
using NWaves.Transforms;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Layers.Sound;

/// <summary>The layers of sounds against NWaves, which has fast transforms and filter banks of its own.</summary>
public class NWavesTests
{
    [TestCase(200, 256)]
    [TestCase(64, 64)]
    [TestCase(400, 512)]
    public void Power_spectra_agree(int width, int transform)
    {
        const int frames = 3;
        Matrix input = Samples.Uniform(1, frames * width, seed: 1);
        var layer = new PowerSpectrum(input.Columns, width, transform);
        float[] actual = new Network(input.Columns, layer).PredictOutputs(input).Row(0).ToArray();
        for (int t = 0; t < frames; t++)
        {
            float[] frame = new float[transform], expected = new float[layer.Bins];
            input.Row(0).Slice(t * width, width).CopyTo(frame);
            new RealFft(transform).PowerSpectrum(frame, expected, normalize: false);
            Matrix ours = Matrix.FromRows(actual[(t * layer.Bins)..((t + 1) * layer.Bins)]);
            Assert.That(Agreement.Error(ours, Matrix.FromRows(expected)), Is.LessThan(Tolerances.TwoWaysInFloat));
        }
    }

    [TestCase(256, 40, 60, 3800, 8000)]
    [TestCase(512, 26, 0, 8000, 16000)]
    public void Mel_bands_agree(int transform, int bands, float low, float high, int rate)
    {
        float[][] expected = FilterBanks.Triangular(
            transform, rate, FilterBanks.MelBands(bands, rate, low, high));
        int bins = (transform / 2) + 1;
        Matrix triangles = SoundTables.MelTriangles(bins, bands, low, high, rate);
        for (int band = 0; band < bands; band++)
        {
            for (int k = 0; k < bins; k++)
            {
                Assert.That(triangles[k, band], Is.EqualTo(expected[band][k]).Within(1e-5), $"band {band}, bin {k}");
            }
        }
    }
}
