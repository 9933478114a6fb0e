namespace Scratch.Adversarial.Robustness;

/// <summary>
/// A model that answers the same question in two ways is random: one attack sees one of its faces, and the figure is
/// luck. Athalye et al. 2018, section 4.3; AutoAttack's first flag (Croce and Hein 2020).
/// </summary>
internal static class RepeatCheck
{
    private const string Name = "repeatable";

    /// <summary>The number of examples whose logits differ in any bit between two passes.</summary>
    public static AuditCheck Run(AuditSample sample)
    {
        Matrix once = sample.Logits(sample.Points), again = sample.Logits(sample.Points);
        int different = Enumerable.Range(0, sample.Count).Count(row => !once.Row(row).SequenceEqual(again.Row(row)));
        return AuditCheck.AtMost(0, Name, different, different == 0
            ? "two passes over the same examples give the same logits"
            : $"the model is random: a second pass gives {different} of {sample.Count} examples other logits");
    }
}
