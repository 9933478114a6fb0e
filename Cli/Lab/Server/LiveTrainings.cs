using Scratch.Cli.Lab.Rooms;

namespace Scratch.Cli.Lab.Server;

/// <summary>The trainings that go on; each belongs to an open page. The oldest ends when there are too many.</summary>
internal sealed class LiveTrainings : IDisposable
{
    private const int Most = 6;

    private readonly Lock _gate = new();
    private readonly List<(string Id, LiveTraining Training)> _open = [];
    private int _last;

    /// <summary>Starts one.</summary>
    /// <param name="training">Not started yet.</param>
    /// <param name="steps">The steps that it goes first.</param>
    /// <returns>What it is asked for by.</returns>
    public string Add(LiveTraining training, long steps)
    {
        lock (_gate)
        {
            while (_open.Count >= Most)
            {
                _open[0].Training.Dispose();
                _open.RemoveAt(0);
            }
            string id = $"{++_last}";
            _open.Add((id, training));
            training.Start(steps);
            return id;
        }
    }

    /// <summary>The training of that name.</summary>
    /// <exception cref="RoomException">There is none, or none any more.</exception>
    public LiveTraining Find(string id)
    {
        lock (_gate)
        {
            return _open.Find(open => open.Id == id).Training
                ?? throw new RoomException($"There is no training '{id}' any more; open the room again.");
        }
    }

    /// <summary>Ends one, if it is there.</summary>
    public void Close(string id)
    {
        lock (_gate)
        {
            foreach ((_, LiveTraining training) in _open.Where(open => open.Id == id))
            {
                training.Dispose();
            }
            _open.RemoveAll(open => open.Id == id);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _open.ForEach(open => open.Training.Dispose());
            _open.Clear();
        }
    }
}
