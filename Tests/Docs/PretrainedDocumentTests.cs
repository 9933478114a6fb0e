using NUnit.Framework;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Docs;

/// <summary>
/// The program of docs/pretrained.md is the one below: it takes the layers that it says, and holds them.
/// </summary>
public class PretrainedDocumentTests
{
    [Test]
    public void The_program_is_the_one_that_runs_here() =>
        Snippet.AssertCompiled("docs/pretrained.md", 0, "Tests/Docs/PretrainedDocumentTests.cs", "// A classifier on");

    [Test]
    public void The_layers_of_the_file_are_taken_and_held()
    {
        using var folder = new TemporaryFolder();
        var encoder = new Network(784, new Dense(784, 64), new Relu(), new Dense(64, 32), new Relu());
        encoder.Initialise(new RandomStream(Seed: 2));
        ModelFile.Write(folder.File("own"), encoder);
        SafetensorsFile.Write(
            folder.File("model.safetensors"),
            SafetensorsFile.Read(folder.File("own")).Tensors.Values.Select(
                tensor => new SafetensorsTensor($"encoder.{tensor.Name}", tensor.Shape, tensor.Data)));
        Network classifier = Learn(
            folder.File("model.safetensors"), ImageSource.Parse("mnist").OpenTraining().Take(500), out double accuracy);
        Assert.That(classifier.ParametersOf(2).Span[0].Span.ToArray(),
            Is.EqualTo(encoder.ParametersOf(2).Span[0].Span.ToArray()));
        Assert.That(accuracy, Is.GreaterThan(0.5));
    }

    private static Network Learn(string path, Dataset labelled, out double accuracy)
    {
        // A classifier on the encoder of a PyTorch model, saved by safetensors.torch.save_file(model.state_dict(),
        // path).
        var classifier = new Network(
            784, new Dense(784, 64), new Relu(), new Dense(64, 32), new Relu(), new Dense(32, 10));
        classifier.Initialise(new RandomStream(Seed: 1));
        Pretrained.Load(path, classifier, layers: ..4, prefix: "encoder.");

        var model = new Model(
            classifier, new SoftmaxCrossEntropy(), new Adam(classifier.Parameters), new ConstantSchedule(1e-2f),
                Metric.Accuracy);
        model.Fit(labelled, new FitOptions
        {
            BatchSize = 50,
            Epochs = 10,
            Callbacks = [new Freeze(model.Name, ..4)], // leave this out to tune them, too
        });

        // The end.
        accuracy = model.Evaluate(labelled)["accuracy"];
        return classifier;
    }
}
