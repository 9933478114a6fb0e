using System.Numerics.Tensors;
using NUnit.Framework;
using Scratch.Adversarial.Files;

namespace Scratch.Tests.Cli.Sounds;

public class SoundTrainingTests
{
    [TestCase("--trainer", "trades")]
    [TestCase("--trainer", "ibp")]
    [TestCase("--labels", "30")]
    public void What_would_move_features_is_refused_at_once(params string[] options)
    {
        (int exitCode, _, string error) = CommandLine.Run(ToyWords.TrainCommand(ToyWords.File("refused"), options));
        Assert.That(exitCode, Is.Not.Zero);
        Assert.That(error, Does.Contain("expected --trainer none, and attacked examples in the mixture"));
    }

    [TestCase("run")]
    [TestCase("run/classifier.safetensors")]
    public void A_classifier_starts_from_a_saved_one_behind_its_front_end(string from)
    {
        string target = ToyWords.File("continued");
        string[] command = ToyWords.TrainCommand(target, "--from", ToyWords.File(from), "--overwrite");
        command[Array.IndexOf(command, "--epochs") + 1] = "1,1,1";
        command[Array.IndexOf(command, "--learning-rate") + 1] = "1e-8"; // as it was saved, after an epoch
        (int exitCode, _, string error) = CommandLine.Run(command);
        Assert.That(exitCode, Is.Zero, error);
        float distance = TensorPrimitives.Distance<float>(
            Read(target), Read(ToyWords.Run)), length = TensorPrimitives.Norm<float>(Read(ToyWords.Run));
        Assert.That(distance / length, Is.LessThan(1e-4));
    }

    private static float[] Read(string run) =>
        ModelFile.Read(Path.Combine(run, "classifier.safetensors")).Parameters.Values.ToArray();
}
