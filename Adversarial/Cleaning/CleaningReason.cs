namespace Scratch.Adversarial.Cleaning;

/// <summary>What is wrong with an example.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CleaningReason>))]
public enum CleaningReason
{
    /// <summary>A value is NaN or infinite.</summary>
    [JsonStringEnumMemberName("non-finite")]
    NonFinite,

    /// <summary>All its values are the same: it shows nothing.</summary>
    [JsonStringEnumMemberName("constant")]
    Constant,

    /// <summary>An earlier example has the same values.</summary>
    [JsonStringEnumMemberName("duplicate")]
    Duplicate,

    /// <summary>An earlier example has almost the same values.</summary>
    [JsonStringEnumMemberName("near-duplicate")]
    NearDuplicate,

    /// <summary>It looks like none of the classes.</summary>
    [JsonStringEnumMemberName("outlier")]
    Outlier,

    /// <summary>It looks like another class than its label says.</summary>
    [JsonStringEnumMemberName("wrong-label")]
    WrongLabel,
}
