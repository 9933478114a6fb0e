using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace Scratch.Adversarial.Domains.Speech.Synthesis;

/// <summary>
/// The powers of single frequencies whose mel bands are given: the least-squares answer, made positive, and then drawn
/// towards bands · P = M by multiplicative updates.
/// </summary>
/// <remarks>
/// There are more frequencies than bands, so there are many answers; the pseudo-inverse gives the smallest, which is
/// smooth. P ← P ⊙ Wᵀ(M / (W P)) / Wᵀ1 keeps it positive and lowers the Kullback-Leibler divergence of W P from M: Lee
/// and Seung 2001, eq. 5. It has scratch memory: one thread at a time.
/// </remarks>
internal sealed class MelInversion
{
    private const int Updates = 30;
    private const float LeastShare = 1e-3f; // of a frame's mean power: an update can't revive a 0
    private const float Smallest = 1e-20f; // keeps a ratio of zeros finite, far below any floor

    private readonly Engine.Matrix _triangles; // (bins, bands)
    private readonly Engine.Matrix _transposed;
    private readonly Engine.Matrix _inverse; // (bands, bins)
    private readonly float[] _perColumn; // 1 / Σ over the bands of a frequency's weights; 0 outside of all bands
    private readonly Engine.Matrix _ratios;
    private readonly Engine.Matrix _factors;

    public MelInversion(LogMelScale scale)
    {
        _triangles = LogMelAnalysis.Triangles(scale.Bands);
        _transposed = SoundTables.Transpose(_triangles);
        Matrix<double> inverse = DenseMatrix.Create(
            LogMelScale.Bins, scale.Bands, (k, band) => _triangles[k, band]).PseudoInverse();
        _inverse = Engine.Matrix.Allocate(scale.Bands, LogMelScale.Bins);
        _perColumn = new float[LogMelScale.Bins];
        for (int k = 0; k < LogMelScale.Bins; k++)
        {
            float sum = Reductions.Sum<float>(_triangles.Row(k));
            _perColumn[k] = sum > 0 ? 1 / sum : 0;
            for (int band = 0; band < scale.Bands; band++)
            {
                _inverse[band, k] = (float)inverse[band, k];
            }
        }
        _ratios = Engine.Matrix.Allocate(scale.Frames, scale.Bands);
        _factors = Engine.Matrix.Allocate(scale.Frames, LogMelScale.Bins);
    }

    /// <summary>Overwrites (T, bins) powers with those of (T, bands) mel powers.</summary>
    public void Invert(Engine.Matrix mel, Engine.Matrix powers)
    {
        MatrixProduct.Multiply(mel, _inverse, default, powers);
        for (int t = 0; t < powers.Rows; t++)
        {
            float least = LeastShare * Math.Max(0, Reductions.Average<float>(powers.Row(t)));
            TensorPrimitives.Max(powers.Row(t), least + Smallest, powers.Row(t));
        }
        for (int update = 0; update < Updates; update++)
        {
            MatrixProduct.Multiply(powers, _triangles, default, _ratios);
            TensorPrimitives.Add(_ratios.Span, Smallest, _ratios.Span);
            TensorPrimitives.Divide(mel.Span, _ratios.Span, _ratios.Span);
            MatrixProduct.Multiply(_ratios, _transposed, default, _factors);
            for (int t = 0; t < powers.Rows; t++)
            {
                TensorPrimitives.Multiply(_factors.Row(t), _perColumn, _factors.Row(t));
                TensorPrimitives.Multiply(powers.Row(t), _factors.Row(t), powers.Row(t));
            }
        }
    }
}
