using NUnit.Framework;
using Scratch.Adversarial.Files;
using Scratch.Adversarial.Training;
using Scratch.Adversarial.Training.Callbacks;

namespace Scratch.Tests.Adversarial.Training.Callbacks;

public class TensorBoardWriterTests
{
    [Test]
    public void An_independent_reader_finds_the_checksums_right_and_the_figures()
    {
        Python.RequireNumPy();
        using var folder = new TemporaryFolder();
        string file = folder.File(TensorBoardWriter.FileName(DateTimeOffset.UnixEpoch.AddSeconds(1000)));
        using (var stream = new FileStream(file, FileMode.CreateNew))
        {
            var writer = new TensorBoardWriter(stream, new Clock()) { EverySteps = 3 };
            new TrainingLoop(
                new GivenStep(), 2, new()
                {
                    BatchSize = 1,
                    Epochs = 2,
                    Callbacks = [writer],
                    Validation = new Given([0.25, -1e30])
                }).Run();
        }
        Assert.That(Path.GetFileName(file), Does.StartWith("events.out.tfevents.1000."));
        Assert.That(Python.Output(Repository.Read("Tests/tensorboard/read.py"), file), Is.EqualTo("""
            1234.5 0 brain.Event:2
            1234.5 2 given/epoch_index 0.5
            1234.5 2 given/epoch_val_loss 0.25
            1234.5 3 given/index 2.0
            1234.5 4 given/epoch_index 2.5
            1234.5 4 given/epoch_val_loss -1.0000000150474662e+30
            """));
    }

    [Test]
    public void The_checksum_is_that_of_the_standard()
    {
        // RFC 3720, appendix B.4
        Assert.That(Crc32C.Compute(new byte[32]), Is.EqualTo(0x8A9136AAu));
        Assert.That(Crc32C.Compute([.. Enumerable.Repeat((byte)0xFF, 32)]), Is.EqualTo(0x62A8AB43u));
        Assert.That(Crc32C.Compute([.. Enumerable.Range(0, 32).Select(i => (byte)i)]), Is.EqualTo(0x46DD794Eu));
        Assert.That(Crc32C.Compute("123456789"u8), Is.EqualTo(0xE3069283u));
        Assert.That(Crc32C.Compute([]), Is.Zero);
        Crc32C ofFloats = default;
        ofFloats.Add([1f, -2.5f]);
        Assert.That(ofFloats.Value, Is.EqualTo(Crc32C.Compute([0, 0, 0x80, 0x3F, 0, 0, 0x20, 0xC0])));
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(1234.5);
    }
}
