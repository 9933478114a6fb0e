using Scratch.Layers.Checking;
using Spectre.Console;

namespace Scratch.Cli.Output;

/// <summary>The results of the gradient checks as a table.</summary>
internal static class GradCheckTable
{
    /// <summary>Writes one row for each quantity.</summary>
    /// <returns>True if all passed.</returns>
    public static bool Write(TextWriter writer, IReadOnlyList<GradientCheckResult> results)
    {
        IAnsiConsole console = Terminal.For(writer);
        Table table = new Table().RoundedBorder().Title("Gradients: analytic against numeric");
        table.AddColumns("of", "with respect to", "float", "double reference", "");
        table.Columns[2].RightAligned();
        table.Columns[3].RightAligned();
        foreach (GradientCheckResult result in results)
        {
            table.AddRow(
                Markup.Escape(result.Name),
                Markup.Escape(result.Quantity),
                Error(result.FloatError),
                Error(result.ReferenceError),
                result.Passed ? "passed" : "[red]FAILED[/]");
        }
        console.Write(table);
        int failed = results.Count(result => !result.Passed);
        writer.WriteLine("Errors are relative to the central difference of the double-precision reference, in double "
            + "precision.");
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Limits: {GradientCheckResult.FloatLimit:0e+0} in float, {GradientCheckResult.ReferenceLimit:0e+0} in "
                + $"double. {results.Count - failed} passed, {failed} failed."));
        return failed == 0;
    }

    private static string Error(double error) => error.ToString("0.0e+0", CultureInfo.InvariantCulture);
}
