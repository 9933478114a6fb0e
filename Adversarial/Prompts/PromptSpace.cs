namespace Scratch.Adversarial.Prompts;

/// <summary>
/// Ways through the space of prompts. Where prompts end in a one-hot class, these columns are interpolated in a
/// straight line and never perturbed.
/// </summary>
public static class PromptSpace
{
    private const double SmallestSine = 1e-4; // below it the arc is a straight line as far as floats can tell

    /// <summary>
    /// The way from a to b along an arc: sin((1 − t) Ω)/sin Ω · a + sin(t Ω)/sin Ω · b, Ω the angle between them
    /// (Shoemake 1985). A straight line would lead through prompts that are shorter than any that the prior gives.
    /// </summary>
    /// <param name="from">a, L numbers.</param>
    /// <param name="to">b, L numbers.</param>
    /// <param name="path">(B, L), overwritten: a is its first row, b its last, at least two.</param>
    /// <param name="conditions">How many of the last columns are the class.</param>
    public static void Interpolate(ReadOnlySpan<float> from, ReadOnlySpan<float> to, Matrix path, int conditions = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(path.Rows, 2);
        Shape.RequireLength(from.Length, path.Columns, nameof(from));
        Shape.RequireLength(to.Length, path.Columns, nameof(to));
        int width = from.Length - conditions;
        double angle = Angle(from[..width], to[..width]), sine = Math.Sin(angle);
        for (int row = 0; row < path.Rows; row++)
        {
            double t = (double)row / (path.Rows - 1);
            bool isLine = Math.Abs(sine) < SmallestSine;
            float first = (float)(isLine ? 1 - t : Math.Sin((1 - t) * angle) / sine),
                second = (float)(isLine ? t : Math.Sin(t * angle) / sine);
            Span<float> prompt = path.Row(row);
            for (int j = 0; j < prompt.Length; j++)
            {
                prompt[j] = j < width ? (first * from[j]) + (second * to[j])
                    : (float)(((1 - t) * from[j]) + (t * to[j]));
            }
        }
    }

    /// <summary>
    /// Prompts moved to a random point of the ball of a radius around each, all points of it alike: z + δ, ‖δ‖ ≤ η.
    /// </summary>
    /// <param name="prompts">(B, L), not overwritten.</param>
    /// <param name="radius">η, at least 0.</param>
    /// <param name="random">Row r is drawn from <c>random.Fork(r)</c>.</param>
    /// <param name="perturbed">(B, L), overwritten; shares no memory with <paramref name="prompts"/>.</param>
    /// <param name="conditions">How many of the last columns are the class.</param>
    public static void Perturb(Matrix prompts, float radius, RandomStream random, Matrix perturbed, int conditions = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(radius);
        Shape.RequireSame(prompts, perturbed);
        Shape.RequireDisjoint(prompts, perturbed);
        int width = prompts.Columns - conditions;
        for (int row = 0; row < prompts.Rows; row++)
        {
            Norm.L2.Start(perturbed.Row(row)[..width], prompts.Row(row)[..width], radius, random.Fork(row));
            prompts.Row(row)[width..].CopyTo(perturbed.Row(row)[width..]);
        }
    }

    private static double Angle(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double lengths = (double)Reductions.Norm(a) * Reductions.Norm(b);
        return lengths > 0 ? Math.Acos(Math.Clamp(Reductions.Dot(a, b) / lengths, -1, 1)) : 0;
    }
}
