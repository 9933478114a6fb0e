using Scratch.Layers.Checking;

namespace Scratch.Cli.Output;

/// <summary>The results of the gradient checks as a table.</summary>
internal static class GradCheckTable
{
    /// <summary>Writes one row for each quantity.</summary>
    /// <returns>True if all passed.</returns>
    public static bool Write(TextWriter writer, IReadOnlyList<GradientCheckResult> results)
    {
        var table = new TextTable(
            "Gradients: analytic against numeric", "of", "with respect to", "float", "double reference", "result")
        {
            TextColumns = 2,
        };
        foreach (GradientCheckResult result in results)
        {
            table.Add(
                result.Name,
                result.Quantity,
                Error(result.FloatError),
                Error(result.ReferenceError),
                result.Passed ? "passed" : "FAILED");
        }
        table.Write(writer);
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
