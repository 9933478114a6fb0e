namespace Scratch.Adversarial.Training;

/// <summary>
/// What the callbacks of a training remember, as a part of a checkpoint: each by its type, and of those of one type by
/// their order, so that others may come and go between.
/// </summary>
internal static class CallbackState
{
    private const string ListKey = "list";

    public static void Save(TrainingCallback[] callbacks, TrainingState state)
    {
        string[] names = NamesOf(callbacks);
        state.Write(ListKey, string.Join(' ', names));
        for (int i = 0; i < callbacks.Length; i++)
        {
            callbacks[i].Save(state.Scope(names[i]));
        }
    }

    /// <summary>Gives each what it remembered. One that is new begins without memories.</summary>
    /// <exception cref="InvalidDataException">A callback that remembers something is missing, or there are more of its
    /// type than there were, so that nobody can tell whose it is.</exception>
    public static void Restore(TrainingCallback[] callbacks, TrainingState state)
    {
        string[] names = NamesOf(callbacks);
        string[] saved = [.. state.ReadText(ListKey).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(name => !state.Scope(name).IsEmpty)];
        foreach (IGrouping<string, string> type in saved.GroupBy(TypeOf))
        {
            int now = names.Count(name => TypeOf(name) == type.Key);
            if (now != type.Count())
            {
                throw new InvalidDataException(
                    $"The checkpoint has the memory of {type.Count()} {type.Key}, but this training has {now} such "
                    + "callbacks; expected as many as before.");
            }
        }
        for (int i = 0; i < callbacks.Length; i++)
        {
            if (saved.Contains(names[i]))
            {
                callbacks[i].Restore(state.Scope(names[i]));
            }
        }
    }

    private static string[] NamesOf(TrainingCallback[] callbacks) =>
        [.. callbacks.Select((callback, i) => $"{callback.GetType().Name}#"
            + callbacks.Take(i).Count(before => before.GetType() == callback.GetType()))];

    private static string TypeOf(string name) => name.Split('#')[0];
}
