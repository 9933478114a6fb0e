using NUnit.Framework;
using Scratch.Adversarial.Classification.SemiSupervised;
using Scratch.Adversarial.Data;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Classification.SemiSupervised;

public class LabelledRoundsTests
{
    private static readonly int[] Rows = [3, 5, 8, 13, 21, 34, 55];
    private static readonly Dataset Data = Toys.Images(60).KeepLabels(Rows);

    [Test]
    public void Every_round_deals_each_row_once_in_another_order()
    {
        int[] dealt = [.. Enumerable.Range(0, 14).SelectMany(step => Rounds(4).Deal(step).ToArray())];
        int[][] rounds = [.. dealt.Chunk(7)];
        Assert.That(rounds, Has.All.EquivalentTo(Rows));
        Assert.That(rounds.Select(round => string.Join(' ', round)), Is.Unique);
    }

    [Test]
    public void What_an_update_gets_does_not_depend_on_those_before()
    {
        LabelledRounds all = Rounds(10);
        for (int step = 0; step < 9; step++)
        {
            Assert.That(all.Deal(step).ToArray(), Is.EqualTo(Rounds(10).Deal(step).ToArray()));
        }
    }

    private static LabelledRounds Rounds(int batchSize) => new(Data, batchSize, new RandomStream(1));
}
