using System.Diagnostics;
using System.Threading.Channels;

namespace Scratch.Cli.Lab.Rooms;

/// <summary>
/// A training that goes on by itself on a thread of its own, and is looked at meanwhile. Its numbers depend on its
/// settings and the number of its steps alone, not on when it was looked at, or how fast it went.
/// </summary>
internal abstract class LiveTraining : IDisposable
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(6);
    private static readonly TimeSpan BetweenPictures = TimeSpan.FromMilliseconds(18);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Channel<byte[]> _pictures = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Thread _thread;
    private long _until;
    private int _perSecond; // 0 for as fast as it goes
    private bool _isClosed;

    protected LiveTraining() => _thread = new Thread(Run) { IsBackground = true, Name = "live training" };

    /// <summary>The updates so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Why the training can't go on; null while it can.</summary>
    public string? Ended { get; protected set; }

    /// <summary>The newest picture of the training, as JSON; older ones that nobody took are gone.</summary>
    public ChannelReader<byte[]> Pictures => _pictures.Reader;

    /// <summary>What was measured of the last half second; no result depends on it.</summary>
    protected double StepsPerSecond { get; private set; }

    /// <summary>Begins. Goes so many steps first.</summary>
    public void Start(long steps)
    {
        _until = steps;
        _thread.Start();
    }

    /// <summary>Lets it train up to a number of steps; pauses it if they are done already.</summary>
    /// <param name="until">Steps since the beginning.</param>
    /// <param name="perSecond">The most in a second; 0 for as many as it can.</param>
    public void Go(long until, int perSecond)
    {
        lock (_gate)
        {
            (_until, _perSecond) = (Math.Max(until, Steps), perSecond);
        }
        _wake.Release();
    }

    /// <summary>Goes a step without the thread, which then hasn't begun: for a training that is a part of another.
    /// </summary>
    public void Advance()
    {
        if (Ended is null)
        {
            Step();
            Steps++;
        }
    }

    /// <summary>Does something between two steps.</summary>
    public T Between<T>(Func<T> action)
    {
        lock (_gate)
        {
            return action();
        }
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
        _wake.Release();
        _pictures.Writer.TryComplete();
    }

    /// <summary>One update.</summary>
    protected abstract void Step();

    /// <summary>What there is to see, as JSON.</summary>
    protected abstract byte[] Paint();

    private void Run()
    {
        var clock = Stopwatch.StartNew();
        (TimeSpan painted, TimeSpan measured, long stepsThen, bool isNew) = (-BetweenPictures, default, 0, true);
        while (true)
        {
            bool isBusy;
            lock (_gate)
            {
                if (_isClosed)
                {
                    return;
                }
                long before = Steps;
                Train();
                isBusy = Steps > before;
                isNew |= isBusy;
                if (clock.Elapsed - measured > TimeSpan.FromSeconds(0.5))
                {
                    StepsPerSecond = (Steps - stepsThen) / (clock.Elapsed - measured).TotalSeconds;
                    (measured, stepsThen) = (clock.Elapsed, Steps);
                    isNew |= StepsPerSecond > 0;
                }
                if (isNew && clock.Elapsed - painted >= BetweenPictures)
                {
                    painted = clock.Elapsed;
                    isNew = false;
                    _pictures.Writer.TryWrite(Paint());
                }
            }
            if (!isBusy)
            {
                _wake.Wait(isNew ? BetweenPictures : TimeSpan.FromSeconds(0.25));
            }
            else if (_perSecond > 0)
            {
                _wake.Wait(TimeSpan.FromSeconds(1.0 / Math.Min(_perSecond, 1000)));
            }
        }
    }

    /// <summary>Trains for a moment; where the pace is slow, a step.</summary>
    private void Train()
    {
        long start = Stopwatch.GetTimestamp();
        for (int step = 0; Steps < _until && Ended is null && (_perSecond == 0 || step <= _perSecond / 1000); step++)
        {
            Advance();
            if (Stopwatch.GetElapsedTime(start) >= Turn)
            {
                return;
            }
        }
    }
}
