using System.Runtime.InteropServices;
using CsCheck;
using NUnit.Framework;
using Scratch.Engine;

namespace Scratch.Tests.Engine.RandomNumbers;

/// <summary>That the numbers are a function of seed, stream and position, and of nothing else.</summary>
[NonParallelizable] // what is allocated belongs to the process
public sealed class RandomStreamTests
{
    private delegate void Fill(RandomStream random, Span<float> destination);

    [Test]
    public void The_first_numbers_do_not_depend_on_how_many_follow()
    {
        AssertPrefixes((random, destination) => random.FillUniform(destination));
        AssertPrefixes((random, destination) => random.FillUniform(destination, -3, 7));
        AssertPrefixes((random, destination) => random.FillNormal(destination));
    }

    [Test]
    public void Filling_and_asking_for_a_position_agree()
    {
        var random = new RandomStream(11, 12);
        float[] uniform = new float[103];
        random.FillUniform(uniform);

        Assert.That(uniform, Is.EqualTo(Enumerable.Range(0, 103).Select(i => random.Uniform((ulong)i))));
    }

    [Test]
    public void Equal_streams_give_equal_numbers_and_others_do_not() =>
        Gen.Select(Gen.ULong, Gen.ULong, Gen.Int[0, 1_000_000]).SampleSeeded(cases: 200, draw =>
        {
            (ulong seed, ulong stream, int id) = draw;
            ulong[] numbers =
            [
                Words(new RandomStream(seed, stream)),
                Words(new RandomStream(seed + 1, stream)),
                Words(new RandomStream(seed, stream + 1)),
                Words(new RandomStream(seed, stream).Fork(id)),
                Words(new RandomStream(seed, stream).Fork(id + 1)),
                Words(new RandomStream(seed, stream).Fork(id).Fork(id)),
            ];
            Assert.That(numbers, Is.Unique);
            Assert.That(Words(new RandomStream(seed, stream).Fork((ulong)id)), Is.EqualTo(numbers[3]));
        });

    [Test]
    public void Forks_differ_from_each_other_and_from_their_parents()
    {
        var random = new RandomStream(2026);
        RandomStream[] forks =
        [
            random,
            .. Enumerable.Range(0, 10_000).Select(random.Fork),
            .. Enumerable.Range(0, 10_000).Select(i => random.Fork(0).Fork(i)),
            .. Enumerable.Range(0, 10_000).Select(i => random.Fork(i + 1).Fork(0)),
        ];

        Assert.That(forks.ToHashSet(), Has.Count.EqualTo(forks.Length));
        Assert.That(forks.Select(Words).ToHashSet(), Has.Count.EqualTo(forks.Length));
        Assert.That(forks.Select(f => f.Seed), Is.All.EqualTo(2026));
    }

    [Test]
    public void Normal_numbers_are_not_made_of_what_the_forks_give()
    {
        // Box and Muller: the pair (x, y) at (i, 64 + i) has x² + y² = −2 ln(1 − u). No fork may have u among its
        // numbers.
        var random = new RandomStream(2027);
        float[] normal = new float[128], uniform = new float[128];
        random.FillNormal(normal);
        for (int id = 0; id < 100; id++)
        {
            random.Fork(id).FillUniform(uniform);
            int meetings = Enumerable.Range(0, 64).Count(i =>
                Math.Abs((normal[i] * normal[i]) + (normal[64 + i] * normal[64 + i])
                    + (2 * Math.Log(1 - uniform[i]))) < 1e-3);
            Assert.That(meetings, Is.LessThan(8), $"fork {id}");
        }
    }

    [Test]
    public void Filling_with_normal_numbers_stays_within_the_destination([Values(1, 4, 127, 128, 129, 300)] int length)
    {
        float[] memory = new float[length + 20];
        new RandomStream(1).FillNormal(memory.AsSpan(10, length));

        Assert.That(memory.AsSpan(0, 10).ContainsAnyExcept(0f)
            || memory.AsSpan(10 + length).ContainsAnyExcept(0f), Is.False);
        Assert.That(memory.AsSpan(10, length).Contains(0f), Is.False);
    }

    [Test]
    public void A_shuffle_is_a_permutation() =>
        Gen.Select(Gen.Int[0, 300], Gen.ULong).SampleSeeded(cases: 200, draw =>
        {
            int[] items = [.. Enumerable.Range(0, draw.Item1)], again = [.. items];
            new RandomStream(draw.Item2).Shuffle(items);
            new RandomStream(draw.Item2).Shuffle(again);

            Assert.That(items, Is.EqualTo(again));
            Assert.That(items.Order(), Is.EqualTo(Enumerable.Range(0, draw.Item1)));
        });

    [Test]
    public void Below_stays_below()
    {
        var random = new RandomStream(3);
        foreach (int bound in (int[])[1, 2, 3, 10, 1 << 20, int.MaxValue])
        {
            for (ulong position = 0; position < 1000; position++)
            {
                Assert.That(random.Below(bound, position), Is.InRange(0, bound - 1));
            }
        }
        Assert.That(() => random.Below(0, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => random.Below(-1, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Drawing_allocates_nothing()
    {
        float[] numbers = new float[1000];
        int[] items = new int[1000];
        var random = new RandomStream(4);

        Assert.That(
            Allocations.OfWarm(() =>
            {
                random.Fork(1).FillUniform(numbers);
                random.Fork(2).FillNormal(numbers);
                random.Fork(3).Shuffle(items);
            }),
            Is.Zero);
    }

    private static ulong Words(RandomStream random) => ((ulong)random.Bits(0) << 32) | random.Bits(5);

    private static void AssertPrefixes(Fill fill)
    {
        var random = new RandomStream(7, 8);
        float[] all = new float[300];
        fill(random, all);
        for (int length = 0; length <= all.Length; length++)
        {
            float[] prefix = new float[length];
            fill(random, prefix);
            Assert.That(MemoryMarshal.Cast<float,
                uint>(prefix).SequenceEqual(MemoryMarshal.Cast<float, uint>(all.AsSpan(0, length))), Is.True);
        }
    }
}
