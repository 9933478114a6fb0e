namespace Scratch.Adversarial.Runs.Output;

/// <summary>The JSON forms of what a run reports, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNameCaseInsensitive = false,
    WriteIndented = true,
    NumberHandling = JsonNumberHandling.Strict,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(ShortestNumbers)])]
[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(ClassifierReport))]
[JsonSerializable(typeof(GeneratorReport))]
[JsonSerializable(typeof(GuardReport))]
[JsonSerializable(typeof(ExampleForm))]
[JsonSerializable(typeof(StageReport[]))]
[JsonSerializable(typeof(DefencesReport))]
[JsonSerializable(typeof(float[]))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class RunJson : JsonSerializerContext;
