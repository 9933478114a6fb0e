using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Runs.Behaviour;
using Scratch.Cli.Behaviour;

namespace Scratch.Cli.Commands;

/// <summary><c>scratch recommend</c>: lists of items for users of a run, for profiles of a file, or for one.</summary>
internal static class RecommendCommand
{
    private static readonly Argument<string> RunArgument =
        new("RUN") { Description = "The folder of a finished run on behaviour." };

    private static readonly Option<string?> User =
        new("--user") { Description = "A user of the run, by the id that its data has.", HelpName = "U" };

    private static readonly Option<string?> Items = new("--items")
    {
        Description = "Somebody who has these items: ids or titles, with commas between.",
        HelpName = "A,B",
    };

    private static readonly Option<string?> Users = new("--profiles")
    {
        Description = "A file of interactions, as for training: each of its users gets a list on a line.",
        HelpName = "F.csv",
    };

    private static readonly Option<int?> Top = Usage.Number<int>(
        "--top N", "The most items of a list; 10 by default.", new(1, 1_000_000));

    private static readonly Option<string?> Exclude = new("--exclude")
    {
        Description = "Items that are not to be listed: ids or titles, with commas between.",
        HelpName = "A,B",
    };

    private static readonly Option<bool> WithSeen =
        new("--with-seen") { Description = "List items that the user has, too." };

    private static readonly Option<bool> Json = new("--json") { Description = "Print a JSON object a line." };

    private static readonly Option<int?> Threads = CommonOptions.Threads();

    public static Command Create() => new ToolCommand(
        "recommend", "Items for a user of a run, for somebody who has some items, or for each user of a file.",
        Execute, RunArgument)
    {
        Groups = [new("Users", User, Items, Users), new("Lists", Top, Exclude, WithSeen), new("Output", Json, Threads)],
        Examples =
        [
            "scratch recommend runs/recommend-debian-0 --items libgtk-3-0,python3 # Packages that go with these two.",
            "scratch recommend runs/recommend-debian-0 --user gimp --top 5 # For a user of the run, and why.",
            "scratch recommend runs/recommend-debian-0 --profiles new.csv --json # For all users of a file.",
        ],
    };

    private static int Execute(ParseResult parsed)
    {
        CommonOptions.UseThreads(parsed.GetValue(Threads));
        if (((Option[])[User, Items, Users]).Count(parsed.IsGiven) != 1)
        {
            throw new UsageException("expected one of --user, --items and --profiles.");
        }
        string path = parsed.GetValue(RunArgument)!;
        BehaviourRunFolder run = NamedItems.OpenRun(path);
        var options = new ListOptions
        {
            Top = parsed.GetValue(Top) ?? 10,
            WithSeen = parsed.GetValue(WithSeen),
            Excluded = parsed.GetValue(Exclude) is { } names ? NamedItems.FindAll(run.Items, names, path) : [],
        };
        var printed = new PrintedLists(run.Items, parsed.InvocationConfiguration.Output);
        if (parsed.GetValue(Users) is { } file)
        {
            RecommendAll(parsed, run, file, options, printed);
            return ExitCode.Done;
        }
        string? id = parsed.GetValue(User);
        int user = id is null ? -1 : run.Data.FindUser(id);
        int[] profile = id is null ? NamedItems.FindAll(run.Items, parsed.GetValue(Items)!, path)
            : user >= 0 ? run.Data.Profiles[user].ToArray() : [];
        RecommendedList list = run.CreateLists().Recommend(profile, options);
        if (list.IsPopular)
        {
            parsed.InvocationConfiguration.Error.WriteLine(id is not null && user < 0
                ? $"scratch: there is no user '{id}' in {path}: this is what most users have."
                : "scratch: nothing can be learnt from that profile: this is what most users have.");
        }
        if (parsed.GetValue(Json))
        {
            printed.WriteJson("user", id, list);
        }
        else
        {
            printed.WriteTable(
                list, list.IsPopular ? "What most users have" : id is not null ? $"For {id}"
                    : $"For somebody who has {string.Join(", ", profile.Select(run.Items.NameOf))}",
                hasReasons: !list.IsPopular);
        }
        return ExitCode.Done;
    }

    private static void RecommendAll(
        ParseResult parsed, BehaviourRunFolder run, string file, ListOptions options, PrintedLists printed)
    {
        BehaviourData users = run.ReadUsers(file);
        TextWriter error = parsed.InvocationConfiguration.Error;
        foreach (string line in users.Counts.Describe())
        {
            error.WriteLine($"scratch: {file}: {line}.");
        }
        ItemLists lists = run.CreateLists();
        int popular = 0;
        for (int user = 0; user < users.Users.Count; user++)
        {
            parsed.Cancellation().ThrowIfCancellationRequested();
            RecommendedList list = lists.Recommend(users.Profiles[user].ToArray(), options);
            popular += list.IsPopular ? 1 : 0;
            if (parsed.GetValue(Json))
            {
                printed.WriteJson("user", users.Users[user], list);
            }
            else
            {
                printed.WriteLine(users.Users[user], list);
            }
        }
        if (popular > 0)
        {
            error.WriteLine(
                $"scratch: {popular} of {users.Users.Count} users got what most users have: nothing is known of them.");
        }
    }
}
