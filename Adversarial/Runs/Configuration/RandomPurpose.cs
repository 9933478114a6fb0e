namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>
/// What a run draws random numbers for. The numbers are part of every result: a new purpose takes one of its own.
/// </summary>
internal enum RandomPurpose
{
    Validation = 0,
    Encoder = 1,
    Generator = 2,
    Discriminator = 3,
    Classifier = 4,
    Prompts = 5,
    Samples = 6,
    Training = 7,
    Attack = 8,
    Gallery = 9,
    ClassPrompts = 10,
    ElboReport = 11,
    Corruption = 12,
    FreshGenerator = 13,
    Follow = 14,
    Guard = 15,
    Labels = 16,
    LabelledRounds = 17,
    SemiSupervised = 18,
    Probe = 19,
}
