namespace Scratch.Adversarial.Runs.Text;

/// <summary>The JSON forms of a run on texts, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNameCaseInsensitive = false,
    WriteIndented = true,
    NumberHandling = JsonNumberHandling.Strict,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(ShortestNumbers)])]
[JsonSerializable(typeof(TextRunOptions))]
[JsonSerializable(typeof(TextReport))]
[JsonSerializable(typeof(EditReport))]
[JsonSerializable(typeof(EditSearchReport))]
[JsonSerializable(typeof(TextEvaluation))]
internal sealed partial class TextRunJson : JsonSerializerContext;
