using System.Diagnostics;
using System.Runtime.CompilerServices;
using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests.Engine.Workers;

[NonParallelizable] // the number of threads belongs to the process
public sealed class WorkerPoolTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Test]
    public void Each_part_runs_once(
        [Values(1, 2, 3, 8)] int threads, [Values(0, 1, 2, 3, 7, 64, 5000)] int parts)
    {
        using var pool = new PoolThreads(threads);
        var job = new CountingJob(5000);

        for (int repetition = 0; repetition < 20; repetition++)
        {
            Assert.That(job.RunsEachPartOnce(parts), Is.True);
        }
    }

    [Test]
    public void Half_a_million_small_jobs_lose_no_part([Values(2, 3)] int threads) => InTime(() =>
    {
        using var pool = new PoolThreads(threads);
        var job = new CountingJob(9);
        for (int i = 0; i < 500_000; i++)
        {
            Assert.That(job.RunsEachPartOnce(2 + (i % 8)), Is.True);
        }
    });

    // A job that comes just as a worker goes to sleep must wake it. That is some 200 µs after its last part, or at once
    // where there are more threads than processors. A job that waits for all its threads tells.
    [TestCase(2, 0, 3000)]
    [TestCase(2, 195_000, 3000)]
    [TestCase(3, 0, 3000)]
    [TestCase(3, 195_000, 1000)]
    public void All_threads_come_to_work_however_long_they_had_none(int threads, int nanoseconds, int jobs) =>
        InTime(() =>
    {
        using var pool = new PoolThreads(threads);
        var job = new MeetingJob(threads);
        for (int i = 0; i < jobs; i++)
        {
            long pause = Stopwatch.GetTimestamp()
                + ((nanoseconds + (7 * i % 10_000)) * Stopwatch.Frequency / 1_000_000_000);
            while (Stopwatch.GetTimestamp() < pause)
            {
                Thread.SpinWait(1);
            }
            Assert.That(job.AllMeet(), Is.True);
        }
    });

    [Test]
    public void Parked_workers_wake_up([Values(2, 3, 8)] int threads) => InTime(() =>
    {
        using var pool = new PoolThreads(threads);
        var job = new MeetingJob(threads);
        for (int i = 0; i < 5; i++)
        {
            Assert.That(job.AllMeet(), Is.True);
            Thread.Sleep(20);
        }
    });

    [Test]
    public void A_part_that_fails_fails_the_job_alike_for_every_number_of_threads(
        [Values(1, 2, 3, 8)] int threads, [Values(1, 2, 50)] int parts)
    {
        using var pool = new PoolThreads(threads);
        int[] runs = new int[parts];
        var failing = new ActionJob(part =>
        {
            Interlocked.Increment(ref runs[part]);
            if (part == parts / 2)
            {
                throw new InvalidDataException("this part");
            }
        });

        AggregateException? failure = Assert.Throws<AggregateException>(() => WorkerPool.Run(failing, parts));

        Assert.That(failure?.InnerException, Is.InstanceOf<InvalidDataException>().With.Message.EqualTo("this part"));
        Assert.That(runs, Is.All.EqualTo(1), "the others ended");
        Assert.That(new CountingJob(9).RunsEachPartOnce(9), Is.True, "the pool still works");
    }

    [Test]
    public void All_parts_failing_fail_the_job_once([Values(1, 2, 3)] int threads) => InTime(() =>
    {
        using var pool = new PoolThreads(threads);
        var failing = new ActionJob(part => throw new InvalidDataException($"{part}"));
        for (int i = 0; i < 100; i++)
        {
            Assert.That(() => WorkerPool.Run(failing, 5), Throws.InstanceOf<AggregateException>());
            Assert.That(new CountingJob(5).RunsEachPartOnce(5), Is.True);
        }
    });

    [Test]
    public void A_job_may_run_jobs([Values(1, 2, 3, 8)] int threads) => InTime(() =>
    {
        using var pool = new PoolThreads(threads);
        int wrong = 0;
        var outer = new ActionJob(_ => wrong += new CountingJob(10).RunsEachPartOnce(10) ? 0 : 1);
        for (int i = 0; i < 200; i++)
        {
            WorkerPool.Run(outer, 8);
        }
        Assert.That(wrong, Is.Zero);
    });

    [Test]
    public void Many_callers_at_once_all_get_their_parts_done([Values(1, 2, 3)] int threads) => InTime(() =>
    {
        using var pool = new PoolThreads(threads);
        RunAtOnce(callers: 4, () =>
        {
            var job = new CountingJob(8);
            for (int i = 0; i < 5000; i++)
            {
                Assert.That(job.RunsEachPartOnce(8), Is.True);
            }
        });
    });

    [Test]
    public void The_number_of_threads_may_change_while_jobs_run() => InTime(() =>
    {
        using var pool = new PoolThreads(2);
        using var enough = new CancellationTokenSource();
        Task changing = Task.Run(() =>
        {
            for (int i = 0; !enough.IsCancellationRequested; i++)
            {
                WorkerPool.Threads = 1 + (i % 4);
                Thread.Sleep(1);
            }
        });
        RunAtOnce(callers: 2, () =>
        {
            var job = new CountingJob(8);
            for (int i = 0; i < 5000; i++)
            {
                Assert.That(job.RunsEachPartOnce(8), Is.True);
            }
        });
        enough.Cancel();
        changing.Wait();
    });

    [Test]
    public void Workers_start_with_the_first_job_and_end_with_their_pool()
    {
        using var pool = new PoolThreads(4);
        WorkerPool four = Shared(null);
        Assert.That(Workers(four), Has.Length.EqualTo(3).And.All.Null, "not before the first job");

        WorkerPool.Run(new ActionJob(_ => { }), 4);
        Thread[] workers = Workers(four);
        Assert.That(workers.All(w => w.IsAlive && w.IsBackground), Is.True);

        WorkerPool.Threads = 2;
        Assert.That(workers.All(w => w.Join(Patience)), Is.True);
    }

    [Test]
    public void One_thread_starts_none_and_is_the_callers()
    {
        using var pool = new PoolThreads(1);
        var seen = new HashSet<int>();
        WorkerPool.Run(new ActionJob(_ => seen.Add(Environment.CurrentManagedThreadId)), 100);

        Assert.That(Workers(Shared(null)), Is.Empty);
        Assert.That(seen, Is.EqualTo(new[] { Environment.CurrentManagedThreadId }));
    }

    [Test]
    public void A_warm_job_allocates_nothing([Values(1, 2, 3)] int threads)
    {
        using var pool = new PoolThreads(threads);
        var job = new CountingJob(8);

        Assert.That(Allocations.OfWarm(() => job.RunsEachPartOnce(8)), Is.Zero);
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(257)]
    public void A_bad_number_of_threads_is_refused(int threads)
    {
        int before = WorkerPool.Threads;

        Assert.That(() => WorkerPool.Threads = threads, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(WorkerPool.Threads, Is.EqualTo(before));
    }

    [Test]
    public void No_job_and_fewer_parts_than_none_are_refused()
    {
        Assert.That(() => WorkerPool.Run(null!, 3), Throws.ArgumentNullException);
        Assert.That(() => WorkerPool.Run(new CountingJob(1), -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    /// <summary>A pool that hangs fails the test instead of the whole run.</summary>
    private static void InTime(Action action)
    {
        Task task = Task.Factory.StartNew(
            action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.That(task.Wait(Patience), Is.True, "the pool hangs");
    }

    private static void RunAtOnce(int callers, Action action) => Task.WaitAll([.. Enumerable.Range(0, callers)
        .Select(_ => Task.Factory.StartNew(
            action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))]);

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "_shared")]
    private static extern ref WorkerPool Shared(WorkerPool? pool);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_workers")]
    private static extern ref Thread[] Workers(WorkerPool pool);
}
