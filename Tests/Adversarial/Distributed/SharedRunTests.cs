using NUnit.Framework;
using Scratch.Adversarial.Domains.Images;
using Scratch.Adversarial.Runs.Configuration;
using Scratch.Adversarial.Runs.Output;
using Scratch.Adversarial.Runs.Pipeline;
using Scratch.Adversarial.Training;
using Scratch.Tests.Adversarial.Runs;
using Scratch.Tests.Engine.Exchanges;

namespace Scratch.Tests.Adversarial.Distributed;

/// <summary>A whole run that ranks share leaves the files of one process, whatever their number.</summary>
public class SharedRunTests
{
    private static IEnumerable<TestCaseData<RunConfiguration>> Configurations =>
    [
        new TestCaseData<RunConfiguration>(SmallRun.Configuration).SetArgDisplayNames("standard"),
        new TestCaseData<RunConfiguration>(SmallRun.Article).SetArgDisplayNames("article"),
        new TestCaseData<RunConfiguration>(SmallRun.Guarded).SetArgDisplayNames("guarded"),
        new TestCaseData<RunConfiguration>(SmallRun.Probed).SetArgDisplayNames("probed"),
        .. Enum.GetValues<GanVariant>().Select(
            game => new TestCaseData<RunConfiguration>(SmallRun.Playing(game)).SetArgDisplayNames(game.ToString())),
        new TestCaseData<RunConfiguration>(SmallRun.SemiSupervised).SetArgDisplayNames("few labels"),
        new TestCaseData<RunConfiguration>(SmallRun.FewLabelsAutoencoder).SetArgDisplayNames("few labels, autoencoder"),
    ];

    [TestCaseSource(nameof(Configurations))]
    public void Its_files_are_those_of_one_process(RunConfiguration configuration)
    {
        using TemporaryFolder data = new(), alone = new(), shared = new();
        ImageSource source = SmallRun.WriteData(data);
        SmallRun.Execute(configuration, source, alone.Path);
        LocalExchange.Run(3, _ => SmallRun.Execute(configuration, source, shared.Path));
        Assert.That(Contents(shared), Is.EqualTo(Contents(alone)));
    }

    [TestCase(1)]
    [TestCase(9)]
    [TestCase(16)]
    [TestCase(23)]
    public void One_rank_is_interrupted_and_others_in_other_number_go_on_to_the_same_bytes(int updates)
    {
        using TemporaryFolder data = new(), alone = new(), shared = new();
        ImageSource source = SmallRun.WriteData(data);
        RunConfiguration configuration = SmallRun.Probed;
        SmallRun.Execute(configuration, source, alone.Path);
        Assert.That(
            () => LocalExchange.Run(3, exchange =>
            {
                using var cancellation = new CancellationTokenSource();
                int left = updates;
                var cancel = new LambdaCallback
                {
                    Step = (in StepContext _, ReadOnlySpan<float> _) =>
                    {
                        if (exchange.Rank == 1 && --left == 0)
                        {
                            cancellation.Cancel();
                        }
                    },
                };
                Run.Execute(
                    configuration, source, shared.Path, "", [cancel], new CheckpointFolder(shared.Path, new()),
                    cancellation: cancellation.Token);
            }),
            Throws.InstanceOf<OperationCanceledException>());
        LocalExchange.Run(2, _ => Run.Execute(configuration, source, shared.Path, "", [],
            CheckpointFolder.Resume(shared.Path, new(), warning => Assert.Fail(warning))));
        Assert.That(Contents(shared), Is.EqualTo(Contents(alone)));
    }

    [Test]
    public void A_rank_with_another_seed_is_refused()
    {
        using TemporaryFolder data = new(), shared = new();
        ImageSource source = SmallRun.WriteData(data);
        Assert.That(
            () => LocalExchange.Run(2, exchange => SmallRun.Execute(
                SmallRun.Configuration with { Seed = (ulong)exchange.Rank }, source, shared.Path)),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("Rank 1 of 2 is not like rank 0: its options"));
    }

    private static string[] Contents(TemporaryFolder folder) =>
        [.. folder.Names()
            .Where(name => name is RunFolder.MetricsFile
                || (name.EndsWith(".safetensors", StringComparison.Ordinal)
                && !name.StartsWith("checkpoint", StringComparison.Ordinal)))
            .Select(name => $"{name} {Convert.ToHexString(File.ReadAllBytes(folder.File(name)))}")];
}
