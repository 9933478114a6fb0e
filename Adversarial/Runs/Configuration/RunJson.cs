using System.Text.Json;
using System.Text.Json.Serialization;
using Scratch.Adversarial.Defences;
using Scratch.Adversarial.Runs.Output;

namespace Scratch.Adversarial.Runs.Configuration;

/// <summary>The JSON forms of the files of a run, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNameCaseInsensitive = false, // configurations are merged by name
    WriteIndented = true,
    NumberHandling = JsonNumberHandling.Strict,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(RunConfiguration))]
[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(ClassifierReport))]
[JsonSerializable(typeof(GeneratorReport))]
[JsonSerializable(typeof(GuardReport))]
[JsonSerializable(typeof(StageReport[]))]
[JsonSerializable(typeof(DefenceReport[]))]
[JsonSerializable(typeof(float[]))]
[JsonSerializable(typeof(string[]))]
public sealed partial class RunJson : JsonSerializerContext;
