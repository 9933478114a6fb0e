using Scratch.Layers.Checking;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch gradcheck</c>: every backward pass against numeric differences, as a table.</summary>
internal static class GradCheckCommand
{
    private static readonly Option<ulong?> Seed = CommonOptions.Seed();

    private static readonly Option<string?> Layer = new("--layer")
    {
        Description = "One layer or loss by its name, such as Gelu or \"hinge loss\"; all of them by default.",
        HelpName = "NAME",
    };

    public static Command Create() => new ToolCommand(
        "gradcheck", "Check every layer and loss: the analytic gradient against the numeric one.", Execute)
    {
        Groups = [new("Model", Layer, Seed)],
        Examples =
        [
            "scratch gradcheck # All of them.",
            "scratch gradcheck --layer Gelu # One layer.",
            "scratch gradcheck --layer \"hinge loss\" --seed 7 # One loss, with other numbers.",
        ],
    };

    private static int Execute(ParseResult parsed)
    {
        string? layer = parsed.GetValue(Layer);
        if (layer is not null && !GradientCheck.Names.Contains(layer, StringComparer.OrdinalIgnoreCase))
        {
            throw new UsageException(
                $"--layer is '{layer}'; expected one of {string.Join(", ", GradientCheck.Names)}.");
        }
        ulong seed = parsed.GetValue(Seed) ?? 0;
        IReadOnlyList<GradientCheckResult> results = layer is null ? GradientCheck.RunAll(seed, parsed.Cancellation())
            : GradientCheck.RunNamed(layer, seed);
        return GradCheckTable.Write(parsed.InvocationConfiguration.Output, results) ? ExitCode.Done : ExitCode.Failed;
    }
}
