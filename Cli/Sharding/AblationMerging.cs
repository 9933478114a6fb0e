namespace Scratch.Cli.Sharding;

/// <summary><c>scratch merge</c> of the folders of an ablation's shards.</summary>
internal static class AblationMerging
{
    /// <summary>
    /// Joins the folders, and goes on as <c>scratch ablate</c> does once all classifiers are trained.
    /// </summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="folders">The parts.</param>
    /// <param name="output">--out, which must be given.</param>
    /// <param name="overwrite">--overwrite, which must not.</param>
    /// <param name="json">--json.</param>
    public static int Execute(
        ParseResult parsed, string[] folders, Option<string?> output, Option<bool> overwrite, Option<bool> json)
    {
        string target = parsed.GetValue(output) ?? throw new UsageException(
            $"{folders[0]} is a folder; expected {output.Name} with one for the ablation beside it.");
        if (parsed.GetValue(overwrite))
        {
            throw new UsageException(
                $"{overwrite.Name} is for files; expected a new folder, or that of the same ablation.");
        }
        AblationParts parts = AblationParts.Open(folders);
        IDataSource source = CommonOptions.ParseData(parts.Options.Data);
        string digest = source.OpenTraining().Digest();
        AblationFolder folder = parts.Join(target, digest);
        return AblateCommand.Finish(parsed, target, parsed.GetValue(json), progress => new AblationStudy(
            parts.Configuration, parts.Options, folder, [progress], progress, parsed.Cancellation()).Run(source));
    }
}
