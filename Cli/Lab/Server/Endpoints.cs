using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Scratch.Cli.Lab.Rooms;

namespace Scratch.Cli.Lab.Server;

/// <summary>What the page may ask for: its own files, and the answers of the rooms.</summary>
internal static class Endpoints
{
    /// <summary>Adds all of them.</summary>
    public static void Map(WebApplication app, CancellationToken stopping)
    {
        foreach (string path in PageFiles.Paths)
        {
            app.MapGet(path, context => PageFiles.Send(context, path));
        }
        app.MapGet("/", context => PageFiles.Send(context, "/index.html"));
        app.MapGet("/api/hello", context => context.Response.WriteAsync("scratch lab", stopping));
        app.MapPost("/api/one-step", Answer(OneStepRoom.Compute, LabJson.Default.OneStepState,
            LabJson.Default.OneStepReply));
        app.MapPost("/api/surface", Answer(SurfaceRace.Compute, LabJson.Default.SurfaceQuestion,
            LabJson.Default.SurfaceReply));
        app.MapPost("/api/digit", Answer(AttackRoom.Example, LabJson.Default.DigitQuestion,
            LabJson.Default.DigitReply));
        app.MapPost("/api/attack", Answer(AttackRoom.Compute, LabJson.Default.AttackQuestion,
            LabJson.Default.AttackReply));
        app.MapPost("/api/prompts/plane", Answer(PromptsRoom.Show, LabJson.Default.PlaneQuestion,
            LabJson.Default.PlaneReply));
        app.MapPost("/api/prompts/decode", Answer(PromptsRoom.Decode, LabJson.Default.DecodeQuestion,
            LabJson.Default.DecodeReply));
        var trainings = new LiveTrainings();
        stopping.Register(trainings.Dispose);
        TrainingEndpoints.Map(app, trainings, stopping);
    }

    /// <summary>An answer that is a function of the question.</summary>
    public static RequestDelegate Answer<TQuestion, TReply>(
        Func<TQuestion, TReply> room, JsonTypeInfo<TQuestion> question, JsonTypeInfo<TReply> reply) => Bytes(
            asked => JsonSerializer.SerializeToUtf8Bytes(room(asked), reply), question,
            "application/json; charset=utf-8");

    /// <summary>An answer that is a file.</summary>
    public static RequestDelegate Bytes<TQuestion>(
        Func<TQuestion, byte[]> room, JsonTypeInfo<TQuestion> question, string type = "application/octet-stream") =>
        async context =>
    {
        byte[] answer;
        try
        {
            TQuestion asked = await JsonSerializer.DeserializeAsync(
                context.Request.Body, question, context.RequestAborted) ?? throw new JsonException("null");
            answer = room(asked);
        }
        catch (Exception wrong) when (
            wrong is JsonException or RoomException or BadHttpRequestException or ArgumentException)
        {
            await Refuse(context, wrong);
            return;
        }
        context.Response.ContentType = type;
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    };

    /// <summary>Says what is wrong with a question.</summary>
    public static Task Refuse(HttpContext context, Exception wrong)
    {
        context.Response.StatusCode = wrong is BadHttpRequestException bad ? bad.StatusCode
            : StatusCodes.Status400BadRequest;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(wrong switch
        {
            JsonException json => $"The body is no such question: {json.Path ?? "$"}, line {json.LineNumber + 1}.",
            BadHttpRequestException => "The body is too large.",
            _ => wrong.Message,
        }, context.RequestAborted);
    }
}
