using MathNet.Numerics.LinearAlgebra;
using NUnit.Framework;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Engine;

namespace Scratch.Tests.Adversarial.Domains.Behaviour;

internal sealed class RecommenderTests
{
    private static readonly Profiles Users = Profiles.Create(4, [[0, 1], [0, 1, 2], [0, 3], [1]]);

    [Test]
    public void Popularity_is_the_same_for_everybody() =>
        Assert.That(Scores(new Popularity(Users), [2]), Is.EqualTo([3f, 3, 1, 1]));

    [Test]
    public void Neighbours_by_co_occurrence_are_shares_of_users() =>
        Assert.That(Scores(ItemNeighbours.ByCoOccurrence(Users), [0]), Is.EqualTo([0f, 2 / 3f, 1 / 3f, 1 / 3f]));

    [Test]
    public void Neighbours_by_cosine_add_up_over_the_profile()
    {
        float[] scores = Scores(ItemNeighbours.ByCosine(Users, 1), [0, 2]);
        Assert.That(scores[1], Is.EqualTo((2 / (3 + 1.0)) + (1 / (Math.Sqrt(3) + 1))).Within(1e-6));
        Assert.That(scores[3], Is.EqualTo(1 / (Math.Sqrt(3) + 1)).Within(1e-6));
    }

    [Test]
    public void A_blend_adds_z_scores_of_the_items_outside_the_profile()
    {
        // Popularity of items 0, 1 and 3, for a user with 2: 3, 3, 1, of mean 7/3 and deviation √(8/9).
        float[] scores = Scores(new Blend((new Popularity(Users), 1), (new Popularity(Users), 0.5f)), [2]);
        double deviation = Math.Sqrt(8 / 9.0);
        Assert.That(scores[0], Is.EqualTo(1.5 * 2 / 3 / deviation).Within(1e-6));
        Assert.That(scores[2], Is.Zero);
        Assert.That(scores[3], Is.EqualTo(-1.5 * 4 / 3 / deviation).Within(1e-6));
    }

    [Test]
    public void Scores_that_are_all_equal_count_nothing_in_a_blend() => Assert.That(
        Scores(new Blend((new Ease(Matrix.Allocate(4, 4)), 1)), [2]), Is.EqualTo(new float[4]));

    [TestCase(1)]
    [TestCase(5)]
    [TestCase(48)]
    [TestCase(131)]
    public void An_inverse_is_that_of_MathNet(int size)
    {
        var x = Matrix<double>.Build.Random(size + 3, size, seed: 3);
        Matrix<double> matrix = x.TransposeThisAndMultiply(x) + Matrix<double>.Build.DenseIdentity(size);
        double[,] own = matrix.ToArray();
        BlockInverse.Invert(own);
        Matrix<double> expected = matrix.Inverse();
        Assert.That((Matrix<double>.Build.DenseOfArray(own) - expected).L2Norm(), Is.LessThan(1e-9));
    }

    [Test]
    public void A_matrix_that_is_not_positive_definite_is_refused() =>
        Assert.That(() => BlockInverse.Invert(new double[,] { { 1, 2 }, { 2, 1 } }), Throws.ArgumentException);

    [Test]
    public void Dropout_in_EASE_is_a_ridge_for_each_item()
    {
        Ease ease = Ease.Fit(Users, 0.5, 0.2);
        double[,] gram = CoOccurrence.Count(Users);
        for (int i = 0; i < 4; i++)
        {
            gram[i, i] += 0.5 + (0.25 * gram[i, i]);
        }
        Matrix<double> inverse = Matrix<double>.Build.DenseOfArray(gram).Inverse();
        Assert.That(ease.Weights[0, 1], Is.EqualTo(-inverse[0, 1] / inverse[1, 1]).Within(1e-6));
    }

    [Test]
    public void An_autoencoder_comes_back_from_its_file()
    {
        using var folder = new TemporaryFolder();
        foreach (bool isVariational in new[] { false, true })
        {
            var model = new ProfileAutoencoder(new(4) { Hidden = 3, Latent = 2, IsVariational = isVariational });
            model.Initialise(new RandomStream(1));
            ProfileAutoencoderFile.Write(folder.File("model"), model);
            Assert.That(Scores(ProfileAutoencoderFile.Read(folder.File("model")), [1]), Is.EqualTo(Scores(model, [1])));
        }
        File.WriteAllBytes(folder.File("cut"), File.ReadAllBytes(folder.File("model"))[..^9]);
        Assert.That(() => ProfileAutoencoderFile.Read(folder.File("cut")), Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public void A_warm_call_allocates_nothing()
    {
        var model = new ProfileAutoencoder(new(4) { Hidden = 3, Latent = 2 });
        model.Initialise(new RandomStream(1));
        Matrix scores = Matrix.Allocate(1, 4);
        foreach (IRecommender recommender in new IRecommender[]
        {
            new Popularity(Users), Ease.Fit(Users, 1), ItemNeighbours.ByCosine(Users, 1), model,
            new Blend((model, 1), (Ease.Fit(Users, 1), 1)),
        })
        {
            for (int i = 0; i < 3; i++)
            {
                recommender.Score(Users, [1], scores);
            }
            long before = GC.GetAllocatedBytesForCurrentThread();
            recommender.Score(Users, [1], scores);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero, recommender.GetType().Name);
        }
    }

    [Test]
    public void Top_items_are_those_of_the_evaluator()
    {
        float[] scores = [2, 1, 2, float.NegativeInfinity, 0, 2, 7, 7];
        foreach (int count in new[] { 0, 1, 3, 4, 7, 9 })
        {
            int[] best = new int[count];
            int found = TopItems.Find(scores, best);
            Assert.That(best[..found], Is.EqualTo(RankingEvaluator.Best(scores, count)), $"{count}");
        }
    }

    private static float[] Scores(IRecommender recommender, int[] profile)
    {
        Matrix scores = Matrix.Allocate(1, recommender.Items);
        recommender.Score(Profiles.Create(recommender.Items, [profile]), [0], scores);
        return scores.Row(0).ToArray();
    }
}
