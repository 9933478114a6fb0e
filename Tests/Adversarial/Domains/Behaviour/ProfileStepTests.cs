using NUnit.Framework;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Adversarial.Training;
using Scratch.Engine;
using Scratch.Layers;

namespace Scratch.Tests.Adversarial.Domains.Behaviour;

[NonParallelizable] // the number of threads belongs to the process
internal sealed class ProfileStepTests
{
    private const double Width = 1e-3;
    private const float Beta = 0.3f;
    private static readonly int[][] Users = [[0, 2, 5], [1, 6], [2, 3, 4, 6], [0, 5]];
    private static readonly RandomStream Random = new(4);

    [TestCase(ProfileTask.Reconstruct, false, 0f)]
    [TestCase(ProfileTask.Reconstruct, true, 0f)]
    [TestCase(ProfileTask.Reconstruct, true, 0.4f)]
    [TestCase(ProfileTask.FindHidden, false, 0.4f)]
    [TestCase(ProfileTask.FindHidden, true, 0f)]
    public void Gradients_are_those_of_the_loss_in_double_precision(ProfileTask task, bool isVariational, float radius)
    {
        var options = new ProfileTrainingOptions
        {
            Task = task,
            BatchSize = Users.Length,
            Dropout = 0, // so that what is shown is known
            Beta = Beta,
            Annealing = 0.5f,
            Radius = radius,
        };
        var model = new ProfileAutoencoder(new(7) { Hidden = 5, Latent = 3, IsVariational = isVariational });
        model.Initialise(new RandomStream(9));
        IReadOnlyList<Learner> learners = ProfileStep.LearnersOf(
            model, parameters => new RecordingOptimizer(parameters), () => new ConstantSchedule(1));
        var step = new ProfileStep(model, learners, Profiles.Create(7, Users), options);
        float[] metrics = new float[step.Metrics.Count];
        step.Run(new StepContext(9, 0, 10, new[] { 0, 1, 2, 3 }, Random), metrics); // β has risen

        double[][] moves = [.. Users.Select((_, user) => Move(model, task, user, radius))];
        double Loss() => Users.Select((_, user) =>
        {
            double[] z = Prompt(model, task, user, out double divergence);
            double[] moved = [.. z.Zip(moves[user], (a, b) => a + b)];
            double loss = (Likelihood(model, task, user, z) + Likelihood(model, task, user, moved)) / 2;
            return loss + (isVariational ? Beta * divergence : 0);
        }).Average();

        Network[] networks = [model.Embedding, model.Encoder, model.Decoder];
        for (int n = 0; n < networks.Length; n++)
        {
            Matrix[] gradients = [.. ((RecordingOptimizer)learners[n].Optimizer).Gradients];
            for (int tensor = 0; tensor < gradients.Length; tensor++)
            {
                Matrix values = networks[n].Parameters.ValueViews.Span[tensor];
                for (int i = 0; i < values.Length; i++)
                {
                    ref float value = ref values[i / values.Columns, i % values.Columns];
                    float kept = value;
                    value = (float)(kept + Width);
                    (float above, double high) = (value, Loss());
                    value = (float)(kept - Width);
                    (float below, double low) = (value, Loss());
                    value = kept;
                    Assert.That(gradients[tensor].Span[i], Is.EqualTo((high - low) / ((double)above - below))
                        .Within(2e-5), $"{learners[n].Name}, tensor {tensor}, {i}");
                }
            }
        }
        double mean = Users.Select((_, user) =>
            Likelihood(model, task, user, Prompt(model, task, user, out double _))).Average();
        Assert.That(metrics[0], Is.EqualTo(mean).Within(1e-5));
        Assert.That(metrics[2], radius > 0 ? Is.GreaterThan(metrics[0]) : Is.EqualTo(metrics[0]));
    }

    [Test]
    public void A_training_has_the_same_bits_for_any_number_of_threads_and_learns()
    {
        Profiles users = Profiles.Create(20, Enumerable.Range(0, 300).Select(user =>
            (int[])[user % 10, 10 + (user % 10), (user * 7) % 20])); // i goes with i + 10
        var shape = new AutoencoderShape(20) { Hidden = 80, Latent = 8 };
        var options = new ProfileTrainingOptions { Epochs = 30, BatchSize = 50, LearningRate = 0.01f };
        int threads = WorkerPool.Threads;
        try
        {
            WorkerPool.Threads = 1;
            ProfileAutoencoder alone = ProfileTraining.Train(users, shape, options, new RandomStream(1));
            WorkerPool.Threads = 3;
            ProfileAutoencoder shared = ProfileTraining.Train(users, shape, options, new RandomStream(1));
            Assert.That(shared.Embedding.Parameters.Values.ToArray(), Is.EqualTo(alone.Embedding.Parameters.Values.ToArray()));
            Assert.That(shared.Decoder.Parameters.Values.ToArray(), Is.EqualTo(alone.Decoder.Parameters.Values.ToArray()));
            Matrix scores = Matrix.Allocate(1, 20);
            shared.Score(Profiles.Create(20, [[3]]), [0], scores);
            Assert.That(RowOperations.ArgMax(scores.Row(0)), Is.EqualTo(13));
            Assert.That(scores[0, 3], Is.Zero);
            Assert.That(scores.Span.ToArray().Sum(), Is.EqualTo(1).Within(1e-5));
        }
        finally
        {
            WorkerPool.Threads = threads;
        }
    }

    private static (int[] Shown, int[] Targets) Task(ProfileTask task, int user)
    {
        int[] items = Users[user];
        if (task == ProfileTask.Reconstruct)
        {
            return (items, items);
        }
        int hidden = items[Random.Fork(user).Fork(0).Below(items.Length, 0)];
        return ([.. items.Where(item => item != hidden)], [hidden]);
    }

    private static double[] Prompt(ProfileAutoencoder model, ProfileTask task, int user, out double divergence)
    {
        int[] shown = Task(task, user).Shown;
        Matrix w = model.Embedding.Parameters.ValueViews.Span[0], b = model.Embedding.Parameters.ValueViews.Span[1];
        double[] hidden = [.. Enumerable.Range(0, w.Columns).Select(j =>
            Math.Tanh(b[0, j] + shown.Sum(item => (double)w[item, j] / Math.Sqrt(shown.Length))))];
        double[] heads = Dense(hidden, model.Encoder, 0);
        divergence = 0;
        if (!model.Shape.IsVariational)
        {
            return [.. heads.Select(Math.Tanh)];
        }
        int latent = heads.Length / 2;
        float[] noise = new float[latent];
        Random.Fork(user).Fork(1).FillNormal(noise);
        double[] z = new double[latent];
        for (int i = 0; i < latent; i++)
        {
            (double mean, double logVariance) = (heads[i], heads[latent + i]);
            z[i] = mean + (Math.Exp(logVariance / 2) * noise[i]);
            divergence += ((mean * mean) + Math.Exp(logVariance) - logVariance - 1) / 2;
        }
        return z;
    }

    private static double Likelihood(ProfileAutoencoder model, ProfileTask task, int user, double[] z)
    {
        (int[] shown, int[] targets) = Task(task, user);
        double[] logits = Dense([.. Dense(z, model.Decoder, 0).Select(Math.Tanh)], model.Decoder, 2);
        IEnumerable<int> possible = Enumerable.Range(0, logits.Length)
            .Where(item => task == ProfileTask.Reconstruct || !shown.Contains(item));
        double total = possible.Sum(item => Math.Exp(logits[item]));
        return -targets.Sum(item => logits[item] - Math.Log(total));
    }

    /// <summary>r g / ‖g‖, with g by central differences.</summary>
    private static double[] Move(ProfileAutoencoder model, ProfileTask task, int user, float radius)
    {
        double[] z = Prompt(model, task, user, out double _), gradient = new double[z.Length];
        for (int i = 0; i < z.Length; i++)
        {
            double kept = z[i];
            z[i] = kept + 1e-5;
            double high = Likelihood(model, task, user, z);
            z[i] = kept - 1e-5;
            gradient[i] = (high - Likelihood(model, task, user, z)) / 2e-5;
            z[i] = kept;
        }
        double length = Math.Sqrt(gradient.Sum(g => g * g));
        return [.. gradient.Select(g => radius * g / length)];
    }

    private static double[] Dense(double[] input, Network network, int tensor)
    {
        int layer = tensor == 0 ? 0 : 1; // the first or the last dense layer
        Matrix w = network.Parameters.ValueViews.Span[2 * layer], b = network.Parameters.ValueViews.Span[(2 * layer) + 1];
        return [.. Enumerable.Range(0, w.Columns).Select(j => b[0, j] + input.Select((x, i) => x * w[i, j]).Sum())];
    }
}
