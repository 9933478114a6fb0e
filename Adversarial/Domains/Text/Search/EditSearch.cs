using Scratch.Adversarial.Domains.Text.Edits;

namespace Scratch.Adversarial.Domains.Text.Search;

/// <summary>
/// Looks for the fewest edits of single characters that carry a text across a threshold: an attack below it, a harmless
/// text above it.
/// </summary>
/// <remarks>
/// <para>
/// Beam search, as HotFlip (Ebrahimi et al. 2018) does it: every edit is tried at the most promising places of the
/// texts that are left, and those are left whose logits are the best. HotFlip estimates what an edit would bring by the
/// gradient. Here the gradient chooses the places, by what each character contributes
/// (<see cref="TextExplanation"/>), and what an edit brings is asked of the detector itself, which takes microseconds.
/// </para>
/// <para>
/// Each thread needs a search of its own. The same text, options and random numbers give the same edits.
/// </para>
/// </remarks>
public sealed class EditSearch
{
    private const int OneIsRandom = 4; // of so many places

    private readonly TextDetector _detector;
    private readonly EditSearchOptions _options;
    private readonly CharacterEditKind[] _kinds;
    private readonly TextScanner _scanner;
    private char[] _edited = new char[1024];

    /// <summary>A search.</summary>
    /// <exception cref="ArgumentException">A number is below 1, or there is no such kind.</exception>
    public EditSearch(TextDetector detector, EditSearchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Budget);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Beam);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Places);
        (_scanner, _detector, _options) = (new TextScanner(detector), detector, options);
        _kinds = [.. options.Kinds.Select(CharacterEditCatalog.Find)];
    }

    /// <summary>Edits a text until it is across the threshold, or the budget is spent.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isAttack">Whether it is to get to the threshold or below; if not, above.</param>
    /// <param name="threshold">The logit; an infinite one that is never reached for the most that the budget
    /// does.</param>
    /// <param name="random">Decides which other places are tried.</param>
    /// <param name="cancellation">Ends it within one question to the detector, with the best so far.</param>
    /// <returns>The text across the threshold with the fewest edits; if there is none, the one nearest to it.</returns>
    public EditSearchResult Run(
        string text, bool isAttack, float threshold, RandomStream random, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        int queries = 1;
        var best = new EditSearchResult(text, _scanner.Read(text), [], false, 0);
        EditSearchResult[] left = [best];
        for (int edit = 0; edit < _options.Budget && !IsAcross(best) && left.Length > 0; edit++)
        {
            var found = new Beam(_options.Beam, isAttack);
            for (int i = 0; i < left.Length; i++)
            {
                queries += Try(left[i], isAttack, random.Fork(edit).Fork(i), found, cancellation);
            }
            left = found.Results;
            if (left.Length > 0 && Beam.IsBetter(left[0].Logit, best.Logit, isAttack))
            {
                best = left[0];
            }
        }
        return best with { IsAcross = IsAcross(best), Queries = queries };

        bool IsAcross(EditSearchResult result) => isAttack != result.Logit > threshold;
    }

    /// <summary>Tries every kind at the places of a text, and returns how often the detector was asked.</summary>
    private int Try(
        EditSearchResult from, bool isAttack, RandomStream random, Beam found, CancellationToken cancellation)
    {
        int queries = 0;
        var elements = new Elements(from.Text);
        foreach (int place in Places(from.Text, elements, isAttack, random))
        {
            var here = new EditPlace(
                place > 0 ? elements[place - 1].ToString() : "", elements[place].ToString(),
                place + 1 < elements.Count ? elements[place + 1].ToString() : "");
            int position = elements.Start(place);
            foreach (CharacterEditKind kind in _kinds)
            {
                kind.AddTo(here, (before, after) =>
                {
                    if (!cancellation.IsCancellationRequested)
                    {
                        var edit = new CharacterEdit(kind.Name, position, before, after);
                        found.Take(from, edit, Ask(from.Text, edit));
                        queries++;
                    }
                });
            }
        }
        return queries;
    }

    private float Ask(string text, in CharacterEdit edit)
    {
        int length = text.Length - edit.Before.Length + edit.After.Length;
        if (_edited.Length < length)
        {
            _edited = new char[2 * length];
        }
        text.CopyTo(0, _edited, 0, edit.Position);
        edit.After.CopyTo(0, _edited, edit.Position, edit.After.Length);
        text.AsSpan(edit.Position + edit.Before.Length).CopyTo(_edited.AsSpan(edit.Position + edit.After.Length));
        return _scanner.Read(_edited.AsSpan(0, length));
    }

    /// <summary>The places where most is to be won, and some others.</summary>
    private List<int> Places(string text, in Elements elements, bool isAttack, RandomStream random)
    {
        float[] worth = Worth(text, elements, isAttack);
        int count = Math.Min(_options.Places, worth.Length);
        int[] order = [.. Enumerable.Range(0, worth.Length).OrderByDescending(place => worth[place])];
        List<int> places = [.. order.Take(count - (count / OneIsRandom))];
        for (int rest = places.Count; places.Count < count; rest++) // an exchange with one of those behind
        {
            int other = rest + random.Below(order.Length - rest, (ulong)rest);
            (order[rest], order[other]) = (order[other], order[rest]);
            places.Add(order[rest]);
        }
        return places;
    }

    /// <summary>What each place contributes, and half of what its neighbours do: they share n-grams with it.</summary>
    private float[] Worth(string text, in Elements elements, bool isAttack)
    {
        float[] own = new float[elements.Count + 2];
        if (TextExplanation.Of(_detector, text) is { } explanation)
        {
            for (int place = 0; place < elements.Count; place++)
            {
                for (int i = elements.Start(place); i < elements.Start(place + 1); i++)
                {
                    int inWindow = i - explanation.Window.Start;
                    own[place + 1] += inWindow >= 0 && inWindow < explanation.Characters.Count
                        ? explanation.Characters[inWindow] : 0;
                }
            }
        }
        float[] worth = new float[elements.Count];
        for (int place = 0; place < worth.Length; place++)
        {
            worth[place] = (isAttack ? 1 : -1) * (own[place + 1] + (0.5f * (own[place] + own[place + 2])));
        }
        return worth;
    }
}
