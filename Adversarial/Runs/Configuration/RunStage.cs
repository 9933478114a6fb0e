namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>The trainings of a run, in their order.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunStage>))]
public enum RunStage
{
    /// <summary>Encoder and decoder.</summary>
    [JsonStringEnumMemberName("prompts")]
    Prompts,

    /// <summary>The generator against the discriminator.</summary>
    [JsonStringEnumMemberName("gan")]
    Gan,

    /// <summary>The classifier on the mixture.</summary>
    [JsonStringEnumMemberName("classifier")]
    Classifier,

    /// <summary>The same classifier on real examples alone, with as many updates.</summary>
    [JsonStringEnumMemberName("baseline")]
    Baseline,
}
