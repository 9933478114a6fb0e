using System.CommandLine;
using System.Diagnostics;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Data.Cleaning;
using Scratch.Adversarial.Files;
using Scratch.Engine;

namespace Scratch.Benchmarks.Cleaning;

/// <summary>dump</summary>
public static class CleanCommand
{
    private static readonly Option<int> Epochs = BenchmarkOptions.Count("--epochs", "Epochs.", 20);
    private static readonly Option<int> Share = BenchmarkOptions.Count("--share", "Percent.", 10, least: 0);
    private static readonly Option<DataSource> Data = BenchmarkOptions.Data();

    /// <summary>dump</summary>
    public static Command Create() => BenchmarkOptions.Command("clean", "dump", [Epochs, Share, Data], parsed =>
    {
        WorkerPool.Threads = 1;
        Dataset data = parsed.GetValue(Data)!.OpenTraining();
        if (data.Count > 20000)
        {
            data = data.Take(20000);
        }
        Planted planted = Planted.WrongLabels(data, parsed.GetValue(Share) / 100.0, new RandomStream(0));
        long start = Stopwatch.GetTimestamp();
        Matrix logits = new CrossValidation(new CleaningOptions { Epochs = parsed.GetValue(Epochs) }).Logits(planted.Data, Console.WriteLine);
        Console.WriteLine(Stopwatch.GetElapsedTime(start));
        NpzFile.Write($"/tmp/dataexp/cv-{data.Name.Replace(' ', '_').Replace('/', '_')}-{parsed.GetValue(Share)}-{parsed.GetValue(Epochs)}.npz", new NpyArray("logits", logits), new NpyArray("given", planted.Data.Labels), new NpyArray("true", data.Labels));
    });
}
