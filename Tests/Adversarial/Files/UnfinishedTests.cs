using NUnit.Framework;
using Scratch.Adversarial.Files;

namespace Scratch.Tests.Adversarial.Files;

[NonParallelizable]
public class UnfinishedTests
{
    /// <summary>Other threads go on while a process ends: what they began then, nobody would remove.</summary>
    [Test]
    public void While_the_process_is_being_ended_no_file_is_begun_and_what_was_begun_is_removed()
    {
        using var folder = new TemporaryFolder();
        using ManualResetEventSlim isBegun = new(), mayEnd = new();
        var first = new Thread(() => Assert.Throws<FileNotFoundException>(() => AtomicFile.Write(folder.File("first"), stream =>
        {
            stream.WriteByte(1);
            isBegun.Set();
            mayEnd.Wait();
        })));
        var second = new Thread(() => AtomicFile.Write(folder.File("second"), stream => stream.WriteByte(2)));
        first.Start();
        isBegun.Wait();
        Unfinished.Abandon(() =>
        {
            second.Start();
            Thread.Sleep(100);
            Assert.That(folder.Names(), Is.Empty);
        });
        mayEnd.Set();
        first.Join();
        second.Join();
        Assert.That(folder.Names(), Is.EqualTo(["second"]), "in this test the process goes on");
    }
}
