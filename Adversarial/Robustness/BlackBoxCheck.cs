namespace Scratch.Adversarial.Robustness;

/// <summary>
/// An attack that sees gradients sees more than one that sees logits alone. Where the blind one does better, the
/// gradients mislead. Athalye et al. 2018, section 3.1: "black-box attacks are better than white-box attacks".
/// </summary>
internal static class BlackBoxCheck
{
    private const double MostLead = 0.02; // of the examples

    /// <summary>By how much the accuracy under a black-box attack lies below that under a white-box one.</summary>
    public static AuditCheck Run(
        float epsilon, (string Attack, double Accuracy) whiteBox, (string Attack, double Accuracy) blackBox,
        int examples)
    {
        double lead = Math.Max(0, whiteBox.Accuracy - blackBox.Accuracy);
        string figures = $"at ε = {epsilon:g3}, {blackBox.Attack} leaves {blackBox.Accuracy:0.0%} and "
            + $"{whiteBox.Attack} {whiteBox.Accuracy:0.0%}";
        return AuditCheck.ShareAtMost(
            MostLead, "gradients help", lead, examples, figures,
            $"gradients mislead: {figures}, though it sees the gradients");
    }
}
