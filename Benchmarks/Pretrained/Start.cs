namespace Scratch.Benchmarks.Pretrained;

/// <summary>Where a classifier's hidden layers come from, and whether they learn.</summary>
public enum Start
{
    /// <summary>From random numbers; all learn.</summary>
    Scratch,

    /// <summary>From the encoder; the last layer alone learns.</summary>
    Frozen,

    /// <summary>From the encoder; all learn.</summary>
    FineTuned,
}
