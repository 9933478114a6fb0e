using System.Text.Json.Serialization;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>How the weights of stage 1 start.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InitialWeights>))]
public enum InitialWeights
{
    /// <summary>So that variances are kept: He et al. 2015 before a relu, Glorot and Bengio 2010 elsewhere.</summary>
    [JsonStringEnumMemberName("balanced")]
    Balanced,

    /// <summary>Uniform within ±1/√inputs, as PyTorch's linear layers start: less than what keeps variances. Glorot and Bengio 2010, eq. 1.</summary>
    [JsonStringEnumMemberName("small")]
    Small,
}
