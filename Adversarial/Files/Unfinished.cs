namespace Scratch.Adversarial.Files;

/// <summary>
/// What is being written in this process: what must not be cut off halfway, and what nobody wants if it is.
/// </summary>
/// <remarks>For who ends the process from another thread, such as on the second Ctrl-C.</remarks>
internal static class Unfinished
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<Item> Items = [];

    /// <summary>
    /// Ends the process: as soon as no name is being changed, and with what is unfinished removed.
    /// </summary>
    /// <param name="end">Ends it.</param>
    public static void Abandon(Action end)
    {
        ArgumentNullException.ThrowIfNull(end);
        lock (Gate)
        {
            foreach (Item item in Items)
            {
                item.Remove();
            }
            end();
        }
    }

    /// <summary>Keeps what is being written until the result is disposed of, which doesn't remove it.</summary>
    /// <param name="remove">Removes it.</param>
    /// <param name="begin">Makes it, unless it is there: not while the process is being ended, when nobody would remove
    /// it any more.</param>
    internal static IDisposable Keep(Action remove, Action? begin = null)
    {
        var item = new Item(remove);
        lock (Gate)
        {
            begin?.Invoke();
            Items.Add(item);
        }
        return item;
    }

    /// <summary>Changes names, which is not cut off halfway.</summary>
    internal static void Change(Action change)
    {
        lock (Gate)
        {
            change();
        }
    }

    private sealed class Item(Action remove) : IDisposable
    {
        public void Remove()
        {
            try
            {
                remove();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // it stays behind, with a name that says that it is temporary
            }
        }

        public void Dispose()
        {
            lock (Gate)
            {
                Items.Remove(this);
            }
        }
    }
}
