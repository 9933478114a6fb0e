using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Scratch.Engine;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>
/// The logarithm of powers over a floor that is a share of their mean: L = log(M + c · mean M + floor), the mean over
/// the whole example. (B, N) -> (B, N).
/// </summary>
/// <remarks>
/// What lies far below the mean of a sound is silence or noise, and is not heard: without the floor, a change that
/// nobody hears moves the logarithm of silence most. Powers are not negative; a number that is counts as 0. Derivation:
/// docs/backprop.md, section "Relative logarithm".
/// </remarks>
public sealed class RelativeLog : ExampleWise, IIntervalLayer
{
    /// <summary>A layer for powers.</summary>
    /// <param name="share">c, at least 0: the floor's share of the mean, 1e-3 unless given.</param>
    /// <param name="floor">What is added besides, above 0, so that silence has a logarithm.</param>
    public RelativeLog(float share = 1e-3f, float floor = 1e-7f)
    {
        if (!(share >= 0 && floor > 0 && float.IsFinite(share + floor)))
        {
            throw new ArgumentException(
                $"RelativeLog with a share of {share} and a floor of {floor}: expected at least 0 and above 0.");
        }
        (Share, Floor) = (share, floor);
    }

    /// <summary>c, the floor's share of the mean.</summary>
    public float Share { get; }

    /// <summary>What is added besides.</summary>
    public float Floor { get; }

    /// <inheritdoc/>
    public override string Type => "RelativeLog";

    /// <inheritdoc/>
    public override bool BackwardReadsOutput => false;

    /// <inheritdoc/>
    int IIntervalLayer.IntervalRoom => 0;

    /// <inheritdoc/>
    public override int OutputsFor(int inputs) => inputs;

    /// <inheritdoc/>
    protected override void ForwardExample(in Pass pass, int example, Matrix input, Matrix output)
    {
        WriteSums(input.Row(0), output.Row(0));
        TensorPrimitives.Log<float>(output.Row(0), output.Row(0)); // L = log S
    }

    /// <inheritdoc/>
    protected override void BackwardExample(in Pass pass, int example, Matrix input, Matrix dOutput, Matrix dInput)
    {
        Span<float> d = dInput.Row(0);
        WriteSums(input.Row(0), d);
        TensorPrimitives.Divide(dOutput.Row(0), d, d);                                 // dS = dL / S
        TensorPrimitives.Add(d, Share / d.Length * Reductions.Sum<float>(d), d); // dM = dS + c / N Σ dS
        Map.Run(default(WherePositive), input.Row(0), d, d);
    }

    /// <summary>
    /// The function rises with every one of its inputs: all at their lower bounds give the lower bounds.
    /// </summary>
    void IIntervalLayer.ForwardIntervals(
        in Pass pass, Matrix lower, Matrix upper, Matrix room, Matrix lowerOutput, Matrix upperOutput)
    {
        float rounding = IntervalRounding.OfSum(lower.Columns); // of the mean, relative
        Span<float> low = lowerOutput.Row(0), high = upperOutput.Row(0);
        WriteSums(lower.Row(0), low, 1 - rounding);
        WriteSums(upper.Row(0), high, 1 + rounding);
        IntervalRounding.Widen(4, low, high);
        TensorPrimitives.Log<float>(low, low);
        TensorPrimitives.Log<float>(high, high);
        IntervalRounding.Widen(8, low, high);
    }

    /// <summary>S = M + c · mean M + floor, the mean times a factor.</summary>
    private void WriteSums(ReadOnlySpan<float> powers, Span<float> sums, float factor = 1)
    {
        TensorPrimitives.Max(powers, 0f, sums);
        float mean = Reductions.Sum<float>(sums) / sums.Length * factor;
        TensorPrimitives.Add(sums, (Share * mean) + Floor, sums);
    }

    private readonly struct WherePositive : IBinary
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public V Of<V>(V power, V d)
            where V : struct, IFloats<V> => V.WhereNotPositive(power, 0, d);
    }
}
