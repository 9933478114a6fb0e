using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Files.Onnx;
using Scratch.Cli.Lab.Rooms;

namespace Scratch.Cli.Lab.Server;

/// <summary>Rooms in which something trains by itself: it is opened, let go and paused, and seen by events.</summary>
internal static class TrainingEndpoints
{
    private const long MostSteps = 1_000_000_000, MostFirstSteps = 100_000;

    private static readonly byte[] Before = "data: "u8.ToArray(), After = "\n\n"u8.ToArray();

    /// <summary>Adds all of them.</summary>
    public static void Map(WebApplication app, LiveTrainings trainings, CancellationToken stopping)
    {
        LabJson json = LabJson.Default;
        app.MapPost("/api/playground/open", Endpoints.Answer(
            question => OpenPlayground(trainings, question), json.PlaygroundQuestion, json.PlaygroundOpened));
        app.MapPost("/api/playground/probe", Endpoints.Answer(
            question => Probe(trainings, question), json.ProbeQuestion, json.ProbeReply));
        app.MapPost("/api/gan/open", Endpoints.Answer(
            question => OpenGan(trainings, question), json.GanQuestion, json.GanOpened));
        app.MapPost("/api/rates/open", Endpoints.Answer(
            question => OpenRates(trainings, question), json.RatesQuestion, json.RatesOpened));
        app.MapPost("/api/go", Endpoints.Answer(question => Go(trainings, question), json.GoQuestion, json.String));
        app.MapPost("/api/export", Endpoints.Bytes(question => Export(trainings, question), json.ExportQuestion));
        app.MapGet("/api/events/{id}", context => Send(context, trainings, stopping));
    }

    private static PlaygroundOpened OpenPlayground(LiveTrainings trainings, PlaygroundQuestion question)
    {
        var training = new PlaygroundTraining(question.Settings);
        return new PlaygroundOpened(
            Add(trainings, training, question.Steps), Flat(training.Train), Flat(training.Test),
            question.Settings.Classes, PlaygroundProgram.Write(question.Settings, training.Train));
    }

    private static GanOpened OpenGan(LiveTrainings trainings, GanQuestion question)
    {
        var training = new GanTraining(question.Settings);
        return new GanOpened(Add(trainings, training, question.Steps), training.Real);
    }

    private static RatesOpened OpenRates(LiveTrainings trainings, RatesQuestion question)
    {
        var training = new RatesTraining(question.Settings, question.Factor);
        return new RatesOpened(Add(trainings, training, question.Steps), training.Rates);
    }

    private static string Add(LiveTrainings trainings, LiveTraining training, long steps)
    {
        RoomException.RequireBetween(steps, 0, MostFirstSteps, "The number of first steps");
        return trainings.Add(training, steps);
    }

    private static string Go(LiveTrainings trainings, GoQuestion question)
    {
        RoomException.RequireBetween(question.Until, 0, MostSteps, "The number of steps");
        RoomException.RequireBetween(question.PerSecond, 0, 1_000_000, "The number of steps in a second");
        trainings.Find(question.Id).Go(question.Until, question.PerSecond);
        return question.Id;
    }

    private static ProbeReply Probe(LiveTrainings trainings, ProbeQuestion question)
    {
        RoomException.RequireBetween(question.X, -10, 10, "x");
        RoomException.RequireBetween(question.Y, -10, 10, "y");
        return trainings.Find(question.Id) is PlaygroundTraining training
            ? new ProbeReply(training.Probe(question.X, question.Y))
            : throw new RoomException($"The training '{question.Id}' is none of room 2.");
    }

    /// <summary>A network as a file.</summary>
    private static byte[] Export(LiveTrainings trainings, ExportQuestion question)
    {
        LiveTraining training = trainings.Find(question.Id);
        Network[] networks = training switch
        {
            PlaygroundTraining playground => [playground.Network],
            GanTraining gan => [.. gan.Learners.Select(learner => learner.Network)],
            _ => [],
        };
        RoomException.RequireBetween(question.Network, 0, networks.Length - 1, "The number of the network");
        RoomException.RequireWord(question.Format, ["safetensors", "onnx"], "The format");
        if (question.Format == "onnx")
        {
            using var bytes = new MemoryStream();
            training.Between(() =>
            {
                OnnxFile.Write(bytes, networks[question.Network]);
                return true;
            });
            return bytes.ToArray();
        }
        string file = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.safetensors");
        try
        {
            return training.Between(() =>
            {
                ModelFile.Write(file, networks[question.Network]);
                return File.ReadAllBytes(file);
            });
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Every picture as it comes, until the page is closed; then the training ends.</summary>
    private static async Task Send(HttpContext context, LiveTrainings trainings, CancellationToken stopping)
    {
        string id = context.Request.RouteValues["id"] as string ?? "";
        LiveTraining training;
        try
        {
            training = trainings.Find(id);
        }
        catch (RoomException missing)
        {
            await Endpoints.Refuse(context, missing);
            return;
        }
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, context.RequestAborted);
        context.Response.ContentType = "text/event-stream";
        try
        {
            await foreach (byte[] picture in training.Pictures.ReadAllAsync(ending.Token))
            {
                await context.Response.Body.WriteAsync(Before, ending.Token);
                await context.Response.Body.WriteAsync(picture, ending.Token);
                await context.Response.Body.WriteAsync(After, ending.Token);
                await context.Response.Body.FlushAsync(ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // the page was closed, or the server stops
        }
        finally
        {
            trainings.Close(id);
        }
    }

    private static float[] Flat((Matrix Points, int[] Labels) points) =>
        [.. points.Labels.SelectMany((label, i) => (float[])[points.Points[i, 0], points.Points[i, 1], label])];
}
