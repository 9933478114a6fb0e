using NUnit.Framework;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Data;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Tests.Engine;

namespace Scratch.Tests.Adversarial.Attacks;

/// <summary>An attack gives the same bits on any number of threads, and a warm one allocates nothing.</summary>
[NonParallelizable]
public class AttackThreadTests
{
    private const int Batch = 130;
    private static readonly AttackRun Toy = new(examples: 100);

    [Test]
    public void The_number_of_threads_changes_no_bit([Values("linf", "l2")] string norm)
    {
        using var threads = new PoolThreads(1);
        int[] expected = Run(norm, pixels: 203);
        Assert.That(Run(norm, pixels: 203), Is.EqualTo(expected), "a second time");
        foreach (int count in PoolThreads.Counts)
        {
            WorkerPool.Threads = count;
            Assert.That(Run(norm, pixels: 203), Is.EqualTo(expected), $"{count} threads");
        }
    }

    /// <summary>Every attack of the catalogue.</summary>
    [TestCaseSource(typeof(AttackRun), nameof(AttackRun.Cases))]
    public void The_number_of_threads_changes_no_bit_of_any_attack(string name, string norm)
    {
        using var threads = new PoolThreads(1);
        AttackOptions options = AttackRun.Options(norm) with { Restarts = 2 };
        int[] expected = Agreement.Bits(Toy.Move(name, options));
        foreach (int count in PoolThreads.Counts)
        {
            WorkerPool.Threads = count;
            Assert.That(Agreement.Bits(Toy.Move(name, options)), Is.EqualTo(expected), $"{count} threads");
        }
    }

    [Test]
    public void A_warm_attack_allocates_nothing(
        [Values("linf", "l2")] string norm, [Values(203, 1500)] int pixels, [Values(1, 2)] int count)
    {
        using var threads = new PoolThreads(count);
        var attack = new Attack(norm, pixels);
        Assert.That(Allocations.OfWarm(attack.Run), Is.Zero);
    }

    private static int[] Run(string norm, int pixels)
    {
        var attack = new Attack(norm, pixels);
        attack.Run();
        return Agreement.Bits(attack.Result);
    }

    private sealed class Attack
    {
        private readonly ProjectedGradient _attack;
        private readonly Dataset _data;
        private readonly int[] _examples = [.. Enumerable.Range(0, Batch)];

        public Attack(string norm, int pixels)
        {
            _data = Toys.Images(Batch, 1, pixels);
            Network classifier = Toys.Classifier(pixels);
            _attack = new ProjectedGradient(
                new ClassifierModel(classifier, Batch),
                    new() { Norm = norm, Epsilon = 0.4f, StepSize = 0.1f, Steps = 3 });
            Result = Matrix.Allocate(Batch, pixels);
        }

        public Matrix Result { get; }

        public void Run() =>
            _attack.Perturb(new AttackBatch(_data.Inputs, _data.Labels, _examples, new RandomStream(1)), Result);
    }
}
