using Scratch.Adversarial.Runs.Behaviour;
using Scratch.Cli.Behaviour;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch similar</c>: what a run recommends to somebody who has one item.</summary>
internal static class SimilarCommand
{
    private static readonly Argument<string> RunArgument =
        new("RUN") { Description = "The folder of a finished run on behaviour." };

    private static readonly Argument<string> Item =
        new("ITEM") { Description = "An item of the run: its id, or its title." };

    private static readonly Option<int?> Top = Usage.Number<int>(
        "--top N", "The most items; 10 by default.", new(1, 1_000_000));

    private static readonly Option<bool> Json = new("--json") { Description = "Print a JSON object on a line." };

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    public static Command Create() => new ToolCommand(
        "similar", "The items that go with one item: what somebody is recommended who has it and no other.",
        Execute, RunArgument, Item)
    {
        Groups = [new("Lists", Top), new("Output", Json, Threads)],
        Examples =
        [
            "scratch similar runs/recommend-debian-0 libgtk-3-0 # What goes with a library.",
            "scratch similar runs/recommend-ratings.csv-0 \"Toy Story (1995)\" --top 5 # An item by its title.",
            "scratch similar runs/recommend-debian-0 libgtk-3-0 --json # For scripts.",
        ],
    };

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        string path = parsed.GetValue(RunArgument)!;
        BehaviourRunFolder run = NamedItems.OpenRun(path);
        int item = NamedItems.Find(run.Items, parsed.GetValue(Item)!, path);
        RecommendedList list = run.CreateLists().Recommend(
            [item], new ListOptions { Top = parsed.GetValue(Top) ?? 10, Reasons = 0 });
        var printed = new PrintedLists(run.Items, parsed.InvocationConfiguration.Output);
        if (list.IsPopular)
        {
            parsed.InvocationConfiguration.Error.WriteLine(
                $"scratch: nobody who was learnt from has '{run.Items.NameOf(item)}': this is what most users have.");
        }
        if (parsed.GetValue(Json))
        {
            printed.WriteJson("item", run.Items.Ids[item], list);
        }
        else
        {
            printed.WriteTable(list, $"What goes with {run.Items.NameOf(item)}", hasReasons: false);
        }
        return ExitCode.Done;
    }
}
