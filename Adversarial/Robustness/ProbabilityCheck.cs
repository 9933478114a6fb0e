namespace Scratch.Adversarial.Robustness;

/// <summary>
/// Probabilities in place of logits: the gradient of a loss through two softmaxes vanishes where the model is sure.
/// AutoAttack's flag for a softmax output (Croce and Hein 2020).
/// </summary>
internal static class ProbabilityCheck
{
    private const string Name = "logits";
    private const double SumSlack = 1e-3; // the rounding of the exponentials, with room
    // independent probabilities of a trained model lie near 0 and 1; logits near 0 have a narrow spread
    private const float LeastSpread = 0.5f;

    /// <summary>1 if the outputs look like probabilities, otherwise 0.</summary>
    public static AuditCheck Run(AuditSample sample)
    {
        Matrix outputs = sample.Logits(sample.Points);
        float least = float.PositiveInfinity, largest = float.NegativeInfinity;
        bool sumToOne = true;
        for (int row = 0; row < outputs.Rows; row++)
        {
            double sum = 0;
            foreach (float output in outputs.Row(row))
            {
                (least, largest) = (MathF.Min(least, output), MathF.Max(largest, output));
                sum += output;
            }
            sumToOne &= Math.Abs(sum - 1) <= SumSlack;
        }
        bool isProbability = least >= 0 && largest <= 1 + SumSlack && (sumToOne || largest - least >= LeastSpread);
        return AuditCheck.AtMost(0, Name, isProbability ? 1 : 0, isProbability
            ? $"the outputs look like probabilities, not logits: all lie in [{least:g3}, "
                + $"{largest:g3}]{(sumToOne ? " and add up to 1" : "")}"
            : "the outputs are no probabilities");
    }
}
