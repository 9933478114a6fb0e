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
    }

    /// <summary>An answer that is a function of the question.</summary>
    private static RequestDelegate Answer<TQuestion, TReply>(
        Func<TQuestion, TReply> room, JsonTypeInfo<TQuestion> question, JsonTypeInfo<TReply> reply) => async context =>
    {
        TReply answer;
        try
        {
            TQuestion asked = await JsonSerializer.DeserializeAsync(
                context.Request.Body, question, context.RequestAborted) ?? throw new JsonException("null");
            answer = room(asked);
        }
        catch (Exception wrong) when (wrong is JsonException or RoomException or BadHttpRequestException)
        {
            await Refuse(context, wrong);
            return;
        }
        context.Response.ContentType = "application/json; charset=utf-8";
        await JsonSerializer.SerializeAsync(context.Response.Body, answer, reply, context.RequestAborted);
    };

    /// <summary>Says what is wrong with a question.</summary>
    private static Task Refuse(HttpContext context, Exception wrong)
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
