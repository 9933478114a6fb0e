using System.Diagnostics;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Generation;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Adversarial.Generative;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;
using Scratch.Optimizers;
using Scratch.Optimizers.Schedules;

namespace Scratch.Benchmarks.Recommend;

/// <summary>How like real users generated ones are, made in several ways.</summary>
internal static class GenerationTable
{
    private const int Made = 20_000;
    private const int GameEpochs = 40;
    private const float GameRate = 3e-4f, GameMomentum = 0.5f;
    private const int FewestItems = 3; // of profiles that are looked for among the real ones

    /// <summary>Prints the table for one seed.</summary>
    /// <param name="users">All users.</param>
    /// <param name="isVisits">Whether they are visits.</param>
    /// <param name="seed">Decides the split, the models and the users that are made.</param>
    /// <param name="folder">Where the profiles go, one a line, for others to judge; null for nowhere.</param>
    public static void Print(Profiles users, bool isVisits, int seed, string? folder)
    {
        RecommendData data = RecommendData.Split(users, isVisits, seed);
        Profiles real = data.TestUsers;
        RandomStream random = new RandomStream((ulong)seed).Fork(10);
        ProfileAutoencoder finder = ProfileTraining.Train(
            data.Training, RecommendModels.Shape(users.Items, isVisits), RecommendModels.Finding(isVisits),
            random.Fork(0));
        ProfileAutoencoder variational = ProfileTraining.Train(
            data.Training, RecommendModels.Shape(users.Items, isVisits) with { IsVariational = true, Latent = 32 },
            RecommendModels.Reconstructing(isVisits) with { Dropout = 0 }, random.Fork(1));
        Console.WriteLine("| users | pairs, correlation | told apart | EASE on them alone, HR@10 | copies | seconds |");
        Console.WriteLine("|---|---|---|---|---|---|");
        Profiles independent = ProfileGenerator.ByPopularity(data.Training, Made, random.Fork(2));
        Row("independent by popularity", () => independent);
        Profiles decoded = ProfileGenerator.FromPrompts(variational, data.Training, Made, random.Fork(3));
        Row("Mult-VAE, prompts of users with noise", () => decoded);
        Row("Mult-VAE, 3 sweeps", () => GibbsSweeps.Run(finder, decoded, 3, random.Fork(4)));
        Row("independent, 5 sweeps", () => GibbsSweeps.Run(finder, independent, 5, random.Fork(5)));
        Row("independent, 15 sweeps", () => GibbsSweeps.Run(finder, independent, 15, random.Fork(6)));
        Network? generator = null;
        Row("GAN, prompts of noise", () => ProfileGenerator.FromNoise(
            generator = TrainGame(data.Training, random.Fork(8)), data.Training, Made, random.Fork(9)));
        Row("GAN, 3 sweeps", () => GibbsSweeps.Run(
            finder, ProfileGenerator.FromNoise(generator!, data.Training, Made, random.Fork(9)), 3, random.Fork(4)));
        Row("real users that nothing was learnt from", () => real);
        Write("real", real);

        void Row(string name, Func<Profiles> make)
        {
            long start = Stopwatch.GetTimestamp();
            Profiles made = make();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            // of real users, one half is told from the other, and EASE learns from those of the training
            (Profiles one, Profiles other) = ReferenceEquals(made, real)
                ? (Half(real, 0), Half(real, 1)) : (real, made);
            double apart = GeneratedUsers.TwoSampleAccuracy(one, other, random.Fork(7));
            Profiles learntFrom = ReferenceEquals(made, real) ? data.Training : made;
            double found = RankingEvaluator.Measure(
                RecommendModels.PlainEase(learntFrom, isVisits), data.Test).HitRate;
            Console.WriteLine($"| {name} | {Number(GeneratedUsers.PairCorrelation(made, data.Training))} "
                + $"| {Number(apart)} | {Number(found)} "
                + $"| {Number(GeneratedUsers.CopiedShare(made, data.Training, FewestItems))} | {seconds:0.0} |");
            Write(name, made);
        }

        void Write(string name, Profiles profiles)
        {
            if (folder is not null)
            {
                File.WriteAllLines(
                    Path.Combine(folder, name.Replace(' ', '-').Replace(",", "", StringComparison.Ordinal) + ".txt"),
                    Enumerable.Range(0, profiles.Users).Select(user => string.Join(' ', profiles[user].ToArray())));
            }
        }
    }

    private static Network TrainGame(Profiles training, RandomStream random)
    {
        const int Prompt = 64, Batch = 200;
        int items = training.Items;
        var generator = new Network(
            Prompt, new Dense(Prompt, 200, Initialisers.HeUniform), new Relu(), new Dense(200, items));
        var judge = new Network(
            items, new Dense(items, 200, Initialisers.HeUniform), new LeakyRelu(), new Dense(200, 1));
        generator.Initialise(random.Fork(0));
        judge.Initialise(random.Fork(1));
        var step = new ProfileGame(
            training, Learns("generator", generator), Learns("discriminator", judge), new DiscriminatorOptions(),
            Batch);
        TrainingLoop.Run(step, training.Users, Batch, GameEpochs, random.Fork(2), []);
        return generator;

        static Learner Learns(string name, Network network) =>
            new(name, network, new Adam(network.Parameters, GameMomentum), new ConstantSchedule(GameRate));
    }

    private static string Number(double value) => RecommendCommand.Number(value);

    private static Profiles Half(Profiles users, int odd) =>
        users.Subset([.. Enumerable.Range(0, users.Users).Where(user => user % 2 == odd)]);
}
