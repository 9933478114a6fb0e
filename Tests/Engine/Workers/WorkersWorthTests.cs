using System.Diagnostics;
using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests.Engine.Workers;

[NonParallelizable] // the number of threads belongs to the process
public class WorkersWorthTests
{
    private static readonly long Millisecond = Stopwatch.Frequency / 1000;

    [Test]
    public void Workers_that_save_more_than_they_cost_never_rest()
    {
        var worth = new WorkersWorth();
        for (int i = 0; i < 10_000; i++)
        {
            worth.Book(own: 1, others: 1, worked: 10 * Millisecond, waited: 7 * Millisecond);
        }
        Assert.That(worth.RestLeft, Is.Zero);
    }

    [Test]
    public void Workers_that_cost_more_than_they_save_rest_for_longer_each_time()
    {
        var worth = new WorkersWorth();
        var rests = new List<int>();
        for (int i = 0; i < 9; i++)
        {
            worth.Book(own: 1, others: 1, worked: Millisecond, waited: 3 * Millisecond);
            rests.Add(worth.RestLeft);
        }
        foreach ((int rest, int longest) in rests.Zip([4, 8, 16, 32, 64, 128, 256, 256, 256]))
        {
            Assert.That(rest, Is.InRange((longest / 2) + 1, longest + 1), string.Join(", ", rests));
        }
    }

    [Test]
    public void One_delay_does_not_end_what_has_paid()
    {
        var worth = new WorkersWorth();
        worth.Book(own: 1, others: 1, worked: 10 * Millisecond, waited: 0);
        worth.Book(own: 1, others: 1, worked: 0, waited: 4 * Millisecond);
        Assert.That(worth.RestLeft, Is.Zero);
        worth.Book(own: 1, others: 1, worked: 0, waited: 4 * Millisecond);
        Assert.That(worth.RestLeft, Is.Positive);
    }

    [Test]
    public void Who_has_paid_for_long_rests_shortly_again()
    {
        var worth = new WorkersWorth();
        for (int i = 0; i < 7; i++)
        {
            worth.Book(own: 1, others: 1, worked: 0, waited: 2 * Millisecond);
        }
        Assert.That(worth.RestLeft, Is.GreaterThan(128));
        worth.Book(own: 1, others: 1, worked: 100 * Millisecond, waited: 0);
        worth.Book(own: 1, others: 1, worked: 0, waited: 6 * Millisecond);
        Thread.Sleep(worth.RestLeft);
        worth.Book(own: 1, others: 1, worked: 0, waited: 2 * Millisecond);
        Assert.That(worth.RestLeft, Is.InRange(1, 9));
    }

    /// <summary>What no training sees but by its time: parts of workers that are late.</summary>
    [Test]
    public void The_pool_does_without_workers_that_are_late_and_tries_them_again([Values(2, 3)] int threads)
    {
        using var pool = new PoolThreads(threads);
        int caller = Environment.CurrentManagedThreadId;
        int alone = 0;
        for (int i = 0; i < 2000 && alone < 20; i++)
        {
            bool wasAlone = true;
            WorkerPool.Run(new ActionJob(_ =>
            {
                if (Environment.CurrentManagedThreadId != caller)
                {
                    wasAlone = false;
                    Thread.Sleep(5);
                }
                Thread.SpinWait(2000);
            }), 2 * threads);
            alone += wasAlone ? 1 : 0;
        }
        Assert.That(alone, Is.EqualTo(20), "jobs that workers rested through");
        Assert.That(new MeetingJob(threads).AllMeet(), Is.True, "a longer job has them back");
    }
}
