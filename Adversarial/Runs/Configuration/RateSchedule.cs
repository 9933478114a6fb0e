using System.Text.Json.Serialization;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>The learning rates over time. Formulas and sources: docs/optimizers.md.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RateSchedule>))]
public enum RateSchedule
{
    /// <summary>η.</summary>
    [JsonStringEnumMemberName("constant")]
    Constant,

    /// <summary>η / √t, t the epoch: the article's formula with η = 1.</summary>
    [JsonStringEnumMemberName("inverse-sqrt")]
    InverseSquareRoot,

    /// <summary>A rise to η in the first twentieth, unless a warm-up is set, then half a cosine down to 0.</summary>
    [JsonStringEnumMemberName("cosine")]
    Cosine,

    /// <summary>Half a cosine down to 0, again and again: the first in <c>scheduleLength</c> updates, each <c>scheduleFactor</c> times as long as the one before.</summary>
    [JsonStringEnumMemberName("cosine-restarts")]
    CosineRestarts,

    /// <summary>Half a cosine up to η, then down to almost nothing.</summary>
    [JsonStringEnumMemberName("one-cycle")]
    OneCycle,

    /// <summary>η (1 − x)ᵖ, x the share of all updates that are done, p = <c>schedulePower</c>.</summary>
    [JsonStringEnumMemberName("polynomial")]
    Polynomial,

    /// <summary>η, times <c>scheduleFactor</c> after every epoch.</summary>
    [JsonStringEnumMemberName("exponential")]
    Exponential,

    /// <summary>η, times <c>scheduleFactor</c> after every <c>scheduleLength</c> epochs.</summary>
    [JsonStringEnumMemberName("step")]
    Step,

    /// <summary>η, times <c>scheduleFactor</c> whenever the stage's loss has not become better for <c>scheduleLength</c> epochs.</summary>
    [JsonStringEnumMemberName("plateau")]
    Plateau,
}
