using System.Collections.ObjectModel;
using Scratch.Adversarial.Domains.Text;

namespace Scratch.Cli.Texts;

/// <summary>The worst windows of a text that don't overlap, as many as are shown, however many it has.</summary>
/// <param name="most">How many are kept.</param>
internal sealed class WorstWindows(int most) : Collection<FoundWindow>
{
    /// <summary>Takes a window in if it is among the worst; of those that overlap the worst one stays.</summary>
    protected override void InsertItem(int index, FoundWindow item)
    {
        int place = Count;
        while (place > 0 && this[place - 1].Logit < item.Logit)
        {
            place--;
        }
        for (int i = 0; i < place; i++)
        {
            if (Overlap(this[i], item))
            {
                return;
            }
        }
        for (int i = Count - 1; i >= place; i--)
        {
            if (Overlap(this[i], item))
            {
                RemoveAt(i);
            }
        }
        if (place < most)
        {
            base.InsertItem(place, item);
        }
        if (Count > most)
        {
            RemoveAt(most);
        }
    }

    private static bool Overlap(FoundWindow one, FoundWindow other) =>
        one.Start < other.Start + other.Length && other.Start < one.Start + one.Length;
}
