using NUnit.Framework;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Generation;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;

namespace Scratch.Tests.Adversarial.Domains.Behaviour;

internal sealed class GenerationTests
{
    /// <summary>Users of a pair i and i + 6, or of one item.</summary>
    private static readonly Profiles Pairs = Make(600);

    private static Profiles Make(int users) => Profiles.Create(12, Enumerable.Range(0, users).Select(user =>
        user % 5 == 0 ? (int[])[user % 6] : [user % 6, 6 + (user % 6)]));

    [Test]
    public void Items_are_drawn_in_proportion_and_never_twice()
    {
        int[] first = new int[3];
        for (int i = 0; i < 4000; i++)
        {
            float[] logits = [MathF.Log(1), MathF.Log(3), float.NegativeInfinity, MathF.Log(4)];
            int[] items = new int[2];
            GumbelTopK.Draw(logits, new RandomStream(1).Fork(i), items);
            Assert.That(items[0], Is.Not.EqualTo(items[1]));
            Assert.That(items, Has.None.EqualTo(2));
            first[Math.Min(items[0], 2)]++;
        }
        Assert.That(first[0] / 4000.0, Is.EqualTo(1 / 8.0).Within(0.02));
        Assert.That(first[1] / 4000.0, Is.EqualTo(3 / 8.0).Within(0.03));
    }

    [Test]
    public void The_way_back_is_that_of_a_softmax()
    {
        float[] x = [0.3f, -1, 0.8f, 0.1f], g = [1, -2, 0.5f, 3], d = new float[4];
        GumbelTopK.Backward(x, 2, 0.7f, g, d);
        double Value(int moved, double by)
        {
            double[] e = [.. x.Select((value, i) => Math.Exp((value + (i == moved ? by : 0)) / 0.7f))];
            return e.Select((value, i) => 2 * value / e.Sum() * g[i]).Sum();
        }
        for (int i = 0; i < 4; i++)
        {
            Assert.That(d[i], Is.EqualTo((Value(i, 1e-5) - Value(i, -1e-5)) / 2e-5).Within(1e-5), $"{i}");
        }
    }

    [Test]
    public void Independent_users_have_the_lengths_and_items_of_the_data()
    {
        Profiles made = ProfileGenerator.ByPopularity(Pairs, 500, new RandomStream(2));
        Assert.That(made.Users, Is.EqualTo(500));
        for (int user = 0; user < made.Users; user++)
        {
            Assert.That(made[user].Length, Is.InRange(1, 2));
            Assert.That(made[user].Length == 2 || made[user][0] < 6, "those of one item have such items");
        }
        Profiles few = ProfileGenerator.ByPopularity(Pairs, 7, new RandomStream(2));
        Assert.That(few[6].ToArray(), Is.EqualTo(made[6].ToArray()), "user 6 doesn't depend on how many are made");
    }

    [Test]
    public void Sweeps_bring_the_pairs_of_the_data()
    {
        var options = new ProfileTrainingOptions
        {
            Task = ProfileTask.FindHidden,
            Epochs = 40,
            BatchSize = 50,
            LearningRate = 0.02f,
        };
        ProfileAutoencoder model = ProfileTraining.Train(
            Pairs, new AutoencoderShape(12) { Hidden = 20, Latent = 8 }, options, new RandomStream(3));
        Profiles start = ProfileGenerator.ByPopularity(Pairs, 400, new RandomStream(4));
        Profiles made = GibbsSweeps.Run(model, start, 3, new RandomStream(5));
        Assert.That(GeneratedUsers.PairCorrelation(start, Pairs), Is.LessThan(0.6));
        Assert.That(GeneratedUsers.PairCorrelation(made, Pairs), Is.GreaterThan(0.95));
        Assert.That(GeneratedUsers.CopiedShare(made, Pairs), Is.GreaterThan(0.9));
        Assert.That(GeneratedUsers.CopiedShare(start, Pairs), Is.LessThan(0.4));
        Assert.That(GibbsSweeps.Run(model, start, 0, new RandomStream(5))[3].ToArray(),
            Is.EqualTo(start[3].ToArray()));
    }

    [Test]
    public void A_judge_tells_what_differs_and_not_what_does_not()
    {
        Profiles real = Make(4000), independent = ProfileGenerator.ByPopularity(real, 4000, new RandomStream(6));
        Assert.That(GeneratedUsers.TwoSampleAccuracy(real, independent, new RandomStream(7)), Is.GreaterThan(0.75));
        Assert.That(GeneratedUsers.TwoSampleAccuracy(real, Make(4000), new RandomStream(7)), Is.EqualTo(0.5).Within(0.03));
    }

    [Test]
    public void Prompts_of_users_are_decoded_into_users_of_their_length()
    {
        var model = new ProfileAutoencoder(new(12) { Hidden = 5, Latent = 3, IsVariational = true });
        model.Initialise(new RandomStream(1));
        Profiles made = ProfileGenerator.FromPrompts(model, Pairs, 300, new RandomStream(2));
        Assert.That(made.Users, Is.EqualTo(300));
        Assert.That(made.CountUsers().Sum(), Is.InRange(400, 600));
        Assert.That(() => ProfileGenerator.FromPrompts(
            new ProfileAutoencoder(new(12)), Pairs, 1, new RandomStream(2)), Throws.ArgumentException);
    }

    [Test]
    public void A_game_leaves_its_real_users_alone_and_moves_both_networks()
    {
        var generator = new Network(4, new Dense(4, 12));
        var judge = new Network(12, new Dense(12, 8), new LeakyRelu(), new Dense(8, 1));
        generator.Initialise(new RandomStream(1));
        judge.Initialise(new RandomStream(2));
        float before = generator.Parameters.Values[0], judged = judge.Parameters.Values[0];
        var game = new ProfileGame(
            Pairs, new Learner("generator", generator, new Adam(generator.Parameters), new ConstantSchedule(0.01f)),
            new Learner("discriminator", judge, new Adam(judge.Parameters), new ConstantSchedule(0.01f)),
            new DiscriminatorOptions(), 60);
        TrainingLoop.Run(game, Pairs.Users, 60, 15, new RandomStream(3), []);
        Assert.That(generator.Parameters.Values[0], Is.Not.EqualTo(before));
        Assert.That(judge.Parameters.Values[0], Is.Not.EqualTo(judged));
        Profiles made = ProfileGenerator.FromNoise(generator, Pairs, 200, new RandomStream(4));
        Assert.That(made.Users, Is.EqualTo(200));
    }
}
