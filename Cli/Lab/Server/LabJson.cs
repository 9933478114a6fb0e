using System.Text.Json.Serialization;
using Scratch.Cli.Lab.Rooms;

namespace Scratch.Cli.Lab.Server;

/// <summary>How questions and answers are written; numbers that are none come as "NaN" and "Infinity".</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, MaxDepth = 16,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(OneStepState))]
[JsonSerializable(typeof(OneStepReply))]
internal sealed partial class LabJson : JsonSerializerContext;
