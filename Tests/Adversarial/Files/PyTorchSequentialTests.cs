using NUnit.Framework;
using Scratch.Adversarial.Files;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Layers;

namespace Scratch.Tests.Adversarial.Files;

public class PyTorchSequentialTests
{
    [Test]
    public void A_chain_gives_the_same_output([Values("", "net.")] string prefix)
    {
        using TemporaryFolder folder = new();
        Network network = Toys.Classifier(7);
        SafetensorsFile.Write(
            folder.File("m"), ModelFile.ToTensors(ModelFile.Views(network), prefix), new Dictionary<string, string>());
        Network read = PyTorchSequential.Read(folder.File("m"), () => new Relu());
        Matrix input = Samples.Uniform(5, 7, seed: 1);
        Assert.That(Agreement.Bits(read.PredictOutputs(input)), Is.EqualTo(Agreement.Bits(network.PredictOutputs(input))));
        Assert.That(Agreement.Bits(PyTorchSequential.Read(folder.File("m"), () => new Tanh()).PredictOutputs(input)),
            Is.Not.EqualTo(Agreement.Bits(network.PredictOutputs(input))));
    }

    [TestCase("conv.weight", new[] { 2, 3 }, "the file has no tensor of a Sequential")]
    [TestCase("0.running_mean", new[] { 2 }, "the tensor '0.running_mean' is none of")]
    [TestCase("0.weight", new[] { 2, 3, 3 }, "the tensor '0.weight' is (2, 3, 3); expected (outputs, inputs)")]
    [TestCase("0.bias", new[] { 2 }, "there is no tensor '0.weight' beside its bias")]
    [TestCase("0.weight", new[] { 2, 3 }, "there is no tensor '0.bias'")]
    public void What_is_no_such_chain_is_refused(string name, int[] shape, string message)
    {
        using TemporaryFolder folder = new();
        int length = shape.Aggregate(1, (product, size) => product * size);
        SafetensorsFile.Write(
            folder.File("m"), [new SafetensorsTensor(name, shape, new float[length])], new Dictionary<string,
            string>());
        Assert.That(() => PyTorchSequential.Read(folder.File("m"), () => new Relu()),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains(message));
    }
}
