using System.Text.Json.Serialization;
using Scratch.Cli.Lab.Rooms;

namespace Scratch.Cli.Lab.Server;

/// <summary>How questions and answers are written; numbers that are none come as "NaN" and "Infinity".</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, MaxDepth = 16,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(OneStepState))]
[JsonSerializable(typeof(OneStepReply))]
[JsonSerializable(typeof(SurfaceQuestion))]
[JsonSerializable(typeof(SurfaceReply))]
[JsonSerializable(typeof(PlaygroundQuestion))]
[JsonSerializable(typeof(PlaygroundOpened))]
[JsonSerializable(typeof(PlaygroundPicture))]
[JsonSerializable(typeof(ProbeQuestion))]
[JsonSerializable(typeof(ProbeReply))]
[JsonSerializable(typeof(GanQuestion))]
[JsonSerializable(typeof(GanOpened))]
[JsonSerializable(typeof(GanPicture))]
[JsonSerializable(typeof(RatesQuestion))]
[JsonSerializable(typeof(RatesOpened))]
[JsonSerializable(typeof(RatesPicture))]
[JsonSerializable(typeof(GoQuestion))]
[JsonSerializable(typeof(ExportQuestion))]
[JsonSerializable(typeof(DigitQuestion))]
[JsonSerializable(typeof(DigitReply))]
[JsonSerializable(typeof(AttackQuestion))]
[JsonSerializable(typeof(AttackReply))]
[JsonSerializable(typeof(PlaneQuestion))]
[JsonSerializable(typeof(PlaneReply))]
[JsonSerializable(typeof(DecodeQuestion))]
[JsonSerializable(typeof(DecodeReply))]
[JsonSerializable(typeof(string))]
internal sealed partial class LabJson : JsonSerializerContext;
