namespace Scratch.Benchmarks.Growth;

/// <summary>What a training of one size takes.</summary>
/// <param name="Value">The size: of a batch, of a layer, …</param>
/// <param name="Seconds">The median time of a step, or of an epoch.</param>
/// <param name="Flops">The floating-point operations of the products in that time.</param>
/// <param name="Learned">The bytes of parameters, gradients and Adam's two moments.</param>
/// <param name="Activations">The bytes of a workspace.</param>
/// <param name="Data">The bytes of the batch, and of the data set if there is one.</param>
public sealed record GrowthPoint(int Value, double Seconds, double Flops, long Learned, long Activations, long Data);

/// <summary>The same training at several sizes, each the double of the one before.</summary>
/// <param name="Variable">What is doubled.</param>
/// <param name="Timed">What the time is of: a step or an epoch.</param>
/// <param name="Points">The sizes, ascending.</param>
public sealed record GrowthCurve(string Variable, string Timed, IReadOnlyList<GrowthPoint> Points);
