using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Classification;
using Scratch.Adversarial.Classification.Certified;
using Scratch.Adversarial.Classification.Robust;
using Scratch.Adversarial.Data;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;
using Scratch.Optimizers.Schedules;

namespace Scratch.Benchmarks.Trainers;

/// <summary>
/// <c>trainers</c>: what an update of the certified trainers costs, and of one under attack, over a plain one.
/// </summary>
/// <remarks>
/// In processor time of one thread, which other work on the machine changes less than it does the wall clock.
/// </remarks>
public static class TrainersCommand
{
    private const int WarmUp = 3;

    private static readonly Option<int> Updates = BenchmarkOptions.Count("--updates", "Updates of each trainer.", 40);

    private delegate ITrainingStep NewStep(Network classifier, Dataset data, int batch);

    private static readonly (string Name, NewStep Create)[] Trainers =
    [
        ("plain", (classifier, data, batch) =>
            new SupervisedStep(Learning(classifier), Batches(classifier, data, batch))),
        ("ibp", (classifier, data, batch) =>
            Certified(classifier, data, new() { Trainer = CertifiedTrainer.Intervals, Ramp = 0 }, batch)),
        ("crown-ibp, 1 rival", (classifier, data, batch) =>
            Certified(classifier, data, new() { Rivals = 1, Ramp = 0 }, batch)),
        ("crown-ibp, 2 rivals", (classifier, data, batch) =>
            Certified(classifier, data, new() { Rivals = 2, Ramp = 0 }, batch)),
        ("crown-ibp, all 9", (classifier, data, batch) => Certified(classifier, data, new() { Ramp = 0 }, batch)),
        ("trades, 5 steps", (classifier, data, batch) => new RobustStep(
            Learning(classifier), Batches(classifier, data, batch),
            new() { Trainer = RobustTrainer.Trades, ClimbsDivergence = true,
                Attack = new AttackOptions { Epsilon = 0.1f, StepSize = 0.03f, Steps = 5 } })),
    ];

    private static Learner Learning(Network classifier) =>
        new("classifier", classifier, new Adam(classifier.Parameters), new ConstantSchedule(1e-3f));

    private static MixedBatch Batches(Network classifier, Dataset data, int batch) =>
        new(classifier, data, MixtureOptions.RealOnly, null, batch);

    /// <summary>The command: a table on the standard output.</summary>
    public static Command Create() => BenchmarkOptions.Command(
        "trainers", "Processor time of an update, over that of plain training.", [Updates], parsed =>
            Compare(parsed.GetValue(Updates)));

    private static void Compare(int updates)
    {
        WorkerPool.Threads = 1;
        Dataset data = ImageSource.Parse("mnist").OpenTraining();
        foreach ((int[] hidden, int batch) in new (int[], int)[] { ([512, 512], 128), ([1024], 64) })
        {
            double plain = 0;
            foreach ((string name, NewStep create) in Trainers)
            {
                double time = Milliseconds(create(Classifier(data, hidden), data, batch), data, batch, updates);
                plain = name == "plain" ? time : plain;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"784-{string.Join('-', hidden)}-10, batch {batch}: {name,-20} {time,8:0.00} ms "
                    + $"{time / plain,6:0.0}"));
            }
        }
    }

    private static double Milliseconds(ITrainingStep step, Dataset data, int batch, int updates)
    {
        float[] metrics = new float[step.Metrics.Count];
        TimeSpan start = default;
        for (int i = -WarmUp; i < updates; i++)
        {
            start = i == 0 ? Process.GetCurrentProcess().TotalProcessorTime : start;
            int[] rows = [.. Enumerable.Range(0, batch).Select(j => (((i + WarmUp) * batch) + j) % data.Count)];
            step.Run(new StepContext(i + WarmUp, 0, updates + WarmUp, rows, new RandomStream(1).Fork(i)), metrics);
        }
        return (Process.GetCurrentProcess().TotalProcessorTime - start).TotalMilliseconds / updates;
    }

    private static Network Classifier(Dataset data, int[] hidden)
    {
        int[] widths = [data.Inputs.Columns, .. hidden];
        var network = new Network(
            data.Inputs.Columns,
            [.. hidden.SelectMany(
                (width, i) => (Layer[])[new Dense(widths[i], width, Initialisers.HeNormal), new Relu()]),
                new Dense(widths[^1], data.Classes)]);
        network.Initialise(new RandomStream(1));
        return network;
    }

    private static CertifiedStep Certified(Network classifier, Dataset data, CertifiedOptions options, int batch) =>
        new(Learning(classifier), Batches(classifier, data, batch), options);
}
