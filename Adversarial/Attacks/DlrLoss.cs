namespace Scratch.Adversarial.Attacks;

/// <summary>
/// The difference of logits ratio, −(z_y − max_{i≠y} zᵢ) / (z_π1 − z_π3), z_π1 ≥ z_π2 ≥ …; targeted,
/// −(z_y − z_t) / (z_π1 − (z_π3 + z_π4) / 2). Croce and Hein 2020, eq. 6 and 7.
/// </summary>
/// <remarks>
/// Neither a shift nor a scale of the logits changes it, so a model can't hide its gradient behind large ones. The
/// gradient goes through the denominator as well, as the quotient rule has it.
/// </remarks>
internal sealed class DlrLoss : RowLoss
{
    private const float Tiny = 1e-12f; // of the authors' code: where the three largest are equal

    /// <summary>The loss for a number of classes.</summary>
    /// <exception cref="ArgumentException">There are too few.</exception>
    public DlrLoss(int classes) => RequireClasses("dlr", classes);

    protected override float Row(ReadOnlySpan<float> z, int label, Span<float> dz)
    {
        (int first, _, int third, _) = Largest(z);
        int other = LargestBut(z, label);
        float denominator = z[first] - z[third] + Tiny, loss = (z[other] - z[label]) / denominator;
        if (!dz.IsEmpty)
        {
            dz[other] += 1 / denominator;
            dz[label] -= 1 / denominator;
            dz[first] -= loss / denominator;
            dz[third] += loss / denominator;
        }
        return loss;
    }

    protected override float Row(ReadOnlySpan<float> z, int label, int wanted, Span<float> dz)
    {
        (int first, _, int third, int fourth) = Largest(z);
        RequireClasses("dlr", z.Length, isTargeted: true);
        float denominator = z[first] - (0.5f * (z[third] + z[fourth])) + Tiny,
            loss = (z[wanted] - z[label]) / denominator;
        if (!dz.IsEmpty)
        {
            dz[wanted] += 1 / denominator;
            dz[label] -= 1 / denominator;
            dz[first] -= loss / denominator;
            dz[third] += 0.5f * loss / denominator;
            dz[fourth] += 0.5f * loss / denominator;
        }
        return loss;
    }

    /// <summary>
    /// The classes of the four largest logits, in order; −1 for those that aren't there. Of equal ones the first comes
    /// first.
    /// </summary>
    private static (int First, int Second, int Third, int Fourth) Largest(ReadOnlySpan<float> z)
    {
        int first = -1, second = -1, third = -1, fourth = -1;
        for (int i = 0; i < z.Length; i++)
        {
            if (first < 0 || z[i] > z[first])
            {
                (first, second, third, fourth) = (i, first, second, third);
            }
            else if (second < 0 || z[i] > z[second])
            {
                (second, third, fourth) = (i, second, third);
            }
            else if (third < 0 || z[i] > z[third])
            {
                (third, fourth) = (i, third);
            }
            else if (fourth < 0 || z[i] > z[fourth])
            {
                fourth = i;
            }
        }
        return (first, second, third, fourth);
    }
}
