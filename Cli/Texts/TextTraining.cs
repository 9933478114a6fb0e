using System.Text;
using Scratch.Adversarial.Runs.Text;

namespace Scratch.Cli.Texts;

/// <summary><c>scratch train --preset text</c>: a detector of texts, and the run folder that it leaves.</summary>
internal static class TextTraining
{
    public const string CommandNote = "command";

    /// <summary>Trains, prints the figures, and puts the run in its place.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">What to compute.</param>
    /// <param name="target">Where the run will be.</param>
    /// <param name="folder">Where it is until then.</param>
    /// <param name="checkpoints">Where the training is saved and resumed from.</param>
    /// <param name="isJson">Whether the report is printed as JSON.</param>
    public static int Run(
        ParseResult parsed, TextRunOptions options, string target, NewRunFolder folder, CheckpointFolder checkpoints,
        bool isJson)
    {
        TextWriter output = parsed.InvocationConfiguration.Output, error = parsed.InvocationConfiguration.Error;
        string hint = $"'scratch train --resume {Usage.Quote(target)}' continues the run.";
        parsed.IfInterrupted(() => folder.IsResumable ? hint : "nothing was written.");
        try
        {
            TextRunResult result = ProgressView.Show(error, "reading the texts", progress => TextRun.Execute(
                options, folder.FullPath, checkpoints.Notes[CommandNote], new TextRunWatch([progress], progress),
                checkpoints, parsed.Cancellation()));
            if (isJson)
            {
                output.WriteLine(JsonSerializer.Serialize(result.Report, TextRunJson.Default.TextReport));
            }
            else
            {
                TextTables.Write(output, result.Report);
            }
            byte[] page = Encoding.UTF8.GetBytes(TextPage.Render(result));
            AtomicFile.Write(Path.Combine(folder.FullPath, RunFolder.PageFile), stream => stream.Write(page));
            folder.Commit(); // last: the figures are there whatever becomes of it
            parsed.IfInterrupted(() => $"the run is in {target}.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException && folder.IsResumable)
        {
            error.WriteLine($"scratch: the last checkpoint is in {folder.FullPath}; when the cause is removed, {hint}");
            throw;
        }
        (isJson ? error : output).WriteLine(
            $"The run is in {target}; open {Path.Combine(target, RunFolder.PageFile)} in a browser.");
        return ExitCode.Done;
    }
}
