namespace Scratch.Adversarial.Runs.Behaviour;

/// <summary>The JSON forms of a run on behaviour, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNameCaseInsensitive = false,
    WriteIndented = true,
    NumberHandling = JsonNumberHandling.Strict,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(ShortestNumbers)])]
[JsonSerializable(typeof(BehaviourRunOptions))]
[JsonSerializable(typeof(BehaviourReport))]
[JsonSerializable(typeof(BehaviourEvaluation))]
[JsonSerializable(typeof(GeneratedUsersReport))]
[JsonSerializable(typeof(PoisoningReport))]
internal sealed partial class BehaviourRunJson : JsonSerializerContext;
