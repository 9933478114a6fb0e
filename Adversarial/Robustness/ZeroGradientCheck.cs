namespace Scratch.Adversarial.Robustness;

/// <summary>
/// A gradient of exactly zero leaves a gradient attack where it starts. It comes from saturated units, or from logits
/// so far apart that the softmax is 1 in float. Carlini and Wagner 2017 on defensive distillation; AutoAttack's flag
/// for zero gradients.
/// </summary>
internal static class ZeroGradientCheck
{
    private const string Name = "gradient";
    private const double MostZero = 0.1; // an overtrained but honest model is that sure of a few examples

    /// <summary>
    /// The share of the examples where the gradient of the cross-entropy, or of the lead over the next class, is zero
    /// or not a number.
    /// </summary>
    public static AuditCheck Run(AuditSample sample)
    {
        double crossEntropy = ShareOfZeros(sample.Gradient(sample.Points, CrossEntropy(sample)));
        double lead = ShareOfZeros(sample.Gradient(sample.Points, Lead(sample)));
        double share = Math.Max(crossEntropy, lead);
        string of = lead >= crossEntropy ? "the lead of the true class" : "the cross-entropy";
        return AuditCheck.ShareAtMost(
            MostZero, Name, share, sample.Count,
            $"the gradient of {of} is zero for {share:0.0%} of the examples",
            $"gradients are masked: that of {of} is zero for {share:0.0%} of the examples");
    }

    private static Matrix CrossEntropy(AuditSample sample)
    {
        Matrix logits = sample.Logits(sample.Points);
        Matrix oneHot = Matrix.Allocate(logits.Rows, logits.Columns),
            dLogits = Matrix.Allocate(logits.Rows, logits.Columns);
        OneHot.Write(sample.Labels, oneHot);
        new SoftmaxCrossEntropy().Compute(logits, oneHot, perExample: default, scale: 1, dLogits);
        return dLogits;
    }

    private static Matrix Lead(AuditSample sample)
    {
        Matrix logits = sample.Logits(sample.Points), dLogits = Matrix.Allocate(logits.Rows, logits.Columns);
        for (int row = 0; row < logits.Rows; row++)
        {
            int label = sample.Labels[row];
            logits[row, label] = float.NegativeInfinity; // to find the next one
            dLogits[row, label] = 1;
            dLogits[row, RowOperations.ArgMax(logits.Row(row))] = -1;
        }
        return dLogits;
    }

    private static double ShareOfZeros(Matrix gradient) =>
        (double)Enumerable.Range(0, gradient.Rows).Count(row => IsUseless(gradient.Row(row))) / gradient.Rows;

    private static bool IsUseless(ReadOnlySpan<float> gradient)
    {
        bool isZero = true;
        foreach (float g in gradient)
        {
            if (!float.IsFinite(g))
            {
                return true;
            }
            isZero &= g == 0;
        }
        return isZero;
    }
}
