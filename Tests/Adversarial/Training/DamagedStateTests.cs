using NUnit.Framework;
using Scratch.Adversarial.Training;
using Scratch.Tests.Fuzz;

namespace Scratch.Tests.Adversarial.Training;

/// <summary>
/// A checkpoint whose checksum is right and whose content is not, such as one that somebody made: it is refused by
/// name.
/// </summary>
public class DamagedStateTests
{
    [TestCase("training.step", "-1")]
    [TestCase("training.step", "99")]
    [TestCase("training.step", "x")]
    [TestCase("training.net.optimizer.steps", "-1")]
    [TestCase("callbacks.WeightAveraging#0.net.steps", "-1")]
    [TestCase("callbacks.History#0.0.names", "loss\nloss\nloss\nloss")]
    [TestCase("callbacks.MetricsWriter#0.bytes", "-1")]
    [TestCase("callbacks.MetricsWriter#0.sums", "1 2 3")]
    [TestCase("callbacks.CollapseGuard#0.event0", "1")]
    [TestCase("callbacks.CollapseGuard#0.event0", "a b c")]
    [TestCase("callbacks.RobustnessGuard#0.falls", "1 2 3")]
    public void A_number_that_can_not_be_is_refused_by_its_name(string name, string text)
    {
        using TemporaryFolder folder = new();
        CheckpointRestore.WriteSeeds(folder.Path);
        string file = folder.File(folder.Names().Order(StringComparer.Ordinal).First());
        TrainingState state = CheckpointFile.Read(file);
        Assert.That(state.Texts.Keys, Does.Contain(name).Or.Matches<IEnumerable<string>>(_ => name.EndsWith('0')));
        state.Write(name, text);
        if (name.EndsWith("event0", StringComparison.Ordinal))
        {
            state.Write("callbacks.CollapseGuard#0.state", [1, 1, 1]);
        }
        CheckpointFile.Write(file, state);

        Assert.That(() => new CheckpointRestore().Read(file), Throws.TypeOf<InvalidDataException>()
            .With.Message.Contains($"'{name}"[..^"0.names".Length]));
    }
}
