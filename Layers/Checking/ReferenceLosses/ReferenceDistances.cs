namespace Scratch.Layers.Checking.ReferenceLosses;

/// <summary>(1/N) Σⱼ |xⱼ − tⱼ|.</summary>
internal sealed class ReferenceMeanAbsoluteError : ReferenceLoss
{
    public override double Forward(double[] logits, double[] target) =>
        logits.Zip(target, (x, t) => Math.Abs(x - t)).Average();

    public override double[] Backward(double[] logits, double[] target) =>
        [.. logits.Zip(target, (x, t) => (double)Math.Sign(x - t) / logits.Length)];

    public override double DistanceFromKink(double[] logits, double[] target) =>
        logits.Zip(target, (x, t) => Math.Abs(x - t)).Min();
}

/// <summary>(1/N) Σⱼ ½ d² where |d| ≤ δ, else δ (|d| − ½ δ), d = xⱼ − tⱼ.</summary>
internal sealed class ReferenceHuber(double delta) : ReferenceLoss
{
    public override double Forward(double[] logits, double[] target) =>
        logits.Zip(target, (x, t) => Math.Abs(x - t)).Average(d => d <= delta ? d * d / 2 : delta * (d - (delta / 2)));

    public override double[] Backward(double[] logits, double[] target) =>
        [.. logits.Zip(target, (x, t) =>
            (Math.Abs(x - t) <= delta ? x - t : delta * Math.Sign(x - t)) / logits.Length)];
}

/// <summary>(1/N) Σⱼ max(0, 1 − tⱼ xⱼ).</summary>
internal sealed class ReferenceHinge : ReferenceLoss
{
    public override double Forward(double[] logits, double[] target) =>
        logits.Zip(target, (x, t) => Math.Max(0, 1 - (t * x))).Average();

    public override double[] Backward(double[] logits, double[] target) =>
        [.. logits.Zip(target, (x, t) => (t * x < 1 ? -t : 0) / logits.Length)];

    public override double DistanceFromKink(double[] logits, double[] target) =>
        logits.Zip(target, (x, t) => Math.Abs(1 - (t * x))).Min();
}
