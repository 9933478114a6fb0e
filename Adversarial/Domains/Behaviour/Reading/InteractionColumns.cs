using Scratch.Adversarial.Domains.Text.Reading;

namespace Scratch.Adversarial.Domains.Behaviour.Reading;

/// <summary>Which columns of a file say what; −1 for those that aren't there.</summary>
/// <param name="User">The user.</param>
/// <param name="Item">The item.</param>
/// <param name="Rating">What the user thinks of it.</param>
/// <param name="Time">When.</param>
internal readonly record struct InteractionColumns(int User, int Item, int Rating, int Time)
{
    public const int None = -1;

    private static readonly string[] Users =
    [
        "user", "userid", "uid", "username", "customer", "customerid", "visitor", "visitorid", "reviewer", "reviewerid",
        "member", "memberid", "client", "clientid", "session", "sessionid", "basket", "basketid",
    ];

    private static readonly string[] Items =
    [
        "item", "itemid", "iid", "movie", "movieid", "film", "filmid", "product", "productid", "asin", "sku", "book",
        "bookid", "isbn", "track", "trackid", "song", "songid", "artist", "artistid", "article", "articleid", "page",
        "pageid", "game", "gameid", "business", "businessid",
    ];

    private static readonly string[] Ratings = ["rating", "ratings", "stars", "score", "overall"];
    private static readonly string[] Times = ["timestamp", "time", "unixtime", "unixreviewtime", "date", "datetime"];

    private static readonly string[] TitleNames =
        ["title", "name", "itemname", "itemtitle", "movietitle", "booktitle", "productname", "producttitle"];

    /// <summary>The usual order: user, item, rating and time, as many of them as there are columns.</summary>
    public static InteractionColumns Usual(int columns) =>
        new(0, 1, columns > 2 ? 2 : None, columns > 3 ? 3 : None);

    /// <summary>Finds the columns by their names.</summary>
    /// <exception cref="InvalidDataException">That of the user or the item isn't there, or two are of one
    /// kind.</exception>
    public static InteractionColumns Find(IReadOnlyList<string> names, TextPlace place) => new(
        Find(names, Users, "user", place) is >= 0 and var user ? user : throw Lacks("user", names, place),
        Find(names, Items, "item", place) is >= 0 and var item ? item : throw Lacks("item", names, place),
        Find(names, Ratings, "rating", place),
        Find(names, Times, "time", place));

    /// <summary>Finds the columns of items and of their titles.</summary>
    /// <exception cref="InvalidDataException">One isn't there, or two are of one kind.</exception>
    public static (int Item, int Title) FindTitles(IReadOnlyList<string> names, TextPlace place) => (
        Find(names, [.. Items, "id"], "item", place) is >= 0 and var item ? item : throw Lacks("item", names, place),
        Find(names, TitleNames, "title", place) is >= 0 and var title ? title : throw Lacks("title", names, place));

    private static int Find(IReadOnlyList<string> names, string[] known, string role, TextPlace place)
    {
        int[] found = [.. Enumerable.Range(0, names.Count).Where(i => known.Contains(Plain(names[i])))];
        return found.Length < 2 ? found.FirstOrDefault(None) : throw place.Wrong(
            $"the columns '{TextPlace.Shorten(names[found[0]])}' and '{TextPlace.Shorten(names[found[1]])}' are both "
                + $"names for the {role}; expected one.");
    }

    /// <summary>The name without its type as RecBole has it, case and what stands between words.</summary>
    private static string Plain(string name)
    {
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        return new string([.. (colon < 0 ? name : name[..colon]).Where(c => c is not ('_' or '-' or ' '))
            .Select(char.ToLowerInvariant)]);
    }

    private static InvalidDataException Lacks(string role, IReadOnlyList<string> names, TextPlace place)
    {
        string some = string.Join(", ", names.Take(8).Select(name => $"'{TextPlace.Shorten(name)}'"));
        string header = role == "title" ? "item,title" : "user,item or user,item,rating,timestamp";
        return place.Wrong($"no column for the {role} among {some}; expected a header such as {header}.");
    }
}
