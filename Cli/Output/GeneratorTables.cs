namespace Scratch.Cli.Output;

/// <summary>The measures of a generator as tables for a terminal. What stands behind ± is the standard error.</summary>
internal static class GeneratorTables
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static void Write(TextWriter writer, string data, GeneratorReport report)
    {
        Features(data, report).Write(writer);
        Classes(report.Modes).Write(writer);
        WriteModes(writer, report.Modes);
        writer.WriteLine(
            $"Memorisation, distance to training over held-out images: {Show(report.Memorisation)} (1: none; "
                + $"{Count(report.MemorisationExamples)} images of each).");
        WriteParzen(writer, report.Parzen);
        if (report.ClassAgreement is { } agreement)
        {
            writer.WriteLine("Samples of a class's prompts that the judge puts into that class: "
                + $"{Percent(agreement)}.");
        }
        if (report.Transfer is { } transfer)
        {
            WriteTransfer(writer, transfer);
        }
        writer.WriteLine($"Judge: {report.Judge}, {Percent(report.JudgeAccuracy)} right on the test set.");
    }

    private static TextTable Features(string data, GeneratorReport report)
    {
        var table = new TextTable(
            $"{data}: {Count(report.Modes.Divergence.Samples)} samples beside {Count(report.TestExamples)} test "
                + "images",
            "in the judge's features", "generated", "training images");
        AddRow("Fréchet distance", r => r.FrechetDistance);
        AddRow("kernel distance", r => r.KernelDistance);
        AddRow("precision", r => r.Precision);
        AddRow("recall", r => r.Recall);
        AddRow("density", r => r.Density);
        AddRow("coverage", r => r.Coverage);
        return table;

        void AddRow(string name, Func<FeatureReport, Estimate> figure) =>
            table.Add(name, Show(figure(report.Generated)), Show(figure(report.Training)));
    }

    private static TextTable Classes(ModeCoverage modes)
    {
        var table = new TextTable(
            null, ["class", .. Enumerable.Range(0, modes.Shares.Count).Select(c => c.ToString(Culture))]);
        table.Add(["share", .. modes.Shares.Select(share => share.ToString("0.0 %", Culture))]);
        return table;
    }

    private static void WriteModes(TextWriter writer, ModeCoverage modes) => writer.WriteLine(
        $"Modes: {modes.Covered} of {modes.Shares.Count}, the least with {Percent(modes.LeastShare)}; KL to even "
            + $"shares {Show(modes.Divergence)} nats.");

    private static void WriteParzen(TextWriter writer, ParzenReport parzen)
    {
        writer.WriteLine("Parzen log-likelihood of the test images, in nats:");
        Line("samples", parzen.Generated);
        Line("training images", parzen.Training);
        Line("centres of k-means", parzen.Centres);

        void Line(string around, ParzenWindow window) => writer.WriteLine(string.Create(
            Culture, $"  around {Count(window.Samples)} {around}: {window.LogLikelihood.Value:0.0} ± "
                + $"{window.LogLikelihood.StandardError:0.0} (deviation {window.Deviation:0.###})"));
    }

    private static void WriteTransfer(TextWriter writer, TransferAccuracy transfer)
    {
        writer.WriteLine(
            $"Trained on {Count(transfer.RealToGenerated.Samples)} labelled samples, right on real test images: "
                + $"{Percent(transfer.GeneratedToReal)}; "
            + (transfer.ReconstructedToReal is { } reconstructed ? $"on reconstructions {Percent(reconstructed)}; "
                : "")
            + $"on real images {Percent(transfer.RealToReal)}, and that one on the samples "
            + $"{Percent(transfer.RealToGenerated)}.");
    }

    private static string Show(Estimate figure) =>
        string.Create(Culture, $"{figure.Value:0.0000} ± {figure.StandardError:0.0000}");

    private static string Percent(Estimate share) =>
        string.Create(Culture, $"{share.Value:0.00 %} ± {share.StandardError:0.00 %}");

    private static string Count(int count) => count.ToString("#,0", Culture);
}
