using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Adversarial.Runs.Behaviour;
using Scratch.Cli.Pages;

namespace Scratch.Cli.Behaviour;

/// <summary>
/// The items that most users have in the plane of two principal components of their weights in EASE, as an inline SVG.
/// </summary>
internal static class ItemMap
{
    private const int MostItems = 400; // that are drawn
    private const int Width = 840, Height = 560, Margin = 14; // in units of about a pixel
    private const int MostOfTitle = 26; // characters
    private const double CharacterWidth = 5.4, LineHeight = 11; // of a title
    private const double Inside = 0.96; // of the items decide how large the others are drawn

    /// <summary>The figure.</summary>
    public static XElement Render(BehaviourRunResult result)
    {
        ItemCatalogue items = result.Data.Items;
        int[] counts = result.Split.Training.CountUsers();
        int[] shown = [.. Enumerable.Range(0, items.Count).OrderByDescending(item => counts[item]).Take(MostItems)];
        if (shown.Length < 3 || result.Recommenders["ease"] is not Ease ease)
        {
            return new XElement("p", Markup.Class("note"), "There are too few items for a map.");
        }
        (double[] first, double[] second) = ItemPlane.Project(ease.Weights, shown);
        double[] across = Scale(first, Width), down = Scale(second, Height);
        return Markup.Figure(
            "chart map items",
            $"The {shown.Length} items that most users have, along the two directions in which their weights differ "
                + "most: what speaks for the same items lies together",
            Svg.Drawing(
                Width, Height, $"A map of {shown.Length} items, the most popular ones with their titles",
                Svg.Path("grid", $"M.5 .5h{Width - 1}v{Height - 1}h{1 - Width}z"),
                shown.Select((item, i) => Dot(items.NameOf(item), across[i], down[i])),
                Labels([.. shown.Select(items.NameOf)], across, down)));
    }

    /// <summary>Coordinates of the picture; what lies far out stands at its edge.</summary>
    private static double[] Scale(double[] places, int size)
    {
        double[] sorted = [.. places.Order()];
        double low = sorted[(int)((1 - Inside) * (sorted.Length - 1))];
        double high = sorted[(int)(Inside * (sorted.Length - 1))];
        double room = 0.08 * (high - low);
        (low, high) = (low - room, high + room);
        return [.. places.Select(place => high > low
            ? Margin + ((size - (2 * Margin)) * Math.Clamp((place - low) / (high - low), 0, 1)) : size / 2.0)];
    }

    private static XElement Dot(string title, double x, double y) => new(
        "circle", Markup.Class("item"), new XAttribute("cx", Svg.At(x)), new XAttribute("cy", Svg.At(y)),
        new XAttribute("r", 2), new XElement("title", Markup.Printable(title)));

    /// <summary>The titles that find room, the most popular first.</summary>
    private static List<XElement> Labels(string[] titles, double[] across, double[] down)
    {
        List<(double Left, double Top, double Right)> taken = [];
        List<XElement> labels = [];
        for (int i = 0; i < titles.Length; i++)
        {
            string title = titles[i].Length > MostOfTitle ? $"{titles[i][..MostOfTitle]}…" : titles[i];
            double half = title.Length * CharacterWidth / 2, middle = Math.Clamp(across[i], half, Width - half);
            double top = down[i] - LineHeight - 3;
            bool isFree = top > 2 && taken.TrueForAll(box => middle + half < box.Left || middle - half > box.Right
                || Math.Abs(top - box.Top) > LineHeight);
            if (isFree)
            {
                taken.Add((middle - half, top, middle + half));
                labels.Add(Svg.Text(middle, top + (LineHeight / 2), "middle", Markup.Printable(title)));
            }
        }
        return labels;
    }
}
