using System.CommandLine;
using System.Globalization;
using Scratch.Adversarial.Attacks;
using Scratch.Adversarial.Files;
using Scratch.Engine;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch attack</c>: one attack on a classifier, and what it makes of the test set.</summary>
internal static class AttackCommand
{
    private static readonly Argument<string?> RunArgument = AttackedModel.Run();
    private static readonly Option<string?> Model = AttackedModel.Model();
    private static readonly Option<Activation?> ActivationOption = AttackedModel.Activations();
    private static readonly Option<string?> Data = CommonOptions.Data("The run's own by default.");
    private static readonly Option<int?> Count = AttackedModel.Count();
    private static readonly Option<string> Name = AttackFlags.Name();
    private static readonly AttackFlags Flags = new();

    private static readonly Option<int?> Targeted = new("--targeted")
    {
        Description = "The class that examples of others are to be seen as; any wrong one by default.",
        HelpName = "CLASS",
    };

    private static readonly Option<string?> Save = new("--save")
    {
        Description = "A file for the arrays adversarial (N, pixels), label, prediction and robust (N).",
        HelpName = "F.npz",
    };

    private static readonly Option<bool> Overwrite = new("--overwrite") { Description = "Replace an existing file." };
    private static readonly Option<ulong> Seed = CommonOptions.Seed();
    private static readonly Option<int?> Threads = CommonOptions.Threads();

    public static Command Create()
    {
        var command = new Command("attack", "One attack on the classifier of a run, or of a file, on the test set.")
        {
            RunArgument, Model, ActivationOption, Data, Count, Name, Targeted, Save, Overwrite, Seed, Threads,
        };
        Flags.AddTo(command);
        command.SetAction(Execute);
        return command;
    }

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        AttackKind kind = AttackFlags.Find(parsed.GetValue(Name)!);
        AttackOptions options = Flags.Read(parsed, kind);
        if (parsed.GetValue(Save) is { } file)
        {
            CommonOptions.RequireNew(file, parsed.GetValue(Overwrite));
        }
        AttackedModel model = AttackedModel.Open(
            parsed.GetValue(RunArgument), parsed.GetValue(Model), parsed.GetValue(ActivationOption), parsed.GetValue(Data), parsed.GetValue(Count));
        int? wanted = parsed.GetValue(Targeted);
        if (wanted is { } c && (c < 0 || c >= model.Classifier.Outputs))
        {
            throw new UsageException($"--targeted is {c}; expected a class from 0 to {model.Classifier.Outputs - 1}.");
        }
        var context = new AttackContext(new ClassifierTarget(model.Classifier, AttackedSet.BatchSize), options) { Height = model.Test.Height, Width = model.Test.Width };
        Attack attack = AttackFlags.Create(kind, context);
        using var interruption = new Interruption();
        AttackedSet set = interruption.Guard(
            () => AttackedSet.Make(attack, kind, context, model.Test, wanted, new RandomStream(parsed.GetValue(Seed)), interruption.Token));
        if (parsed.GetValue(Save) is { } path)
        {
            NpzFile.Write(
                path,
                new NpyArray("adversarial", set.Points),
                new NpyArray("label", set.Labels),
                new NpyArray("prediction", set.Predictions),
                new NpyArray("robust", set.IsRobust));
        }
        Write(parsed.InvocationConfiguration.Output, attack.Name, kind, options, set);
        return ExitCode.Done;
    }

    private static void Write(TextWriter output, string name, AttackKind kind, AttackOptions options, AttackedSet set)
    {
        string ball = kind.SeeksNearest ? $"nearest in {options.Norm}" : string.Create(CultureInfo.InvariantCulture, $"{options.Norm}, radius {options.Epsilon}");
        output.WriteLine($"{name} ({ball}) on {set.Count} examples, of which {set.Right} are seen rightly without attack:");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  fooled: {set.Fooled} ({Share(set.Fooled, set.Attacked)} of the {set.Attacked} attacked)"));
        output.WriteLine($"  accuracy under attack: {Share(set.IsRobust.Sum(), set.Count)}");
        if (set.MedianDistance is { } median)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  median distance of the fooled: {median:0.####} ({options.Norm})"));
        }
    }

    private static string Share(int part, int whole) => whole == 0 ? "none" : ((double)part / whole).ToString("0.00 %", CultureInfo.InvariantCulture);
}
