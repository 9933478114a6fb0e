using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NUnit.Framework;
using Scratch.Adversarial.Runs;
using Scratch.Engine;

namespace Scratch.Tests.Cli;

/// <summary>A whole run on a few digits, and everything that can be done with it afterwards.</summary>
[NonParallelizable]
public class RunTests
{
    private static readonly string[] Models = ["classifier", "discriminator", "encoder", "generator"];
    private TemporaryFolder _folder = null!;

    private string Data => _folder.File("data");

    private string RunPath => _folder.File("run");

    [OneTimeSetUp]
    public void Train()
    {
        _folder = new TemporaryFolder();
        Directory.CreateDirectory(Data);
        SmallDigits.Write(Data);
        (int exitCode, string output, string error) = CommandLine.Run("train", "--data", Data, "--out", RunPath, "--epochs", "1,1,2");
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.Contain("accuracy under attack"));
        Assert.That(error, Does.Match("classifier +epoch 2/2"));
    }

    [OneTimeTearDown]
    public void RemoveRun() => _folder.Dispose();

    [Test]
    public void ARunFolderHasItsFilesAndNothingElse()
    {
        string[] expected =
        [
            "classifier.safetensors", "config.json", "discriminator.safetensors", "encoder.safetensors", "generator.safetensors",
            "metrics.csv", "report.html", "report.json",
        ];
        Assert.That(Directory.GetFileSystemEntries(RunPath).Select(Path.GetFileName).Order(StringComparer.Ordinal), Is.EqualTo(expected));
        Assert.That(_folder.Names().Where(name => name.EndsWith(".tmp", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void OptionsOfTheOptimizerReachTheConfiguration()
    {
        string other = _folder.File("run-optimizer");
        string line = $"train --data {Data} --out {other} --stages prompts --epochs 1 --optimizer schedule-free-adamw --learning-rate 0.01 --beta1 0.8"
            + " --weight-decay 0.02 --clip-norm 1 --accumulation 2 --ema 0.5 --schedule step --schedule-length 4 --schedule-factor 0.5 --warm-up 3";
        (int exitCode, _, string error) = CommandLine.Run(line.Split(' '));
        Assert.That(exitCode, Is.Zero, error);
        var expected = new OptimizerOptions
        {
            Rule = UpdateRule.ScheduleFreeAdamW,
            LearningRate = 0.01f,
            Momentum = 0.8f,
            WeightDecay = 0.02f,
            ClipNorm = 1,
            Accumulation = 2,
            EmaDecay = 0.5f,
            Schedule = RateSchedule.Step,
            ScheduleLength = 4,
            ScheduleFactor = 0.5f,
            WarmUp = 3,
        };
        Assert.That(RunFolder.Open(other).Configuration.Classifier.Optimizer, Is.EqualTo(expected));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void TheSameSeedGivesTheSameBytesWithAnyNumberOfThreads(int threads)
    {
        int before = WorkerPool.Threads;
        string other = _folder.File($"run-{threads}");
        try
        {
            (int exitCode, _, string error) = CommandLine.Run(
                "train", "--data", Data, "--out", other, "--epochs", "1,1,2", "--threads", threads.ToString(CultureInfo.InvariantCulture));
            Assert.That(exitCode, Is.Zero, error);
        }
        finally
        {
            WorkerPool.Threads = before;
        }
        RequireSameBytes(other);
    }

    [Test]
    public void EvaluatingARunRepeatsItsReport()
    {
        (int exitCode, string output, string error) = CommandLine.Run("evaluate", RunPath, "--json");
        Assert.That(exitCode, Is.Zero, error);
        using JsonDocument again = JsonDocument.Parse(output);
        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RunPath, "report.json")));
        JsonElement reported = report.RootElement.GetProperty("classifier");
        foreach (string figure in new[] { "correct", "robustCorrect", "examples" })
        {
            Assert.That(again.RootElement.GetProperty(figure).GetInt32(), Is.EqualTo(reported.GetProperty(figure).GetInt32()), figure);
        }
        Assert.That(reported.GetProperty("robustCorrect").GetInt32(), Is.LessThanOrEqualTo(reported.GetProperty("correct").GetInt32()));
    }

    [Test]
    public void AnIndependentLoaderFindsTheReportedAccuracy()
    {
        Python.RequireNumPy();
        string right = Python.Output(Loader, Path.Combine(RunPath, "classifier.safetensors"), Data);
        using JsonDocument report = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(RunPath, "report.json")));
        int correct = report.RootElement.GetProperty("classifier").GetProperty("correct").GetInt32();
        Assert.That(int.Parse(right, CultureInfo.InvariantCulture), Is.EqualTo(correct));
    }

    [Test]
    public void GeneratedSamplesArePngAndNotReplacedUnasked()
    {
        string file = _folder.File("samples.png");
        (int exitCode, _, string error) = CommandLine.Run("generate", RunPath, "--count", "30", "--out", file);
        Assert.That(exitCode, Is.Zero, error);
        byte[] picture = File.ReadAllBytes(file);
        Assert.That(picture.AsSpan(0, 8).ToArray(), Is.EqualTo(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10 }));
        Assert.That(CommandLine.Run("generate", RunPath, "--out", file).ExitCode, Is.EqualTo(1));
        Assert.That(CommandLine.Run("generate", RunPath, "--count", "30", "--out", file, "--overwrite").ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(file), Is.EqualTo(picture), "the same seed gave another picture");
    }

    [Test]
    public void PromptsAreAnNpzThatNumPyReads()
    {
        Python.RequireNumPy();
        string file = _folder.File("prompts.npz");
        (int exitCode, _, string error) = CommandLine.Run("prompts", RunPath, "--out", file);
        Assert.That(exitCode, Is.Zero, error);
        string shapes = Python.Output(
            "import numpy, sys; f = numpy.load(sys.argv[1]); print(f['mean'].shape, f['deviation'].shape, f['label'].shape, f['label'][:3])", file);
        Assert.That(shapes, Is.EqualTo($"({SmallDigits.TrainingCount}, 32) ({SmallDigits.TrainingCount}, 32) ({SmallDigits.TrainingCount},) [5 0 4]"));
    }

    [Test]
    public void JsonIsOneDocumentOnStandardOutput()
    {
        (int exitCode, string output, string error) = CommandLine.Run(
            "train", "--data", Data, "--out", _folder.File("json-run"), "--epochs", "1", "--json");
        Assert.That(exitCode, Is.Zero, error);
        using JsonDocument report = JsonDocument.Parse(output);
        Assert.That(report.RootElement.GetProperty("testExamples").GetInt32(), Is.EqualTo(SmallDigits.TestCount));
    }

    [Test]
    public void ADamagedModelIsRefused()
    {
        string file = Path.Combine(RunPath, "classifier.safetensors"), copy = _folder.File("damaged");
        Directory.CreateDirectory(copy);
        File.Copy(Path.Combine(RunPath, "config.json"), Path.Combine(copy, "config.json"));
        File.WriteAllBytes(Path.Combine(copy, "classifier.safetensors"), File.ReadAllBytes(file)[..1000]);
        (int exitCode, _, string error) = CommandLine.Run("evaluate", copy);
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("classifier.safetensors").And.Not.Contains("   at "));
    }

    [TestCase("-INT", 130)]
    [TestCase("-TERM", 143)]
    public void ASignalSavesARunAndItIsResumedToTheSameBytes(string signal, int expected)
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Ignore("the test sends signals by /bin/kill");
        }
        string tool = typeof(Scratch.Cli.Program).Assembly.Location, target = _folder.File($"interrupted{signal}");
        // Who runs tests in the background of a shell has SIGINT ignored, and so has every child, unless it is told otherwise.
        string[] command = ["--default-signal=INT,TERM", "dotnet", tool, "train", "--data", Data, "--out", target, "--epochs", "1,1,2"];
        ProcessStartInfo start = new("env", command) { RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string first = process.StandardError.ReadLine() ?? ""; // it is training now
        Process.Start("/bin/kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
        string rest = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.EqualTo(expected), first + rest);
        Assert.That(rest, Does.Contain($"'scratch train --resume {target}' continues the run."));
        Assert.That(Directory.Exists(target), Is.False, "half a run is in the place of a whole one");
        (int exitCode, _, string error) = CommandLine.Run("train", "--resume", target);
        Assert.That(exitCode, Is.Zero, error);
        RequireSameBytes(target);
        Assert.That(Directory.GetFileSystemEntries(target), Has.Length.EqualTo(8));
    }

    [Test]
    public void ResumingAFinishedRunSaysSo()
    {
        (int exitCode, _, string error) = CommandLine.Run("train", "--resume", RunPath);
        Assert.That(exitCode, Is.Zero);
        Assert.That(error, Does.Contain("the run is finished"));
        (exitCode, _, error) = CommandLine.Run("train", "--resume", _folder.File("absent"));
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("there is nothing to resume"));
    }

    [Test]
    public void ATrainingThatDivergesNamesThePlaceAndKeepsItsLastCheckpoint()
    {
        string target = _folder.File("diverged");
        (int exitCode, _, string error) = CommandLine.Run(
            "train", "--data", Data, "--out", target, "--epochs", "1", "--learning-rate", "1e30", "--checkpoint-steps", "1");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Match(@"Stage prompts: \w+ became \S+ in epoch 1, batch \d, step \d \(\w+, layer \d \(\w+\): \S+ is \S+\)"));
        Assert.That(Directory.GetFiles($"{target}.partial", "checkpoint-*.safetensors"), Is.Not.Empty);
        Assert.That(CommandLine.Run("train", "--resume", target).Error, Does.Contain("Stage prompts: ").And.Not.Contains("damaged"));
    }

    private void RequireSameBytes(string other)
    {
        foreach (string file in Models.Select(model => $"{model}.safetensors").Append("metrics.csv"))
        {
            Assert.That(File.ReadAllBytes(Path.Combine(other, file)), Is.EqualTo(File.ReadAllBytes(Path.Combine(RunPath, file))), file);
        }
    }

    // Ten lines that share nothing with this solution: the file format, the layers, the digits.
    private const string Loader = """
        import json, struct, sys
        import numpy as np
        data = open(sys.argv[1], 'rb').read()
        n = struct.unpack('<Q', data[:8])[0]
        header = json.loads(data[8:8 + n])
        tensor = lambda key: np.frombuffer(data, '<f4', int(np.prod(header[key]['shape'])), 8 + n + header[key]['data_offsets'][0]).reshape(header[key]['shape'])
        x = np.frombuffer(open(sys.argv[2] + '/t10k-images-idx3-ubyte', 'rb').read(), np.uint8, offset=16).reshape(-1, 784) / np.float64(255)
        y = np.frombuffer(open(sys.argv[2] + '/t10k-labels-idx1-ubyte', 'rb').read(), np.uint8, offset=8)
        for i, layer in enumerate(json.loads(header['__metadata__']['architecture'])):
            x = np.maximum(x, 0) if layer['type'] == 'Relu' else x @ tensor(f'{i}.weight').T.astype(np.float64) + tensor(f'{i}.bias')
        print((x.argmax(1) == y).sum())
        """;
}
