namespace Scratch.Adversarial.Domains.Tables;

/// <summary>Reads and writes the schema of a table without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TableSchema))]
internal sealed partial class TableJson : JsonSerializerContext;
