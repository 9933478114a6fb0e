using Scratch.Adversarial.Domains.Speech;
using Scratch.Adversarial.Domains.Speech.Signals;
using Scratch.Cli.Behaviour;
using Scratch.Cli.Sharding;
using Scratch.Cli.Sounds;
using Scratch.Cli.Texts;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch attack</c>: one attack on a classifier, and what it makes of the test set.</summary>
internal static class AttackCommand
{
    private static readonly Argument<string?> RunArgument = AttackedModel.Run();
    private static readonly Option<string?> Model = AttackedModel.Model();
    private static readonly Option<string?> ActivationOption = AttackedModel.Activations();
    private static readonly Option<string?> Surrogate = AttackedModel.Surrogate();
    private static readonly Option<string?> Data = CommonOptions.Data("The run's own by default.");
    private static readonly Option<int?> Count = AttackedModel.Count();
    private static readonly Option<string> Name = AttackFlags.Name();

    private static readonly Option<int?> Targeted =
        Usage.Number<int>("--targeted CLASS",
            "The class that examples of others are to be seen as; any wrong one by default.", NumberRange.NotNegative);

    private static readonly Option<string?> Save = new("--save")
    {
        Description = "A file for the arrays adversarial (N, pixels), label, prediction and robust (N); of edits a "
            + "file .jsonl for the texts that are no longer flagged; of sounds also a folder for WAV files; of "
            + "behaviour a file .csv for the fake profiles.",
        HelpName = "F.npz|DIR",
    };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace what exists." };
    private static readonly Option<ulong?> Seed = CommonOptions.Seed();
    private static readonly Option<int?> Threads = CommonOptions.Threads();
    private static readonly Option<bool> Json = CommonOptions.Json();
    private static readonly ShardFlags Shards = new();
    private static readonly Option<long?> Memory = MemoryFlag.Create();

    public static Command Create() => new ToolCommand(
        "attack", "One attack on the classifier of a run, or of a file, on the test set.", Execute, RunArgument)
    {
        Groups =
        [
            new("Data", Data, Count),
            new("Model", Model, ActivationOption, Surrogate),
            new("Attack", [Name, .. AttackFlags.All, Targeted, Seed]),
            new("Sounds", SoundAttacking.All),
            new("Texts", TextAttacking.All),
            new("Behaviour", BehaviourAttacking.All),
            new("Output", [Save, Overwrite, Json, Threads, Memory, .. Shards.All]),
        ],
        Examples =
        [
            "scratch attack runs/default-mnist-0 --attack pgd --epsilon 8/255 # Projected gradient descent in L∞.",
            "scratch attack guard --attack edits --data prompts.jsonl --budget 3 # What three typing errors can do.",
            "scratch attack runs/recommend-debian-0 --attack bandwagon --share 0.01 # Fake profiles push 15 items.",
        ],
    };

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        MemoryFlag.Use(parsed, Memory);
        if (BehaviourEvaluating.IsAsked(parsed.GetValue(RunArgument)))
        {
            return BehaviourAttacking.Execute(parsed, parsed.GetValue(RunArgument)!, Name, Save);
        }
        BehaviourAttacking.RequireNone(parsed, parsed.GetValue(Name)!);
        if (parsed.GetValue(Name) == TextMeasuring.Edits)
        {
            return TextAttacking.Execute(
                parsed, parsed.GetValue(RunArgument), Save, Overwrite, Data, Count, Name, Seed, Json, Threads);
        }
        TextMeasuring.RequireNone(
            parsed, TextAttacking.All, parsed.GetValue(RunArgument), $"--attack {TextMeasuring.Edits}");
        AttackKind kind = AttackFlags.Find(parsed.GetValue(Name)!);
        bool areSounds = SoundAttacking.Is(parsed.GetValue(RunArgument), parsed.GetValue(Data));
        AttackOptions options = SoundAttacking.Change(parsed, areSounds, kind, AttackFlags.Read(parsed, kind));
        AttackedModel.RequireUse(parsed, [kind], Model, ActivationOption, Surrogate);
        if (parsed.GetValue(Overwrite) && !parsed.IsGiven(Save))
        {
            throw new UsageException("--overwrite is for a file; expected --save beside it.");
        }
        ShardedCommand sharded = Shards.Settle(parsed);
        string? saved = parsed.GetValue(Save);
        bool savesSounds = saved is not null && areSounds && Path.GetExtension(saved) != ".npz";
        OutputFile? file = saved is not null && !savesSounds
            ? Outputs.Settle(Save, saved, parsed.GetValue(Overwrite), ".npz") : null;
        OutputFolder? folder = savesSounds
            ? SoundAttacking.Settle(Save, saved!, parsed.GetValue(Overwrite)) : null;
        AttackedModel model = AttackedModel.Open(
            parsed.GetValue(RunArgument), parsed.GetValue(Model), parsed.GetValue(ActivationOption),
                parsed.GetValue(Data), parsed.GetValue(Count));
        if (!kind.MovesPrompts)
        {
            AttackFlags.RequireRadius("--epsilon", options.Epsilon, options.Norm, model.Test.Domain.Box);
        }
        int? wanted = ReadWanted(parsed, model);
        AttackContext context = model.Context(
            options, AttackedSet.BatchSize, parsed.GetValue(Surrogate), parsed.GetValue(ActivationOption),
            kind.MovesPrompts, parsed.Cancellation());
        context = model.Share(context with { IsTargeted = wanted is not null }, sharded);
        Attack attack = AttackFlags.Create(kind, context); // what can't be made is said before it runs
        PlannedAttack planned = PlannedAttack.From(kind.Name, options);
        AttackedSet set = Make(context, wanted, keepsPoints: saved is not null);
        // what of it is the generator's doing
        AttackContext still = context with { Options = options with { Epsilon = 0 } };
        AttackedSet? unmoved = kind.MovesPrompts ? Make(still, seen: null, keepsPoints: false) : null;
        if (sharded.IsPart)
        {
            return sharded.Write();
        }
        AttackFigures figures = AttackFigures.From(
            model.DataName, attack.Name, kind, options, set, unmoved, parsed.GetValue(Seed) ?? 0);
        figures = figures with { Ratio = RatioOf(model, kind, options) };
        try
        {
            if (folder is not null)
            {
                (int files, int fooling) = SoundAttacking.Save(folder, model, set, wanted);
                figures = figures with { Files = files, FoolingFiles = fooling };
            }
        }
        finally // the figures are there whatever becomes of the files
        {
            Write(parsed, figures, kind);
        }
        if (file is not null)
        {
            Keep(set, file);
        }
        return ExitCode.Done;

        AttackedSet Make(AttackContext of, int? seen, bool keepsPoints) => ProgressView.Show(
            parsed.InvocationConfiguration.Error, kind.Name, progress => AttackedSet.Make(
                planned, of, model.Test, seen, keepsPoints, new RandomStream(parsed.GetValue(Seed) ?? 0),
                progress, parsed.Cancellation()));
    }

    private static double? RatioOf(AttackedModel model, AttackKind kind, AttackOptions options) =>
        model.Test.Domain is SpeechDomain && options is { Norm: "linf", Epsilon: > 0 } && !kind.IsMinimumNorm
            ? Math.Round(20 * Math.Log10(Level.Usual / options.Epsilon), 3) : null;

    private static int? ReadWanted(ParseResult parsed, AttackedModel model) =>
        parsed.GetValue(Targeted) is { } wanted && wanted >= Evaluator.CountClasses(model.Classifier)
            ? throw new UsageException(
                $"--targeted is {wanted}; expected a class from 0 to {Evaluator.CountClasses(model.Classifier) - 1}.")
            : parsed.GetValue(Targeted);

    private static void Keep(AttackedSet set, OutputFile file) => NpzFile.Write(
        file.FullPath,
        new NpyArray("adversarial", set.Points),
        new NpyArray("label", set.Labels),
        new NpyArray("prediction", set.Predictions),
        new NpyArray("robust", set.IsRobust));

    private static void Write(ParseResult parsed, AttackFigures report, AttackKind kind)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            output.WriteLine(JsonSerializer.Serialize(report, AttackFiguresJson.Default.AttackFigures));
        }
        else
        {
            Write(output, report, kind);
        }
    }

    private static void Write(TextWriter output, AttackFigures report, AttackKind kind)
    {
        string ball = kind.IsMinimumNorm ? $"nearest in {report.Norm}"
            : string.Create(CultureInfo.InvariantCulture,
            $"{report.Norm}, radius {report.Epsilon}{(kind.MovesPrompts ? " of prompts" : "")}"
            + $"{(report.Ratio is { } ratio ? $", {ratio:0.##} dB below the word" : "")}");
        output.WriteLine($"{report.Attack} ({ball}) on {report.Examples} examples, of which {report.Correct} are seen "
            + $"rightly without attack:");
        output.WriteLine($"  fooled: {report.Fooled} "
            + $"({(report.Attacked == 0 ? "none" : Percent((double)report.Fooled / report.Attacked))} of the "
            + $"{report.Attacked} attacked)");
        output.WriteLine($"  accuracy under attack: {Percent(report.RobustAccuracy)}");
        if (report.ReconstructedAccuracy is { } reconstructed)
        {
            output.WriteLine("  accuracy on the reconstructions that the prompts start from: "
                + $"{Percent(reconstructed)}");
        }
        if (report.MedianDistance is { } median)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  median distance of the fooled: {median:0.####} "
                + $"({report.Norm}{(kind.MovesPrompts ? " of pixels" : "")})"));
        }
        if (report.Files is { } files)
        {
            output.WriteLine($"  saved: {files} WAV files; read again from them, {report.FoolingFiles} still fool");
        }
        if (report.OutsideBox > 0)
        {
            output.WriteLine($"  {report.OutsideBox} examples are not in the box that attacks suppose: they were not "
                + "attacked, and count as not robust.");
        }
        if (report.NotFinite > 0)
        {
            output.WriteLine($"  at {report.NotFinite} points the logits are not finite: the model breaks down, which "
                + "is no misclassification.");
        }
    }

    private static string Percent(double share) => share.ToString("0.00 %", CultureInfo.InvariantCulture);
}
