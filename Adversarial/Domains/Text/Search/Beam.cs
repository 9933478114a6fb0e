namespace Scratch.Adversarial.Domains.Text.Search;

/// <summary>The best texts of those that were tried, the best first; of equals, the one that came first.</summary>
/// <param name="width">How many are kept.</param>
/// <param name="isAttack">Whether the lowest logits are the best; if not, the highest.</param>
internal sealed class Beam(int width, bool isAttack)
{
    private readonly List<(EditSearchResult From, CharacterEdit Edit, float Logit)> _best = [];

    /// <summary>The texts, each once.</summary>
    public EditSearchResult[] Results =>
    [
        .. _best.Select(found => new EditSearchResult(
            found.Edit.Apply(found.From.Text), found.Logit, [.. found.From.Edits, found.Edit], false, 0)),
    ];

    /// <summary>Whether a logit is better than another.</summary>
    public static bool IsBetter(float logit, float than, bool isAttack) => isAttack ? logit < than : logit > than;

    /// <summary>Takes a text in if it is good enough, and no other is the same.</summary>
    public void Take(EditSearchResult from, in CharacterEdit edit, float logit)
    {
        if (_best.Count == width && !IsBetter(logit, _best[^1].Logit, isAttack))
        {
            return;
        }
        int at = _best.Count;
        while (at > 0 && IsBetter(logit, _best[at - 1].Logit, isAttack))
        {
            at--;
        }
        string text = edit.Apply(from.Text);
        // the same text has the same logit: it can only stand right before
        for (int i = at - 1; i >= 0 && _best[i].Logit == logit; i--)
        {
            if (_best[i].Edit.Apply(_best[i].From.Text) == text)
            {
                return;
            }
        }
        _best.Insert(at, (from, edit, logit));
        if (_best.Count > width)
        {
            _best.RemoveAt(width);
        }
    }
}
