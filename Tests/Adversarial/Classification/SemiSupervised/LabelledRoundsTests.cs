using NUnit.Framework;
using Scratch.Adversarial.Classification.SemiSupervised;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Classification.SemiSupervised;

public class LabelledRoundsTests
{
    private static readonly int[] Rows = [3, 5, 8, 13, 21, 34, 55];

    [Test]
    public void Every_round_deals_each_row_once_in_another_order()
    {
        int[] dealt = [.. Enumerable.Range(0, 14).SelectMany(step => Deal(new LabelledRounds(Rows, new RandomStream(1)), step, 4))];
        int[][] rounds = [.. dealt.Chunk(7)];
        Assert.That(rounds, Has.All.EquivalentTo(Rows));
        Assert.That(rounds.Select(round => string.Join(' ', round)), Is.Unique);
    }

    [Test]
    public void What_an_update_gets_does_not_depend_on_those_before()
    {
        var all = new LabelledRounds(Rows, new RandomStream(1));
        for (int step = 0; step < 9; step++)
        {
            Assert.That(Deal(all, step, 10), Is.EqualTo(Deal(new LabelledRounds(Rows, new RandomStream(1)), step, 10)));
        }
    }

    private static int[] Deal(LabelledRounds rounds, long step, int count)
    {
        int[] batch = new int[count];
        rounds.Deal(step, batch);
        return batch;
    }
}
