using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Scratch.Adversarial.Files.Onnx;
using Scratch.Benchmarks.Workloads;
using Scratch.Layers;

namespace Scratch.Benchmarks.Peers;

/// <summary>
/// <c>cold</c>: from the start of a process to the first answer of a network in a file, and what the process takes.
/// </summary>
internal static class ColdStart
{
    private const int Rounds = 15;
    private static readonly string[] Answerers = ["Scratch", "OnnxRuntime"];

    /// <summary>The command. It starts this program again, once for each answerer and round.</summary>
    public static Command Create()
    {
        var of = new Option<string?>("--of") { Hidden = true };
        var file = new Option<string?>("--file") { Hidden = true };
        var command = new Command(
            "cold", "From the start of a process to the first answer, and its memory: medians of 15.") { of, file };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(of) is { } answerer)
            {
                AnswerOnce(answerer, parsed.GetValue(file)!);
            }
            else
            {
                Compare();
            }
        });
        return command;
    }

    private static void Compare()
    {
        string folder = Directory.CreateTempSubdirectory("scratch-cold-").FullName;
        try
        {
            foreach (int[] widths in (int[][])[[784, 512, 512, 10], [784, 128, 64, 10], [20, 32, 3]])
            {
                string file = Path.Combine(folder, "network.onnx");
                OnnxFile.Write(file, PredictWorkload.Create(widths));
                Measure(string.Join('-', widths), file);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Measure(string network, string file)
    {
        var times = Answerers.ToDictionary(name => name, _ => new List<double[]>());
        for (int round = 0; round < Rounds; round++)
        {
            foreach (string name in Answerers)
            {
                times[name].Add(Start(name, file));
            }
        }
        foreach (string name in Answerers)
        {
            double[] medians = [.. Enumerable.Range(0, 3).Select(i =>
                times[name].Select(figures => figures[i]).Order().ElementAt(Rounds / 2))];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{network,-16} {name,-12} {medians[0],7:0.0} ms a process  {medians[1],7:0.0} ms from opening the "
                + $"file to the first answer  {medians[2],6:0.0} MiB at most"));
        }
    }

    private static double[] Start(string name, string file)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        { RedirectStandardOutput = true, UseShellExecute = false };
        string own = Path.Combine(AppContext.BaseDirectory, "Scratch.Benchmarks.Peers.dll");
        foreach (string argument in (string[])[
            .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? (string[])[own] : [],
            "cold", "--of", name, "--file", file])
        {
            start.ArgumentList.Add(argument);
        }
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double whole = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return [whole, .. output.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
    }

    private static void AnswerOnce(string name, string file)
    {
        long began = Stopwatch.GetTimestamp();
        float answer = name == "Scratch" ? Scratch(file) : OnnxRuntime(file);
        double milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        if (!float.IsFinite(answer))
        {
            throw new InvalidOperationException("The answer is not finite.");
        }
        string peak = File.ReadLines("/proc/self/status")
            .First(line => line.StartsWith("VmHWM", StringComparison.Ordinal));
        double kibibytes = double.Parse(peak.Split(':')[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{milliseconds} {kibibytes / 1024}"));
    }

    private static float Scratch(string file)
    {
        Network network = OnnxFile.Read(file);
        float[] outputs = new float[network.Outputs];
        new Predictor(network).Predict(new float[network.Inputs], outputs);
        return outputs[0];
    }

    private static float OnnxRuntime(string file)
    {
        using InferenceSession session = OnnxRuntimePeer.Open(File.ReadAllBytes(file), threads: 1);
        int inputs = session.InputMetadata["input"].Dimensions[1];
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(
            options, ["input"], [OrtValue.CreateTensorValueFromMemory(new float[inputs], [1, inputs])], ["output"]);
        return outputs[0].GetTensorDataAsSpan<float>()[0];
    }
}
