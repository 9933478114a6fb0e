namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>What an autoencoder of profiles is asked for in training.</summary>
public enum ProfileTask
{
    /// <summary>All items of a profile, of which it is shown some: the task of Mult-VAE and Mult-DAE.</summary>
    Reconstruct,

    /// <summary>
    /// One item of a profile, of which it is shown all others; these are left out of the softmax, as they are when
    /// items are recommended.
    /// </summary>
    FindHidden,
}
