using System.Globalization;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Scratch.Engine;
using Scratch.Engine.Functions;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>
/// −Σⱼ tⱼ log pⱼ, p = softmax(x). dX = (Σⱼ tⱼ) p − t.
/// </summary>
/// <remarks>
/// The target is a distribution over the classes: one-hot, or soft. A row that adds up to another number counts as much
/// as its sum, which is how <see cref="Targets.Weigh"/> weighs classes. No target is below 0. The maximum is subtracted
/// before the exponential, so that large logits don't overflow: log pⱼ = xⱼ − m − log Σₖ exp(xₖ − m). Derivation:
/// docs/backprop.md, section "Softmax cross-entropy".
/// </remarks>
public sealed class SoftmaxCrossEntropy : Loss
{
    // the logarithms of so many rows are taken together, a register at a time; a multiple of every V.Count
    private const int RowsAtOnce = 64;
    private const float Rounding = 1e-3f; // of a sum of soft targets

    /// <inheritdoc/>
    public override string Name => "softmax cross-entropy";

    /// <summary>
    /// Targets are at least 0: of others the loss may be below 0, and has no minimum. And there are two outputs or
    /// more, since the softmax of a single one is 1 whatever it is.
    /// </summary>
    public override string? FindFault(ReadOnlySpan<float> target) => target.Length == 1
        ? $"there is one output, whose {Name} is 0 whatever it is; expected binary cross-entropy, or two outputs"
        : FindOutside(target, 0, float.MaxValue, "at least 0");

    /// <summary>A target that doesn't add up to 1.</summary>
    public override string? FindDoubt(ReadOnlySpan<float> target)
    {
        float sum = Reductions.Sum(target);
        return MathF.Abs(sum - 1) <= Rounding ? null : string.Create(
            CultureInfo.InvariantCulture, $"its targets add up to {sum}, and it counts as much in {Name}; expected 1, "
                + $"unless examples are weighed on purpose");
    }

    /// <inheritdoc/>
    protected override void Rows(Matrix logits, Matrix target, Span<float> perExample, float scale, Matrix dLogits) =>
        SixteenLanes.Run(new Kernel(logits, target, perExample, scale, dLogits));

    /// <summary>logits (R,N), target (R,N) -> perExample (R), dLogits (R,N); either result may be left out.</summary>
    private readonly ref struct Kernel(
        Matrix logits, Matrix target, Span<float> perExample, float scale, Matrix dLogits) : IKernel
    {
        private readonly Matrix _logits = logits;
        private readonly Matrix _target = target;
        private readonly Span<float> _perExample = perExample;
        private readonly float _scale = scale;
        private readonly Matrix _dLogits = dLogits;

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Run<V>()
            where V : struct, IFloats<V>
        {
            Span<float> totals = stackalloc float[RowsAtOnce], weights = stackalloc float[RowsAtOnce],
                costs = stackalloc float[RowsAtOnce];
            for (int first = 0; first < _logits.Rows; first += RowsAtOnce)
            {
                int count = Math.Min(RowsAtOnce, _logits.Rows - first);
                for (int r = 0; r < count; r++)
                {
                    Span<float> dLogits = _dLogits.IsEmpty ? default : _dLogits.Row(first + r);
                    ReadOnlySpan<float> logits = _logits.Row(first + r), target = _target.Row(first + r);
                    (totals[r], weights[r], costs[r]) = logits.Length <= V.Count
                        ? Narrow<V>(logits, target, dLogits)
                        : Wide<V>(logits, target, dLogits);
                }
                if (!_perExample.IsEmpty)
                {
                    Losses<V>(totals, weights, costs, _perExample.Slice(first, count));
                }
            }
        }

        /// <summary>A row that fits into one register.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private (float Total, float Weight, float Cost) Narrow<V>(
            ReadOnlySpan<float> logits, ReadOnlySpan<float> target, Span<float> dLogits)
            where V : struct, IFloats<V>
        {
            int n = logits.Length;
            V x = V.Load(ref MemoryMarshal.GetReference(logits), 0, n, padding: float.NegativeInfinity);
            V t = V.Load(ref MemoryMarshal.GetReference(target), 0, n, padding: 0);
            V shifted = x - V.Max(x);
            V exponential = Exponential.OfAtMost0(shifted);
            float total = V.Sum(exponential), weight = V.Sum(t);
            if (!dLogits.IsEmpty)
            {
                Gradient(exponential, t, weight / total, _scale).Store(ref MemoryMarshal.GetReference(dLogits), 0, n);
            }
            return (total, weight, V.Sum(Cost(shifted, t)));
        }

        /// <summary>
        /// Any row, in three passes: the maximum; the sums, with the exponentials left in dLogits; the gradient.
        /// </summary>
        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private (float Total, float Weight, float Cost) Wide<V>(
            ReadOnlySpan<float> logits, ReadOnlySpan<float> target, Span<float> dLogits)
            where V : struct, IFloats<V>
        {
            ref float firstX = ref MemoryMarshal.GetReference(logits), firstT = ref MemoryMarshal.GetReference(target);
            ref float firstD = ref MemoryMarshal.GetReference(dLogits);
            V largest = float.NegativeInfinity;
            for (int left = logits.Length, j = 0; left > 0; left -= V.Count, j += V.Count)
            {
                largest = V.AtLeast(largest, V.Load(ref firstX, (nuint)j, left, padding: float.NegativeInfinity));
            }
            V maximum = V.Max(largest), totals = 0, weights = 0, costs = 0;
            for (int left = logits.Length, j = 0; left > 0; left -= V.Count, j += V.Count)
            {
                V shifted = V.Load(ref firstX, (nuint)j, left, padding: float.NegativeInfinity) - maximum;
                V t = V.Load(ref firstT, (nuint)j, left, padding: 0);
                V exponential = Exponential.OfAtMost0(shifted);
                totals += exponential;
                weights += t;
                costs += Cost(shifted, t);
                if (!dLogits.IsEmpty)
                {
                    exponential.Store(ref firstD, (nuint)j, left);
                }
            }
            float total = V.Sum(totals), weight = V.Sum(weights);
            for (int left = dLogits.Length, j = 0; left > 0; left -= V.Count, j += V.Count)
            {
                V exponential = V.Load(ref firstD, (nuint)j, left, padding: 0),
                    t = V.Load(ref firstT, (nuint)j, left, padding: 0);
                Gradient(exponential, t, weight / total, _scale).Store(ref firstD, (nuint)j, left);
            }
            return (total, weight, V.Sum(costs));
        }

        /// <summary>
        /// L = (Σ t) log Σ exp(x − m) + Σ t (m − x), of many rows at once. Neither part is negative, so their sum loses
        /// nothing.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Losses<V>(
            Span<float> totals, Span<float> weights, Span<float> costs, Span<float> perExample)
            where V : struct, IFloats<V>
        {
            for (int left = perExample.Length, r = 0; left > 0; left -= V.Count, r += V.Count)
            {
                V logTotal = Logarithm.Of(V.Load(ref MemoryMarshal.GetReference(totals), (nuint)r));
                V weight = V.Load(ref MemoryMarshal.GetReference(weights), (nuint)r),
                    cost = V.Load(ref MemoryMarshal.GetReference(costs), (nuint)r);
                V.MultiplyAdd(weight, logTotal, cost).Store(ref MemoryMarshal.GetReference(perExample), (nuint)r, left);
            }
        }

        /// <summary>t (m − x), the part of −t log p beside t log Σ exp(x − m).</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Cost<V>(V shifted, V t)
            // 0 · log 0 = 0, also where a logit is −∞
            where V : struct, IFloats<V> => V.WhereNotPositive(V.Abs(t), 0, 0 - (t * shifted));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V Gradient<V>(V exponential, V t, V share, V scale)
            where V : struct, IFloats<V> => scale * V.MultiplyAdd(exponential, share, 0 - t); // (Σ t) p − t
    }

    /// <summary>From dX = (Σ t) p − t and the derivative of a softmax: (Σ t) p ⊙ (ẋ − Σ p ẋ).</summary>
    protected override void RowTangent(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> target, ReadOnlySpan<float> tangent, float scale,
            Span<float> dTangent)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max(logits), dTangent);
        TensorPrimitives.Exp(dTangent, dTangent);
        TensorPrimitives.Divide(dTangent, Reductions.Sum<float>(dTangent), dTangent); // p
        float mean = Reductions.Dot(dTangent, tangent);
        float weight = scale * Reductions.Sum(target);
        for (int j = 0; j < dTangent.Length; j++)
        {
            dTangent[j] *= weight * (tangent[j] - mean);
        }
    }
}
