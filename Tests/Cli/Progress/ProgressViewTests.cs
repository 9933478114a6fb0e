using NUnit.Framework;
using Scratch.Adversarial.Evaluation;
using Scratch.Adversarial.Training;
using Scratch.Cli.Progress;
using Scratch.Engine;
using Scratch.Tests.Adversarial;

namespace Scratch.Tests.Cli.Progress;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ProgressViewTests : IDisposable
{
    private static readonly TrainingPlan Plan = new("gan", ["loss", "accuracy"], 2, 50);

    private readonly Clock _clock = new();
    private readonly StringWriter _writer = new();

    public void Dispose() => _writer.Dispose();

    private string[] Lines => _writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [TestCase(true)]
    [TestCase(false)]
    public void There_is_a_frame_at_least_every_two_seconds_however_long_a_step_takes(bool isTerminal)
    {
        var times = new List<double>();
        using var watched = new CountingWriter(() => times.Add(_clock.Seconds));
        using (var view = new ProgressView(watched, isTerminal, _clock))
        {
            view.Report(new WorkProgress("reading", 0));
            _clock.Advance(60); // nothing is told
            view.Report(new WorkProgress("stage 2 of 5, gan", 0));
            view.OnStart(Plan);
            for (int step = 0; step < 100; step++)
            {
                Step(view, step);
                _clock.Advance(0.37);
                if (step % 50 == 49)
                {
                    view.OnEpoch(step / 50, [1, 2]);
                }
            }
            view.OnEnd();
            view.Report(new WorkProgress("evaluation", 0.5));
            _clock.Advance(30);
        }
        Assert.That(times, Is.Not.Empty);
        Assert.That(times.Prepend(0).Append(_clock.Seconds).Zip(times.Append(_clock.Seconds), (a, b) => b - a).Max(),
            Is.LessThanOrEqualTo(2));
        Assert.That(isTerminal || times.Count <= 1 + (_clock.Seconds / 1.5), $"{times.Count} lines are too many");
    }

    [Test]
    public void Lines_name_stage_epoch_figures_and_the_time_left()
    {
        using (var view = new ProgressView(_writer, isTerminal: false, _clock))
        {
            view.Report(new WorkProgress("stage 2 of 5, gan", 0));
            view.OnStart(Plan);
            for (int step = 0; step < 50; step++)
            {
                Step(view, step);
                _clock.Advance(0.1);
            }
            view.OnEpoch(0, [0.5, 0.25]);
            view.OnWarning("careful");
        }
        Assert.That(Lines[0], Is.EqualTo("stage 2 of 5, gan epoch 1/2, accuracy 0.900, 17 %, 0:08 left"));
        Assert.That(Lines[^2],
            Is.EqualTo("stage 2 of 5, gan epoch 1/2, loss 0.500, accuracy 0.250, 20 examples/s, 0:05 left"));
        Assert.That(Lines[^1], Is.EqualTo("scratch: warning: careful"));
    }

    [Test]
    public void A_bar_is_drawn_over_itself_and_stays_when_its_work_is_over()
    {
        using (var view = new ProgressView(_writer, isTerminal: true, _clock))
        {
            view.Report(new WorkProgress("attack", 0.25));
            _clock.Advance(1);
            view.Report(new WorkProgress("attack", 0.5));
            _clock.Advance(1);
            view.Report(new WorkProgress("audit", 0));
            _clock.Advance(1);
        }
        Assert.That(Lines, Has.Length.EqualTo(2));
        Assert.That(Lines[0], Does.StartWith("\rattack ").And.Contain(" 50 %  0:02 left").And.EndWith("0:02       "));
        Assert.That(Lines[1], Does.StartWith("\raudit ").And.EndWith("0:01       "));
        int[] widths = [.. _writer.ToString().Split('\r', '\n').Where(frame => frame.Length > 0)
            .Select(frame => frame.Length).Distinct()];
        Assert.That(widths, Has.Length.EqualTo(1).And.All.LessThan(80));
    }

    [Test]
    public void What_is_over_at_once_shows_nothing_and_a_closed_stream_ends_nothing()
    {
        using (var view = new ProgressView(_writer, isTerminal: true, _clock))
        {
            view.Report(new WorkProgress("prompts", 0));
        }
        Assert.That(_writer.ToString(), Is.Empty);
        using var closed = new CountingWriter(() => throw new IOException("closed"));
        using (var view = new ProgressView(closed, isTerminal: false, _clock))
        {
            Assert.That(() => _clock.Advance(10), Throws.Nothing);
        }
    }

    [Test]
    public void Parts_add_up_to_the_whole()
    {
        var told = new Progresses();
        IProgress<WorkProgress>? part = told.Part("all", 0, 1).Part("second", 1, 4).Part("", 0.5, 1);
        part.Report(0.5);
        Assert.That(told.Told, Is.EqualTo([new WorkProgress("all, second", 0.4375)]));
        Assert.That(((IProgress<WorkProgress>?)null).Part("part", 0, 1), Is.Null);
    }

    private static void Step(ProgressView view, int step) => view.OnStep(
        new StepContext(step, step / 50, 100, new int[2], new RandomStream(0), 1), [0.7f, 0.9f]);

    private sealed class CountingWriter(Action onWrite) : StringWriter
    {
        public override void Write(string? value) => onWrite();
    }

    /// <summary>Time that passes when it is told to.</summary>
    private sealed class Clock : TimeProvider
    {
        private readonly List<Timer> _timers = [];
        private long _milliseconds;

        public double Seconds => _milliseconds / 1000.0;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _milliseconds;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Add(new Timer(() => callback(state), (long)period.TotalMilliseconds));
            return _timers[^1];
        }

        public void Advance(double seconds)
        {
            for (long end = _milliseconds + (long)(seconds * 1000); _milliseconds < end;)
            {
                _milliseconds++;
                _timers.ForEach(timer => timer.Tick(_milliseconds));
            }
        }

        private sealed class Timer(Action onTick, long period) : ITimer
        {
            private bool _isOver;

            public void Tick(long now)
            {
                if (!_isOver && now % period == 0)
                {
                    onTick();
                }
            }

            public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

            public void Dispose() => _isOver = true;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
