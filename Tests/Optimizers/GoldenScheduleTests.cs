using NUnit.Framework;

namespace Scratch.Tests.Optimizers;

/// <summary>Fifty rates of every schedule against its twin in PyTorch: Tests/golden/optimizers.py.</summary>
public sealed class GoldenScheduleTests
{
    private const int Steps = 50, StepsOfEpoch = 5, WarmUp = 7;

    private static readonly Dictionary<string, Schedule> Cases = new()
    {
        ["constant"] = new ConstantSchedule(0.5f),
        ["inverse-sqrt"] = new InverseSquareRootSchedule(0.5f),
        ["step"] = new StepSchedule(0.5f, epochs: 3, factor: 0.4f),
        ["exponential"] = new ExponentialSchedule(0.5f, factor: 0.8f),
        ["polynomial"] = new PolynomialSchedule(0.5f, power: 2.5f),
        ["cosine"] = new CosineSchedule(0.5f),
        ["cosine-restarts"] = new CosineRestartsSchedule(0.5f, firstPeriod: 7, factor: 2, lowest: 0.01f),
        ["cosine-restarts-even"] = new CosineRestartsSchedule(0.5f, firstPeriod: 9),
        ["one-cycle"] = new OneCycleSchedule(0.5f),
        ["warm-up-cosine"] = new WarmUpSchedule(new CosineSchedule(0.5f), WarmUp),
        ["warm-up-polynomial"] = new WarmUpSchedule(new PolynomialSchedule(0.5f, power: 2), WarmUp),
    };

    private static readonly string[] Observing = ["plateau-figures", "plateau-minimise", "plateau-maximise"];

    private static IEnumerable<string> Names => Cases.Keys;

    [TestCaseSource(nameof(Names))]
    public void Fifty_rates_agree(string name) =>
        AssertAgree(name, [.. Enumerable.Range(0, Steps)
            .Select(step => Cases[name].RateAt(step, step / StepsOfEpoch, Steps))]);

    [TestCase("plateau-minimise", Goal.Lowest)]
    [TestCase("plateau-maximise", Goal.Highest)]
    public void Fifty_observations_agree(string name, Goal goal)
    {
        var schedule = new ReduceOnPlateauSchedule(
            0.5f, goal, factor: 0.3f, patience: 2, threshold: 0.01f, lowest: 0.005f)
        { Rest = 3 };
        var rates = new List<float>();
        foreach (double figure in GoldenFile.Read(GoldenFile.Schedules)["plateau-figures"])
        {
            rates.Add(schedule.RateAt(0, 0, 1));
            schedule.Observe(goal == Goal.Lowest ? figure : 1 - figure);
        }
        AssertAgree(name, rates);
    }

    [Test]
    public void Every_list_of_the_file_has_its_schedule() =>
        Assert.That(GoldenFile.Read(GoldenFile.Schedules).Keys, Is.EquivalentTo(Cases.Keys.Concat(Observing)));

    private static void AssertAgree(string name, IReadOnlyList<float> rates) =>
        Assert.That(rates, Is.EqualTo(GoldenFile.Read(GoldenFile.Schedules)[name])
            .Within(Tolerances.RateOfSchedule * 0.5));
}
