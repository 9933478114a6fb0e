namespace Scratch.Adversarial.Domains.Behaviour.Certificates;

/// <summary>How much each user's hit withstands for certain.</summary>
/// <param name="Radii">
/// For each user the largest number of changes under any of which the hidden item stays in the list; −1 where it isn't
/// in it to begin with.
/// </param>
public sealed record CertifiedHits(IReadOnlyList<int> Radii)
{
    /// <summary>The share of the users whose hidden item stays in the list under any so many changes.</summary>
    /// <param name="changes">At least 0; 0 is the hit rate as it is, with equal scores counted against it.</param>
    public double HitRate(int changes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(changes);
        return Radii.Count == 0 ? 0 : Radii.Count(radius => radius >= changes) / (double)Radii.Count;
    }
}
