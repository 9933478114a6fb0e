using Scratch.Adversarial.Domains.Speech;
using Scratch.Adversarial.Runs.Speech;

namespace Scratch.Cli.Sounds;

/// <summary><c>scratch evaluate</c> with a run on spoken words, in noise and under attack.</summary>
internal static class SoundEvaluating
{
    private const int Steps = 20;

    private static readonly NumberRange Range = new(-40, 120); // dB

    private static readonly Option<IReadOnlyList<float>?> NoiseRatios = Usage.Several(
        "--noise DB,…", "Of sounds: accuracy in white noise at these ratios of word to noise, rather than the report.",
        new Numbers<float>(Range));

    private static readonly Option<IReadOnlyList<float>?> AttackRatios = Usage.Several(
        "--snr DB,…", "Of sounds: accuracy under PGD with 20 steps at these ratios of word to radius, likewise.",
        new Numbers<float>(Range));

    /// <summary>The options that go with sounds alone.</summary>
    public static IEnumerable<Option> All => [NoiseRatios, AttackRatios];

    /// <summary>True if one of them is given.</summary>
    /// <exception cref="UsageException">It is, and the run is on other data.</exception>
    public static bool IsAsked(ParseResult parsed, string? run) =>
        All.FirstOrDefault(parsed.IsGiven) is { } given && (OpenedWords.Is(run) ? true
            : throw new UsageException($"{given.Name} is for sounds; expected a run on spoken words."));

    /// <summary>Measures and prints.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="path">The run.</param>
    /// <param name="others">The other options that it takes: --data, --count, --seed, --json, --threads.</param>
    /// <exception cref="UsageException">Another option is given.</exception>
    public static int Execute(ParseResult parsed, string path, params IReadOnlyList<Option> others)
    {
        if (parsed.CommandResult.Command.Options.FirstOrDefault(
            option => parsed.IsGiven(option) && !All.Contains(option) && !others.Contains(option)) is { } other)
        {
            throw new UsageException($"{other.Name} doesn't go with {NoiseRatios.Name} and {AttackRatios.Name}; "
                + $"expected {string.Join(", ", others.Select(option => option.Name))}.");
        }
        string? data = parsed.GetValue<string?>("--data");
        AttackedModel model = AttackedModel.Open(path, null, null, data, parsed.GetValue<int?>("--count"));
        var random = new RandomStream(parsed.GetValue<ulong?>("--seed") ?? 0);
        int[] predictions = Evaluator.PredictClasses(model.Classifier, model.Test.Inputs, parsed.Cancellation());
        int correct = predictions.Where((seen, i) => seen == model.Test.Labels.Span[i]).Count();
        float[] noises = [.. parsed.GetValue(NoiseRatios) ?? []], attacks = [.. parsed.GetValue(AttackRatios) ?? []];
        SpeechEvaluation evaluation = ProgressView.Show(
            parsed.InvocationConfiguration.Error, "evaluation", progress => new SpeechEvaluation
            {
                Data = model.DataName,
                Examples = model.Test.Count,
                Correct = correct,
                Accuracy = (double)correct / model.Test.Count,
                Noise = [.. noises.Select(ratio => SpeechEvaluation.InNoise(
                    model.Classifier, model.Test, ratio, random.Fork(0), parsed.Cancellation()))],
                Attack = [.. attacks.Select((ratio, i) => Attack(parsed, model, ratio, random.Fork(1),
                    progress.Part($"{ratio} dB", (double)i / attacks.Length, (i + 1.0) / attacks.Length)))],
                Speakers = SpeakerReport.From(model.Test, predictions),
            });
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue<bool>("--json"))
        {
            output.WriteLine(JsonSerializer.Serialize(evaluation, SpeechRunJson.Default.SpeechEvaluation));
        }
        else
        {
            Write(output, evaluation);
        }
        return ExitCode.Done;
    }

    /// <summary>Accuracy by speaker, if speakers are known.</summary>
    public static void WriteSpeakers(TextWriter output, IReadOnlyList<SpeakerReport>? speakers)
    {
        if (speakers is not { Count: > 0 })
        {
            return;
        }
        var table = new TextTable("By speaker", "speaker", "words", "accuracy");
        foreach (SpeakerReport speaker in speakers)
        {
            table.Add(speaker.Speaker, Count(speaker.Examples), Percent(speaker.Accuracy));
        }
        table.Write(output);
    }

    private static RatioReport Attack(
        ParseResult parsed, AttackedModel model, float ratio, RandomStream random, IProgress<WorkProgress>? progress)
    {
        var options = new AttackOptions { Epsilon = SpeechDomain.EpsilonOf(ratio), Steps = Steps };
        AttackContext context = model.Context(
            options, AttackedSet.BatchSize, null, null, needsPrompts: false, parsed.Cancellation());
        AttackedSet set = AttackedSet.Make(
            PlannedAttack.From("pgd", options), context, model.Test, wanted: null, keepsPoints: false, random, progress,
            parsed.Cancellation());
        int robust = set.IsRobust.Sum();
        return new RatioReport(ratio, robust, (double)robust / set.Count)
        {
            CertifiedAccuracy =
                SpeechEvaluation.Certified(model.Classifier, model.Test, ratio, parsed.Cancellation()),
        };
    }

    private static void Write(TextWriter output, SpeechEvaluation evaluation)
    {
        var table = new TextTable(
            $"{evaluation.Data}: {Count(evaluation.Examples)} words", "", "accuracy", "words", "certified");
        table.Add("as they are", Percent(evaluation.Accuracy), Count(evaluation.Correct), "");
        foreach (RatioReport one in evaluation.Noise)
        {
            table.Add(Name("white noise", one.Ratio), Percent(one.Accuracy), Count(one.Correct), "");
        }
        foreach (RatioReport one in evaluation.Attack)
        {
            table.Add(Name($"PGD-{Steps}", one.Ratio), Percent(one.Accuracy), Count(one.Correct),
                Percent(one.CertifiedAccuracy!.Value));
        }
        table.Write(output);
        WriteSpeakers(output, evaluation.Speakers);

        static string Name(string what, float ratio) =>
            string.Create(CultureInfo.InvariantCulture, $"{what}, {ratio:0.##} dB");
    }

    private static string Percent(double share) => share.ToString("0.00 %", CultureInfo.InvariantCulture);

    private static string Count(int count) => count.ToString("#,0", CultureInfo.InvariantCulture);
}
