using System.Buffers.Binary;
using NUnit.Framework;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Output;
using Scratch.Tests.Adversarial.Runs;

namespace Scratch.Tests.Cli.Processes;

/// <summary>A finished run is used from any folder, without its parent, and when its data have moved.</summary>
[NonParallelizable]
public class SelfContainedRunTests
{
    private TemporaryFolder _folder = null!;
    private TemporaryFolder _data = null!;
    private string _before = "";

    private string[] Begin => ["train", "--config", "small.json", "--data", Path.GetFileName(_data.Path), "--threads", "1"];

    [SetUp]
    public void MakeFolder()
    {
        (_folder, _data, _before) = (new TemporaryFolder(), new TemporaryFolder(), Environment.CurrentDirectory);
        SmallRun.WriteData(_data);
        // beside the data, so that a relative path leads there
        Environment.CurrentDirectory = Path.GetDirectoryName(_data.Path)!;
        RunConfiguration configuration = SmallRun.Configuration with { Data = _data.Path, Attack = new() { Steps = 1 } };
        AtomicFile.WriteJson(_folder.File("small.json"), configuration, ConfigurationJson.Default.RunConfiguration);
    }

    [TearDown]
    public void RemoveFolder()
    {
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
        _data.Dispose();
    }

    [Test]
    public void It_needs_neither_the_folder_it_was_trained_in_nor_its_parent_nor_its_data_in_their_place()
    {
        string parent = _folder.File("parent"), run = _folder.File("run"), moved = $"{_data.Path}-moved";
        Succeed([.. Begin, "--out", parent]);
        Succeed([.. Begin, "--from", parent, "--out", run]);
        Directory.Delete(parent, recursive: true);
        Environment.CurrentDirectory = _folder.Path;
        string here = Succeed(["evaluate", run, "--json"]);
        Directory.Move(_data.Path, moved);
        try
        {
            (int exitCode, _, string error) = CommandLine.Run("evaluate", run);
            Assert.That(exitCode, Is.EqualTo(1));
            Assert.That(error, Does.Contain("--data says where they are now"));
            Assert.That(Figures(Succeed(["evaluate", run, "--data", moved, "--json"])), Is.EqualTo(Figures(here)));
            Succeed(["attack", run, "--attack", "fgsm", "--data", moved]);
            Succeed(["defend", run, "--data", moved]);
            Succeed(["prompts", run, "--data", moved, "--out", _folder.File("p.npz")]);
            Succeed(["generate", run, "--count", "4", "--out", _folder.File("g.png")]);
        }
        finally
        {
            Directory.Move(moved, _data.Path);
        }
        byte[] picture = File.ReadAllBytes(_folder.File("g.png"));
        int width = BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(16)),
            height = BinaryPrimitives.ReadInt32BigEndian(picture.AsSpan(20));
        Assert.That(height, Is.GreaterThan(width), $"images of {SmallRun.Height} x {SmallRun.Width}");

        static string Figures(string json) => json[..json.IndexOf("\"seconds\"", StringComparison.Ordinal)];
    }

    [Test]
    public void Broken_test_files_are_found_before_the_trainings()
    {
        File.WriteAllBytes(_data.File("t10k-labels-idx1-ubyte"), [1, 2, 3]);
        (int exitCode, _, string error) = CommandLine.Run([.. Begin.Select(Place), "--out", _folder.File("run")]);
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error, Does.Contain("t10k-labels-idx1-ubyte").And.Not.Contains("epoch"));
        Assert.That(_folder.Names(), Is.EqualTo(["small.json"]));
    }

    [Test]
    public void A_resumed_run_refuses_other_data()
    {
        string labels = _data.File("train-labels-idx1-ubyte"), run = _folder.File("run");
        Succeed([.. Begin, "--out", run]);
        Directory.Move(run, $"{run}.partial");
        File.WriteAllBytes($"{run}.partial/checkpoint-00000001.safetensors", Checkpoint());
        byte[] other = File.ReadAllBytes(labels);
        other.AsSpan(8).Reverse();
        File.WriteAllBytes(labels, other);
        (int exitCode, _, string error) = CommandLine.Run("train", "--resume", run);
        Assert.That(exitCode, Is.EqualTo(1), error);
        Assert.That(error.TrimEnd().Split('\n')[^1], Does.Contain("not those that the run was begun with"));
    }

    /// <summary>A checkpoint of a run that was broken off on the same data.</summary>
    private byte[] Checkpoint()
    {
        string begun = _folder.File("begun");
        using var stop = new CancellationTokenSource();
        using var folder = new NewRunFolder(begun, overwrite: false);
        var checkpoints = new Scratch.Adversarial.Training.CheckpointFolder(folder.FullPath, new());
        checkpoints.Notes["command"] = "scratch train";
        stop.Cancel();
        Assert.That(() => Scratch.Adversarial.Runs.Pipeline.Run.Execute(
            SmallRun.Configuration, Scratch.Adversarial.Domains.Images.ImageSource.Parse(_data.Path), folder.FullPath, "",
            [], checkpoints, cancellation: stop.Token), Throws.InstanceOf<OperationCanceledException>());
        return File.ReadAllBytes(Directory.GetFiles(folder.FullPath, "checkpoint-*")[^1]);
    }

    private string Succeed(string[] words)
    {
        (int exitCode, string output, string error) =
            CommandLine.Run([.. words.Select(Place)]);
        Assert.That(exitCode, Is.Zero, error);
        return output;
    }

    private string Place(string word) => word == "small.json" ? _folder.File(word) : word;
}
