using NUnit.Framework;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Files.Onnx;
using Scratch.Layers;
using Scratch.Tests.Adversarial.Files.Onnx;

namespace Scratch.Tests.Cli.Export;

/// <summary><c>scratch export</c>, and a model of ONNX where a model file is taken.</summary>
internal sealed class ExportTests
{
    private static readonly Network Small = OnnxFileTests.Filled(new Network(3, new Dense(3, 4), new Relu(), new Dense(4, 2)));

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Write()
    {
        _folder = new TemporaryFolder();
        Directory.CreateDirectory(Path("run"));
        File.WriteAllText(Path("run/config.json"), """{"preset":"default"}""");
        foreach (string name in (string[])["classifier", "generator", "discriminator", "encoder"])
        {
            ModelFile.Write(Path($"run/{name}.safetensors"), Small);
        }
    }

    [TearDown]
    public void Remove() => _folder.Dispose();

    [TestCase("classifier")]
    [TestCase("generator")]
    [TestCase("discriminator")]
    [TestCase("encoder")]
    public void Each_network_of_a_run_is_written_and_read_again(string network)
    {
        string file = Path("n.onnx");
        (int exitCode, string output, string error) = Run("export", Path("run"), "--network", network, "--out", file);
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.StartWith($"The {network} is in {file}: 3 inputs, 2 outputs, from 'input' (batch, 3)"));
        Assert.That(OnnxFile.Read(file).Parameters.Values.ToArray(), Is.EqualTo(Small.Parameters.Values.ToArray()));
    }

    [Test]
    public void A_file_becomes_another_form_of_it()
    {
        Assert.That(Run("export", Path("run"), "--out", Path("a.onnx")).ExitCode, Is.Zero);
        Assert.That(Run("export", "--model", Path("a.onnx"), "--out", Path("a.npz")).Output, Does.Contain("26 of them"));
        Assert.That(
            Run("export", "--model", Path("run/classifier.safetensors"), "--out", Path("Small.cs")).Output,
            Does.Contain("Small.weights, which the program has to embed"));
        Assert.That(new FileInfo(Path("Small.weights")).Length, Is.EqualTo(26 * sizeof(float)));
        Assert.That(File.ReadAllText(Path("Small.cs")), Does.Contain("internal sealed class Small"));
    }

    [Test]
    public void What_can_not_be_is_refused_before_anything_is_read()
    {
        File.WriteAllText(Path("there.onnx"), "");
        Refused("there.onnx: the file exists; --overwrite replaces it", Path("missing"), "--out", Path("there.onnx"));
        Refused("expected a file .onnx or .npz or .cs, or --format", Path("run"), "--out", Path("n.pt"));
        Refused("expected a file .npz", Path("run"), "--format", "npz", "--out", Path("n.onnx"));
        Refused("expected RUN, the folder of a finished run, or --model");
        Refused("expected one of them", Path("run"), "--model", "m.onnx");
        Refused("--network is for a run", "--model", Path("m.onnx"), "--network", "encoder");
        Refused("'my-net' is no name of a class", Path("run"), "--out", Path("my-net.cs"));
        Assert.That(Run("export", Path("run"), "--network", "decoder").Error, Does.Contain("classifier"));
        Assert.That(Directory.GetFiles(Path("."), "my-net*"), Is.Empty);
    }

    [Test]
    public void A_damaged_model_is_one_line()
    {
        File.WriteAllBytes(Path("broken.onnx"), [0x3A, 0x7F]);
        (int exitCode, _, string error) = Run("evaluate", "--model", Path("broken.onnx"));
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(error.TrimEnd(), Does.EndWith(
            "broken.onnx: at byte 2: field 7 has 127 bytes, expected at most 0 (what its message still has)."));
        Assert.That(Run("evaluate", "--model", Path("broken.onnx"), "--activation", "tanh").Error,
            Does.Contain("--activation is for a Sequential"));
    }

    private static void Refused(string message, params string[] arguments)
    {
        (int exitCode, _, string error) = Run(["export", .. arguments]);
        Assert.That(exitCode, Is.EqualTo(2), error);
        Assert.That(error, Does.Contain(message));
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] arguments) => CommandLine.Run(arguments);

    private string Path(string name) => _folder.File(name);
}
