using NUnit.Framework;
using Scratch.Adversarial.Domains.Text;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Text;

internal sealed class TextGramsTests
{
    private const int Features = 1 << 20; // so many that these few don't collide

    [Test]
    public void A_word_has_its_n_grams_within_blanks_and_itself_thrice()
    {
        TextGrams grams = Read("ab");
        // " a", " ab", " ab ", "ab", "ab ", "b ": and the word three times
        Assert.That(grams.Entries(0, 1).Length, Is.EqualTo(6 + TextGrams.WordCopies));
        Assert.That(grams.Entries(0, 1).ToArray().Distinct().Count(), Is.EqualTo(7));
        Assert.That(grams.PairOf(0).Length, Is.Zero);
    }

    [Test]
    public void A_pair_belongs_to_the_second_word_and_no_window_begins_with_it()
    {
        TextGrams pair = Read("ab cd"), single = Read("cd");
        Assert.That(pair.Words, Is.EqualTo(2));
        Assert.That(pair.PairOf(1).Length, Is.EqualTo(TextGrams.WordCopies));
        Assert.That(pair.Entries(1, 2).ToArray(), Is.EqualTo(single.Entries(0, 1).ToArray()));
        Assert.That(pair.Entries(0, 2).Length,
            Is.EqualTo(pair.Entries(0, 1).Length + pair.PairOf(1).Length + pair.Entries(1, 2).Length));
        Assert.That(Read("xy cd").PairOf(1)[0], Is.Not.EqualTo(pair.PairOf(1)[0]));
    }

    [Test]
    public void Runs_know_nothing_of_each_other()
    {
        var grams = new TextGrams(Features);
        grams.Add("ab cd");
        grams.Add(" ");
        grams.Add("cd");
        Assert.That(grams.Runs, Is.EqualTo(2));
        Assert.That((grams.Run(0), grams.Run(1)), Is.EqualTo(((0, 2), (2, 3))));
        Assert.That(grams.PairOf(2).Length, Is.Zero);
        Assert.That(grams.Position(2), Is.Zero);
        grams.Clear();
        Assert.That((grams.Words, grams.Runs), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Long_words_are_cut()
    {
        TextGrams grams = Read(new string('x', (2 * TextGrams.LongestWord) + 1));
        Assert.That(grams.Words, Is.EqualTo(3));
        Assert.That((grams.Position(2), grams.WordLength(2)), Is.EqualTo((2 * TextGrams.LongestWord, 1)));
    }

    [Test]
    public void The_length_is_that_of_the_vector_if_nothing_repeats()
    {
        TextGrams grams = Read("quick brown fox");
        var vector = new Dictionary<int, int>();
        foreach (int entry in grams.Entries(0, 3))
        {
            vector[entry] = vector.GetValueOrDefault(entry) + 1;
        }
        double length = Math.Sqrt(vector.Values.Sum(count => (double)count * count));
        Assert.That(TextGrams.Length(grams.Entries(0, 3).Length, 3), Is.EqualTo(length).Within(1e-5));
    }

    [Test]
    public void Rows_and_signs_are_spread_evenly()
    {
        const int Bits = 6, Words = 20_000;
        int[] counts = new int[1 << Bits];
        int negative = 0;
        for (int i = 0; i < Words; i++)
        {
            uint hash = GramHash.OfCharacters;
            foreach (char c in $"w{i}")
            {
                hash = GramHash.Append(hash, c);
            }
            int entry = GramHash.Entry(hash, Bits);
            counts[SparseRows.Row(entry)]++;
            negative += SparseRows.Sign(entry) < 0 ? 1 : 0;
        }
        Assert.That(counts.Min(), Is.GreaterThan(Words / counts.Length * 3 / 4));
        Assert.That(counts.Max(), Is.LessThan(Words / counts.Length * 5 / 4));
        Assert.That((double)negative / Words, Is.EqualTo(0.5).Within(0.05));
    }

    [TestCase(0)]
    [TestCase(1000)]
    public void Features_are_a_power_of_two(int features) =>
        Assert.That(() => new TextGrams(features), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static TextGrams Read(string text)
    {
        var grams = new TextGrams(Features);
        grams.Add(text);
        return grams;
    }
}
