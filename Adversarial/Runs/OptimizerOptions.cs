using System.Text.Json.Serialization;

namespace Scratch.Adversarial.Runs;

/// <summary>The update rules.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UpdateRule>))]
public enum UpdateRule
{
    /// <summary>Kingma and Ba 2015.</summary>
    [JsonStringEnumMemberName("adam")]
    Adam,

    /// <summary>Stochastic gradient descent, with momentum if it is set.</summary>
    [JsonStringEnumMemberName("sgd")]
    Sgd,
}

/// <summary>The learning rates over time.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RateSchedule>))]
public enum RateSchedule
{
    /// <summary>η.</summary>
    [JsonStringEnumMemberName("constant")]
    Constant,

    /// <summary>η / √t, t the epoch: the article's formula with η = 1.</summary>
    [JsonStringEnumMemberName("inverse-sqrt")]
    InverseSquareRoot,

    /// <summary>A short rise to η, then half a cosine down to 0.</summary>
    [JsonStringEnumMemberName("cosine")]
    Cosine,
}

/// <summary>How a stage updates its parameters.</summary>
public sealed record OptimizerOptions
{
    /// <summary>The update rule.</summary>
    public UpdateRule Rule { get; init; } = UpdateRule.Adam;

    /// <summary>η, above 0.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>How η changes over time.</summary>
    public RateSchedule Schedule { get; init; } = RateSchedule.Constant;

    /// <summary>Adam's β₁, or the momentum of gradient descent, in [0, 1).</summary>
    public float Momentum { get; init; } = 0.9f;

    internal void Validate(string stage)
    {
        RunConfiguration.Require(LearningRate > 0 && float.IsFinite(LearningRate), stage, "learningRate", LearningRate, "a finite number above 0");
        RunConfiguration.Require(Momentum is >= 0 and < 1, stage, "momentum", Momentum, "a number in [0, 1)");
    }
}
