namespace Scratch.Adversarial.Classification;

/// <summary>
/// Mixes the examples of a batch and their targets in pairs: x ← λ x + (1 − λ) x', t ← λ t + (1 − λ) t', λ ~ Beta(α,
/// α). Zhang et al. 2018.
/// </summary>
/// <remarks>
/// The first row goes with the last, the second with the last but one, each pair with a λ of its own: batches come
/// shuffled, so that partners are random. Of an odd number of rows the one in the middle stays as it is.
/// </remarks>
public static class MixUp
{
    private const int NumbersAtOnce = 256;

    /// <summary>Mixes a batch in place. Allocates nothing.</summary>
    /// <param name="alpha">α, in (0, 1]: small ones leave most examples almost as they are.</param>
    /// <param name="random">The stream of this batch.</param>
    /// <param name="batch">(B, features), overwritten.</param>
    /// <param name="target">(B, classes), distributions, overwritten.</param>
    public static void Apply(float alpha, RandomStream random, Matrix batch, Matrix target)
    {
        Shape.Require(target, batch.Rows, target.Columns);
        for (int i = 0; i < batch.Rows / 2; i++)
        {
            int partner = batch.Rows - 1 - i;
            float other = 1 - DrawShare(alpha, random.Fork(i));
            Mix(batch.Row(i), batch.Row(partner), other);
            Mix(target.Row(i), target.Row(partner), other);
        }
    }

    /// <summary>
    /// λ ~ Beta(α, α) by rejection (Jöhnk 1964): x / (x + y), x = u^(1/α), y = v^(1/α), of the first u, v with x + y ≤
    /// 1.
    /// </summary>
    internal static float DrawShare(float alpha, RandomStream random)
    {
        for (ulong position = 0; ; position += 2)
        {
            double x = Math.Pow(1 - random.Uniform(position), 1 / (double)alpha),
                y = Math.Pow(1 - random.Uniform(position + 1), 1 / (double)alpha);
            if (x + y is > 0 and <= 1)
            {
                return (float)(x / (x + y));
            }
        }
    }

    /// <summary>a ← a + s (b − a), b ← b − s (b − a).</summary>
    private static void Mix(Span<float> a, Span<float> b, float s)
    {
        Span<float> change = stackalloc float[NumbersAtOnce];
        for (int start = 0; start < a.Length; start += NumbersAtOnce)
        {
            Span<float> some = a[start..Math.Min(start + NumbersAtOnce, a.Length)],
                others = b.Slice(start, some.Length), d = change[..some.Length];
            TensorPrimitives.Subtract(others, some, d);
            TensorPrimitives.Multiply(d, s, d);
            TensorPrimitives.Add(some, d, some);
            TensorPrimitives.Subtract(others, d, others);
        }
    }
}
