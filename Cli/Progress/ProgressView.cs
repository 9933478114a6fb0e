using System.Diagnostics;

namespace Scratch.Cli.Progress;

/// <summary>
/// What a command is at, on stderr: on a terminal a bar that is drawn again and again, elsewhere a line for every epoch
/// and for every two seconds without one.
/// </summary>
/// <remarks>
/// Who works only notes how far it is; a timer draws, so that there is something to see however long a step takes.
/// Nothing is drawn of what is over at once.
/// </remarks>
internal sealed class ProgressView : TrainingCallback, IProgress<WorkProgress>, IDisposable
{
    private const int BarWidth = 20, UsualWidth = 80;
    private const double LeastShare = 0.005; // done before anyone can tell what is left

    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100), Line = TimeSpan.FromMilliseconds(1700);

    private readonly Lock _lock = new();
    private readonly TextWriter _writer;
    private readonly TimeProvider _time;
    private readonly bool _isTerminal;
    private readonly ITimer _timer;
    private string _work = "";
    private long _begun, _written; // when the work at hand was, and the last line
    private double _share, _shareAtBeginning;
    private TrainingPlan? _plan; // of the training at hand; null between two
    private int _epoch, _figure;
    private float _value;
    private long _examples, _firstStep;
    private string _drawn = ""; // the bar that stands on the terminal's last line

    /// <summary>A view that draws from now on.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="isTerminal">Whether a line can be written over.</param>
    /// <param name="time">The clock.</param>
    public ProgressView(TextWriter writer, bool isTerminal, TimeProvider time)
    {
        (_writer, _isTerminal, _time) = (writer, isTerminal, time);
        _begun = _written = time.GetTimestamp();
        _timer = time.CreateTimer(_ => OnTick(), null, Frame, Frame);
    }

    /// <summary>Shows the progress of something, and leaves the line free when it is over.</summary>
    public static T Show<T>(TextWriter writer, string work, Func<ProgressView, T> run)
    {
        using var view = new ProgressView(writer, IsTerminal(writer), TimeProvider.System);
        view.Report(new WorkProgress(work, 0));
        return run(view);
    }

    /// <inheritdoc/>
    public void Report(WorkProgress value)
    {
        lock (_lock)
        {
            if (value.Share < _share)
            {
                Begin(value.Share); // what was at hand is over
            }
            (_work, _share) = (value.Work, value.Share);
        }
    }

    /// <inheritdoc/>
    public override void OnStart(TrainingPlan plan)
    {
        lock (_lock)
        {
            Begin(0);
            _plan = plan;
            _figure = Math.Max(0, plan.Metrics.ToList().IndexOf("accuracy"));
            (_epoch, _value, _examples, _firstStep) = (0, float.NaN, 0, -1);
        }
    }

    /// <inheritdoc/>
    public override void OnStep(in StepContext context, ReadOnlySpan<float> metrics)
    {
        lock (_lock)
        {
            _share = (context.Step + 1.0) / context.TotalSteps;
            if (_firstStep < 0) // after a resume it is not 0, and rate and time left are those of what came since
            {
                (_firstStep, _shareAtBeginning) = (context.Step, (double)context.Step / context.TotalSteps);
            }
            (_epoch, _value) = (context.Epoch, metrics[_figure]);
            _examples += context.Rows.Length;
        }
    }

    /// <inheritdoc/>
    public override void OnEpoch(int epoch, ReadOnlySpan<double> means)
    {
        lock (_lock)
        {
            if (!_isTerminal && _plan is { } plan)
            {
                var figures = new List<string>();
                for (int i = 0; i < means.Length; i++)
                {
                    figures.Add($"{plan.EpochMetrics[i]} {Figure(means[i])}");
                }
                string rate = (_examples / Elapsed.TotalSeconds).ToString("#,0", CultureInfo.InvariantCulture);
                WriteLine($"{Describe(epoch, string.Join(", ", figures))}, {rate} examples/s{TimeLeft(", ")}");
            }
        }
    }

    /// <inheritdoc/>
    public override void OnEnd()
    {
        lock (_lock)
        {
            Begin(0);
            _plan = null;
        }
    }

    /// <inheritdoc/>
    public override void OnWarning(string message)
    {
        lock (_lock)
        {
            Clear();
            WriteLine($"scratch: warning: {message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            Begin(0);
        }
    }

    private TimeSpan Elapsed => _time.GetElapsedTime(_begun);

    /// <summary>Whether a line can be written over there.</summary>
    private static bool IsTerminal(TextWriter writer) =>
        ReferenceEquals(writer, Console.Error) && !Console.IsErrorRedirected
        && (OperatingSystem.IsWindows() || Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb"));

    private static int Width
    {
        get
        {
            try
            {
                return Console.WindowWidth is var width && width > 2 * BarWidth ? width : UsualWidth;
            }
            catch (IOException) // stdout is none, and knows no width
            {
                return UsualWidth;
            }
        }
    }

    /// <summary>One figure for people: short, whatever its size.</summary>
    private static string Figure(double value) =>
        value.ToString(Math.Abs(value) < 100 ? "0.000" : "0.0", CultureInfo.InvariantCulture);

    private void OnTick()
    {
        lock (_lock)
        {
            if (_isTerminal)
            {
                Draw(TimeLeft(""));
            }
            else if (_time.GetElapsedTime(_written) >= Line)
            {
                WriteLine($"{Describe()}, {Percent()}{TimeLeft(", ")}");
            }
        }
    }

    /// <summary>Leaves what was at hand as it stands, and begins with the next.</summary>
    private void Begin(double share)
    {
        if (_drawn.Length > 0)
        {
            Draw(Clock(Elapsed));
            Write("\n");
            _drawn = "";
        }
        _begun = _time.GetTimestamp();
        _share = _shareAtBeginning = share;
    }

    private string Describe() => _plan is { } plan && _firstStep >= 0
        ? Describe(_epoch, $"{plan.Metrics[_figure]} {Figure(_value)}") : _work;

    private string Describe(int epoch, string figures)
    {
        string stage = _work.EndsWith(_plan!.Stage, StringComparison.Ordinal) ? _work
            : string.Join(", ", ((string[])[_work, _plan.Stage]).Where(word => word.Length > 0));
        return $"{stage} epoch {epoch + 1}/{_plan.Epochs}, {figures}";
    }

    private string TimeLeft(string before)
    {
        double done = _share - _shareAtBeginning;
        return done < LeastShare ? "" : $"{before}{Clock(Elapsed * ((1 - _share) / done))} left";
    }

    private static string Clock(TimeSpan time) => string.Create(
        CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes}:{time.Seconds:00}");

    private string Percent() => _share.ToString("0 %", CultureInfo.InvariantCulture);

    private void Draw(string time)
    {
        int full = (int)(BarWidth * Math.Clamp(_share, 0, 1));
        string bar = $"{new string('━', full)}{new string('╌', BarWidth - full)} {Percent(),5}  {time,-11}";
        int room = Math.Min(Width - bar.Length - 2, 60);
        string text = Describe();
        _drawn = $"{(text.Length > room ? $"{text[..(room - 1)]}…" : text.PadRight(room))} {bar}";
        Write($"\r{_drawn}");
    }

    private void Clear()
    {
        if (_drawn.Length > 0)
        {
            Write($"\r{new string(' ', _drawn.Length)}\r");
            _drawn = "";
        }
    }

    private void WriteLine(string line)
    {
        Write($"{line}\n");
        _written = _time.GetTimestamp();
    }

    /// <summary>Nobody's work ends because nobody can watch.</summary>
    private void Write(string text)
    {
        try
        {
            _writer.Write(text);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            Debug.WriteLine(error.Message);
        }
    }
}
