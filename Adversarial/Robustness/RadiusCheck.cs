namespace Scratch.Adversarial.Robustness;

/// <summary>
/// A larger ball holds the smaller one, so accuracy must fall as the radius grows; and where every ball holds one
/// common point, a model that isn't random gets one class right at most. Athalye et al. 2018, section 3.1: "unbounded
/// attacks reach 100 % success".
/// </summary>
internal static class RadiusCheck
{
    private const double MostRise = 0.02; // of the examples: what a random start can do

    /// <summary>The largest rise of the accuracy from one radius to the next.</summary>
    /// <param name="attack">The attack's name.</param>
    /// <param name="curve">Accuracies at ascending radii.</param>
    /// <param name="examples">The number of examples.</param>
    public static AuditCheck Falls(string attack, IReadOnlyList<double> curve, int examples)
    {
        double rise = curve.Skip(1).Zip(curve, (next, last) => next - last).Append(0).Max();
        return AuditCheck.ShareAtMost(
            MostRise, "falls with the radius", rise, examples,
            $"accuracy under {attack} falls as the radius grows",
            $"accuracy under {attack} rises by {rise:0.0%} as the radius grows: the attack is stuck");
    }

    /// <summary>The accuracy where all balls hold one common point.</summary>
    /// <param name="attack">The attack's name.</param>
    /// <param name="epsilon">That radius.</param>
    /// <param name="accuracy">The accuracy there, as a share of the sample.</param>
    /// <param name="sample">The examples.</param>
    public static AuditCheck Collapses(string attack, float epsilon, double accuracy, Dataset sample)
    {
        double limit = (double)sample.Labels.ToArray().CountBy(label => label).Max(of => of.Value) / sample.Count;
        string all = $"every {sample.Domain.Example} can become the same {sample.Domain.Middle} one";
        return AuditCheck.ShareAtMost(
            limit, "collapses at a large radius", accuracy, sample.Count,
            $"at ε = {epsilon:g3}, where {all}, {attack} leaves {accuracy:0.0%}",
            $"at ε = {epsilon:g3}, where {all}, {attack} still leaves {accuracy:0.0%}: it doesn't find what is "
                + "there");
    }
}
