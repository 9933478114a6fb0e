namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>Where a pushed item stands before an attack and after it.</summary>
/// <param name="Item">The item.</param>
/// <param name="Before">Before.</param>
/// <param name="After">After.</param>
public sealed record TargetReport(int Item, TargetFigures Before, TargetFigures After);
