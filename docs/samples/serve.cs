#:sdk Microsoft.NET.Sdk.Web
#:package Scratch.Adversarial@0.1.0

// Answers over HTTP with the model that train.cs saved.
//
//     dotnet run serve.cs -- MODEL.safetensors [--urls http://localhost:5000]
//     curl -d '["Biscoe", "46.1", "13.2", "211", "4500", "FEMALE"]' -H 'Content-Type: application/json' localhost:5000/predict

using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Scratch.Adversarial.Domains.Tables;

string file = args.Length > 0 ? args[0] : "model.safetensors";
// without the file: a path with / in front would be taken for an option, and eat the next word
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder([.. args.Skip(1)]);
builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, Messages.Default));
WebApplication app = builder.Build();

// A model serves one request at a time: as many are kept as there were requests at once.
TableModel first = TableModel.Load(file);
var idle = new ConcurrentBag<TableModel> { first };

app.MapGet("/", () => new Form(first.Schema.Columns.Select(column => column.Name).ToArray(), [.. first.Schema.Classes]));
app.MapPost("/predict", (string[] values) =>
{
    TableModel model = idle.TryTake(out TableModel? free) ? free : TableModel.Load(file);
    try
    {
        float[] probabilities = model.PredictProbabilities(values).ToArray();
        int best = Array.IndexOf(probabilities, probabilities.Max());
        return Results.Ok(new Answer(model.Schema.Classes[best], probabilities[best]));
    }
    catch (Exception problem) when (problem is InvalidDataException or ArgumentException)
    {
        return Results.BadRequest(new Refusal(problem.Message)); // names the column
    }
    finally
    {
        idle.Add(model);
    }
});
app.Run();

internal sealed record Form(string[] Columns, string[] Classes);

internal sealed record Answer(string Class, float Probability);

internal sealed record Refusal(string Problem);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(Form))]
[JsonSerializable(typeof(Answer))]
[JsonSerializable(typeof(Refusal))]
internal sealed partial class Messages : JsonSerializerContext;
