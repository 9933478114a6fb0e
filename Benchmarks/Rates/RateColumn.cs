using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Parameters;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Scratch.Benchmarks.Comparison;

namespace Scratch.Benchmarks.Rates;

/// <summary>A column with a rate: what a call does over the mean of its times.</summary>
public sealed class RateColumn : IColumn
{
    private const double Nano = 1e-9;

    // measured before the benchmarks, and once more behind them: a machine has slow minutes
    private static double _peak = FmaPeak.Measure();

    private readonly Func<Work, double, string> _rate;

    private RateColumn(string name, string legend, Func<Work, double, string> rate) =>
        (ColumnName, Legend, _rate) = (name, legend, rate);

    /// <summary>GFLOP/s, GB/s, and the share of the peak.</summary>
    public static IColumn[] All { get; } =
    [
        new RateColumn("GFLOP/s", "Fused multiply-adds, as two operations each, over the mean", (work, seconds) =>
            Show(work.Gigaflops / seconds, "0.0")),
        new RateColumn("GB/s", "What is read and written at least once, over the mean", (work, seconds) =>
            Show(work.Gigabytes / seconds, "0.0")),
        new RateColumn("Of peak", "GFLOP/s over what the cores do with registers alone, measured in this run",
            (work, seconds) => Show(work.Gigaflops / seconds / (_peak * work.Threads), "0.00")),
    ];

    /// <inheritdoc/>
    public string Id => $"{nameof(RateColumn)}.{ColumnName}";

    /// <inheritdoc/>
    public string ColumnName { get; }

    /// <inheritdoc/>
    public string Legend { get; }

    /// <inheritdoc/>
    public bool AlwaysShow => true;

    /// <inheritdoc/>
    public ColumnCategory Category => ColumnCategory.Custom;

    /// <inheritdoc/>
    public int PriorityInCategory => 0;

    /// <inheritdoc/>
    public bool IsNumeric => true;

    /// <inheritdoc/>
    public UnitType UnitType => UnitType.Dimensionless;

    /// <summary>Measures the peak again.</summary>
    public static void MeasurePeak() => _peak = Math.Max(_peak, FmaPeak.Measure());

    /// <inheritdoc/>
    public bool IsAvailable(Summary summary) => true;

    /// <inheritdoc/>
    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
    {
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(benchmarkCase);
        return summary[benchmarkCase]?.ResultStatistics is not { } times ? "NA"
            : WorkOf(benchmarkCase) is { } work ? _rate(work, times.Mean * Nano) : "";
    }

    /// <inheritdoc/>
    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) =>
        GetValue(summary, benchmarkCase);

    private static Work? WorkOf(BenchmarkCase benchmark)
    {
        if (Activator.CreateInstance(benchmark.Descriptor.Type) is not IKnownWork known)
        {
            return null;
        }
        foreach (ParameterInstance parameter in benchmark.Parameters.Items)
        {
            benchmark.Descriptor.Type.GetProperty(parameter.Name)!.SetValue(known, parameter.Value);
        }
        return known.WorkOf(benchmark.Descriptor.WorkloadMethod.Name);
    }

    private static string Show(double rate, string format) =>
        rate > 0 ? rate.ToString(format, CultureInfo.InvariantCulture) : "";
}
