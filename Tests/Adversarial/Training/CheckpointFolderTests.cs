using NUnit.Framework;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Training;

public class CheckpointFolderTests
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public void The_two_newest_are_kept()
    {
        Train(steps: 7, every: 1);
        Assert.That(_folder.Names(), Is.EqualTo(["checkpoint-00000008.safetensors", "checkpoint-00000009.safetensors"]),
            "one before the first update, one behind the last");
    }

    [Test]
    public void Minutes_make_a_checkpoint_due_and_without_a_rule_none_is()
    {
        Train(steps: 3, every: null, minutes: 0);
        Assert.That(_folder.Names()[^1], Is.EqualTo("checkpoint-00000005.safetensors"));
        Train(steps: 3, every: null, minutes: 60);
        Assert.That(_folder.Names(), Does.Contain("checkpoint-00000002.safetensors"));
    }

    [TestCase("flipped")]
    [TestCase("cut")]
    [TestCase("empty")]
    public void A_damaged_newest_one_falls_back_to_the_one_before(string damage)
    {
        float[] expected = Train(steps: 6, every: 2).ToArray();
        BreakOff(steps: 6, after: 5, every: 2);
        string newest = _folder.File(_folder.Names()[^1]);
        byte[] bytes = File.ReadAllBytes(newest);
        switch (damage)
        {
            case "flipped":
                bytes[^3] ^= 1; // within a tensor: still a finite number
                break;
            case "cut":
                bytes = bytes[..^100];
                break;
            default:
                bytes = [];
                break;
        }
        File.WriteAllBytes(newest, bytes);
        var warnings = new List<string>();
        CheckpointFolder resumed = CheckpointFolder.Resume(_folder.Path, new CheckpointOptions(Steps: 1), warnings.Add);
        Assert.That(warnings, Has.Count.EqualTo(1).And.One.Contains(newest));
        Assert.That(Train(6, resumed), Is.EqualTo(expected));
        Assert.That(_folder.Names(), Does.Not.Contain(Path.GetFileName(newest)),
            "the damaged one is not counted among the two that are kept");
    }

    [Test]
    public void No_flipped_bit_and_no_cut_goes_unnoticed()
    {
        Train(steps: 1, every: 1);
        string file = _folder.File(_folder.Names()[^1]);
        byte[] good = File.ReadAllBytes(file);
        for (int at = 0; at < good.Length; at += 7)
        {
            byte[] bad = [.. good];
            bad[at] ^= (byte)(1 << (at % 8));
            File.WriteAllBytes(file, bad);
            Assert.That(() => CheckpointFile.Read(file),
                Throws.TypeOf<InvalidDataException>().Or.InstanceOf<IOException>(), $"bit {at % 8} of byte {at}");
            File.WriteAllBytes(file, good[..at]);
            Assert.That(() => CheckpointFile.Read(file), Throws.TypeOf<InvalidDataException>(), $"cut at {at}");
        }
    }

    [Test]
    public void If_all_are_damaged_it_says_so_and_without_one_too()
    {
        Assert.That(Resume, Throws.TypeOf<FileNotFoundException>().With.Message.Contains("no checkpoint"));
        File.WriteAllText(_folder.File("checkpoint-00000001.safetensors"), "");
        Assert.That(Resume, Throws.TypeOf<InvalidDataException>().With.Message.Contains("no checkpoint can be read"));

        void Resume() => CheckpointFolder.Resume(_folder.Path, new CheckpointOptions(), _ => { });
    }

    [Test]
    public void A_checkpoint_of_another_training_is_refused()
    {
        BreakOff(steps: 6, after: 2, every: 1);
        CheckpointFolder resumed = CheckpointFolder.Resume(_folder.Path, new CheckpointOptions(), _ => { });
        Assert.That(() => Train(7, resumed), Throws.TypeOf<InvalidDataException>().With.Message.Contains("7 examples"));
    }

    [Test]
    public void What_stops_being_a_number_leaves_the_last_good_checkpoint_in_place()
    {
        Toy toy = new(broken: 4);
        var options = new LoopOptions
        {
            BatchSize = 1,
            Epochs = 1,
            Checkpoints = new(_folder.Path, new CheckpointOptions(Steps: 1))
        };
        Assert.That(
            () => new TrainingLoop(toy, 9, options).Run(),
            Throws.TypeOf<NonFiniteException>().With.Message.StartsWith(
                "Stage toy: toy, layer 0 (Dense): 0.bias is NaN in epoch 1, batch 5, step 5."));
        Assert.That(_folder.Names()[^1], Is.EqualTo("checkpoint-00000005.safetensors"));
        Assert.That(() => CheckpointFile.Read(_folder.File("checkpoint-00000005.safetensors")), Throws.Nothing);
    }

    private float[] Train(int steps, long? every, double? minutes = null) =>
        Train(steps, new CheckpointFolder(_folder.Path, new CheckpointOptions(every, minutes)));

    private static float[] Train(int steps, CheckpointFolder checkpoints)
    {
        var toy = new Toy();
        new TrainingLoop(toy, steps, new() { BatchSize = 1, Epochs = 1, Checkpoints = checkpoints }).Run();
        return toy.Learners[0].Network.Parameters.Values.ToArray();
    }

    private void BreakOff(int steps, int after, long every)
    {
        using var source = new CancellationTokenSource();
        var toy = new Toy
        {
            After = step =>
            {
                if (step + 1 == after)
                {
                    source.Cancel();
                }
            },
        };
        var options = new LoopOptions
        {
            BatchSize = 1,
            Epochs = 1,
            Checkpoints = new(_folder.Path, new CheckpointOptions(every))
        };
        Assert.That(() => new TrainingLoop(toy, steps, options).Run(source.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>
    /// Moves its parameters by random gradients; after <paramref name="broken"/> updates one becomes NaN.
    /// </summary>
    private sealed class Toy(int broken = -1) : ITrainingStep
    {
        public Action<long>? After { get; init; }

        public string Stage => "toy";

        public IReadOnlyList<string> Metrics { get; } = ["one"];

        public IReadOnlyList<Learner> Learners { get; } = [Create()];

        public void Run(in StepContext context, Span<float> metrics)
        {
            metrics[0] = 1;
            foreach (Matrix gradient in Learners[0].Network.Parameters.GradientViews.Span)
            {
                context.Random.FillNormal(gradient.Span);
            }
            Learners[0].Update(context);
            if (context.Step == broken)
            {
                Learners[0].Network.ParametersOf(0).Span[1][0, 2] = float.NaN;
            }
            After?.Invoke(context.Step);
        }

        private static Learner Create()
        {
            var network = new Network(5, new Dense(5, 3));
            return Toys.Learner("toy", network, 0.1f);
        }
    }
}
