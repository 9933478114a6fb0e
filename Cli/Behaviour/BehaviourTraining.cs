using System.Text;
using Scratch.Adversarial.Runs.Behaviour;
using Scratch.Cli.Texts;

namespace Scratch.Cli.Behaviour;

/// <summary><c>scratch train --preset recommend</c>: a recommender, and the run folder that it leaves.</summary>
internal static class BehaviourTraining
{
    /// <summary>Learns, prints the figures, and puts the run in its place.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">What to compute.</param>
    /// <param name="target">Where the run will be.</param>
    /// <param name="folder">Where it is until then.</param>
    /// <param name="checkpoints">Knows the command.</param>
    /// <param name="isJson">Whether the report is printed as JSON.</param>
    public static int Run(
        ParseResult parsed, BehaviourRunOptions options, string target, NewRunFolder folder,
        CheckpointFolder checkpoints, bool isJson)
    {
        TextWriter output = parsed.InvocationConfiguration.Output, error = parsed.InvocationConfiguration.Error;
        parsed.IfInterrupted(() => "nothing was written.");
        BehaviourRunResult result = ProgressView.Show(error, "reading the data", progress => BehaviourRun.Execute(
            options, folder.FullPath, checkpoints.Notes[TextTraining.CommandNote], progress, parsed.Cancellation()));
        if (isJson)
        {
            output.WriteLine(JsonSerializer.Serialize(result.Report, BehaviourRunJson.Default.BehaviourReport));
        }
        else
        {
            BehaviourTables.Write(output, result.Report);
        }
        byte[] page = Encoding.UTF8.GetBytes(BehaviourPage.Render(result));
        AtomicFile.Write(Path.Combine(folder.FullPath, RunFolder.PageFile), stream => stream.Write(page));
        folder.Commit(); // last: the figures are there whatever becomes of it
        parsed.IfInterrupted(() => $"the run is in {target}.");
        (isJson ? error : output).WriteLine(
            $"The run is in {target}; open {Path.Combine(target, RunFolder.PageFile)} in a browser.");
        return ExitCode.Done;
    }
}
