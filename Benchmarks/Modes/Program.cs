using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Scratch.Benchmarks.Steps;
using Scratch.Engine;

// For every training step a line: its name, steps a second (the best of many short timings), and a number made of the
// bits of its first losses, which is the same however the program was compiled.
const int ComparedSteps = 20;
const int Rounds = 40;
const double WarmUpSeconds = 2;
const double TimedSeconds = 0.02;

WorkerPool.Threads = args is [string threads] ? int.Parse(threads, CultureInfo.InvariantCulture) : 1;
var data = new StepData(seed: 1);
(string Name, Func<float, TrainingStep> Create)[] steps =
[
    ("step-gan", rate => GanStep.Article(data, rate)),
    ("step-vae", rate => new VaeStep(data, rate)),
    ("step-classifier", rate => new ClassifierStep(data, rate)),
    ("step-pgd7", rate => new PgdStep(data, rate)),
    ("step-gan-wide", rate => GanStep.Wide(data, rate)),
];
foreach ((string name, Func<float, TrainingStep> create) in steps)
{
    TrainingStep compared = create(1e-3f);
    float[] losses = [.. Enumerable.Range(0, ComparedSteps).Select(_ => compared.Run())];
    TrainingStep timed = create(1e-5f);
    double rate = BestRate(timed);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {rate:0.0} {Mix(losses):x16}"));
}

static double BestRate(TrainingStep step)
{
    long start = Stopwatch.GetTimestamp();
    int runs = 0;
    for (; Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds; runs++)
    {
        step.Run();
    }
    int repetitions = Math.Max(1, (int)(runs * TimedSeconds / WarmUpSeconds));
    double best = double.MaxValue;
    for (int round = 0; round < Rounds; round++)
    {
        start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repetitions; i++)
        {
            step.Run();
        }
        best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds / repetitions);
    }
    return 1 / best;
}

// FNV-1a: HashCode is another one in every process.
static ulong Mix(ReadOnlySpan<float> numbers)
{
    ulong mixed = 14695981039346656037;
    foreach (byte b in MemoryMarshal.AsBytes(numbers))
    {
        mixed = (mixed ^ b) * 1099511628211;
    }
    return mixed;
}
