using System.Text.Json.Serialization;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>The update rules. Formulas and sources: docs/optimizers.md.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UpdateRule>))]
public enum UpdateRule
{
    /// <summary><see cref="Scratch.Optimizers.Adam"/>.</summary>
    [JsonStringEnumMemberName("adam")]
    Adam,

    /// <summary><see cref="Scratch.Optimizers.Sgd"/>, with momentum if it is set.</summary>
    [JsonStringEnumMemberName("sgd")]
    Sgd,

    /// <summary><see cref="Scratch.Optimizers.AdaGrad"/>.</summary>
    [JsonStringEnumMemberName("adagrad")]
    AdaGrad,

    /// <summary><see cref="Scratch.Optimizers.RmsProp"/>, with momentum if it is set.</summary>
    [JsonStringEnumMemberName("rmsprop")]
    RmsProp,

    /// <summary><see cref="Scratch.Optimizers.AdaDelta"/>, whose rates are about 1.</summary>
    [JsonStringEnumMemberName("adadelta")]
    AdaDelta,

    /// <summary><see cref="Scratch.Optimizers.AmsGrad"/>.</summary>
    [JsonStringEnumMemberName("amsgrad")]
    AmsGrad,

    /// <summary><see cref="Scratch.Optimizers.AdamW"/>.</summary>
    [JsonStringEnumMemberName("adamw")]
    AdamW,

    /// <summary><see cref="Scratch.Optimizers.NAdam"/>.</summary>
    [JsonStringEnumMemberName("nadam")]
    NAdam,

    /// <summary><see cref="Scratch.Optimizers.RAdam"/>.</summary>
    [JsonStringEnumMemberName("radam")]
    RAdam,

    /// <summary><see cref="Scratch.Optimizers.Lion"/>, whose rates are a third to a tenth of Adam's.</summary>
    [JsonStringEnumMemberName("lion")]
    Lion,

    /// <summary><see cref="Scratch.Optimizers.Prodigy"/>, whose rate is 1.</summary>
    [JsonStringEnumMemberName("prodigy")]
    Prodigy,

    /// <summary><see cref="Scratch.Optimizers.ScheduleFreeAdamW"/>; what is evaluated and saved is its average.</summary>
    [JsonStringEnumMemberName("schedule-free-adamw")]
    ScheduleFreeAdamW,
}
