namespace Scratch.Layers;

/// <summary>What a forward pass is for.</summary>
public enum Mode
{
    /// <summary>
    /// To use the network as it is: predictions, attacks, evaluation. Nothing is random and no state changes.
    /// </summary>
    Evaluate,

    /// <summary>
    /// To learn: dropout drops, noise is added, batch normalisation uses the batch and moves its running statistics.
    /// </summary>
    Train,
}
