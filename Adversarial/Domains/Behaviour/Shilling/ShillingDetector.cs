namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>
/// Says of each profile among many how likely it is a fake: a Dense network that looks at each click for whether it is
/// the pushed one. The most suspicious click counts.
/// </summary>
/// <remarks>
/// It is trained on the very profiles that it is to judge, without knowing which of them are fakes. Attacks of its own
/// are added to them, one kind at a time and on other items, and it learns to tell the clicks on their targets from
/// clicks of what was there (with <see cref="ClickFeatures"/> taken of all together). Fakes that were there before are
/// labelled as real, but they are few, and look like what it added.
/// </remarks>
public sealed class ShillingDetector
{
    private static readonly double[] Shares = [0.002, 0.004, 0.008, 0.012, 0.02, 0.03]; // of the attacks of a world
    private const int Worlds = 3; // of each kind of attack
    private const int FakesOfTarget = 80, RealForEachFake = 6, Hidden = 32, BatchSize = 256, Epochs = 8;
    private const double MostOfClick = 10; // what one click may say of its item
    private readonly Network _network;
    private readonly float[] _means, _scales;

    private ShillingDetector(Network network, float[] means, float[] scales) =>
        (_network, _means, _scales) = (network, means, scales);

    /// <summary>Trains a detector.</summary>
    /// <param name="profiles">What is to be judged.</param>
    /// <param name="attacks">The kinds of attack that it is shown.</param>
    /// <param name="random">Decides everything that is random.</param>
    /// <exception cref="ArgumentException">No attack is shown, or the profiles can't be attacked.</exception>
    public static ShillingDetector Train(
        Profiles profiles, IReadOnlyList<ShillingAttack> attacks, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(attacks);
        if (attacks.Count == 0)
        {
            throw new ArgumentException("no attack is shown to the detector; expected at least one.", nameof(attacks));
        }
        List<float[]> rows = [];
        List<float> labels = [];
        for (int world = 0; world < Worlds * attacks.Count; world++)
        {
            AddWorld(profiles, attacks[world % attacks.Count], random.Fork(world), rows, labels);
        }
        Matrix inputs = Matrix.FromRows([.. rows]), targets = Matrix.Allocate(labels.Count, 1);
        labels.ToArray().CopyTo(targets.Span);
        (float[] means, float[] scales) = Standardise(inputs);
        var network = new Network(
            ClickFeatures.Count, new Dense(ClickFeatures.Count, Hidden, Initialisers.HeNormal), new Relu(),
            new Dense(Hidden, 1));
        network.Initialise(random.Fork(Worlds * attacks.Count));
        new Model(network).Fit(
            new Dataset("profiles", inputs, targets, new VectorDomain(ClickFeatures.Count)),
            new FitOptions
            {
                BatchSize = BatchSize,
                Epochs = Epochs,
                Seed = random.Fork((Worlds * attacks.Count) + 1).Bits(0),
            });
        return new ShillingDetector(network, means, scales);
    }

    /// <summary>For each profile, how suspicious its most suspicious click is; −∞ without clicks.</summary>
    /// <param name="profiles">All that there are: each is judged among the others.</param>
    public double[] Score(Profiles profiles) =>
        [.. ScoreClicks(profiles).Select(clicks => clicks.Length == 0 ? double.NegativeInfinity : clicks.Max())];

    /// <summary>
    /// For each click of each profile, in its order, the logit that it was made for its item, and the mean logit of all
    /// clicks on that item added: above 0, both together say that it was.
    /// </summary>
    /// <param name="profiles">All that there are: each is judged among the others.</param>
    public double[][] ScoreClicks(Profiles profiles)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        Matrix rows = Matrix.Allocate(profiles.Count, ClickFeatures.Count);
        var job = new WriteJob(profiles, new ClickFeatures(profiles), rows);
        WorkerPool.Run(job, (profiles.Users + WriteJob.UsersOfPart - 1) / WriteJob.UsersOfPart);
        for (int row = 0; row < rows.Rows; row++)
        {
            Standardise(rows.Row(row), _means, _scales);
        }
        Matrix logits = Evaluator.OutputLogits(_network, rows);
        (double[][] scores, double[] sums) = (new double[profiles.Users][], new double[profiles.Items]);
        for (int user = 0, row = 0; user < scores.Length; user++)
        {
            scores[user] = new double[profiles[user].Length];
            for (int place = 0; place < scores[user].Length; place++, row++)
            {
                scores[user][place] = logits[row, 0];
                sums[profiles[user][place]] += Math.Clamp(logits[row, 0], -MostOfClick, MostOfClick);
            }
        }
        int[] counts = profiles.CountUsers();
        for (int user = 0; user < scores.Length; user++)
        {
            for (int place = 0; place < scores[user].Length; place++)
            {
                int item = profiles[user][place];
                scores[user][place] += sums[item] / counts[item];
            }
        }
        return scores;
    }

    /// <summary>Adds an attack's clicks on its targets, and real ones.</summary>
    private static void AddWorld(
        Profiles profiles, ShillingAttack attack, RandomStream random, List<float[]> rows, List<float> labels)
    {
        int[] targets = LongTail.Draw(profiles, Shares.Length, random.Fork(0));
        Profiles all = profiles;
        List<(int User, int Item)> pushed = [];
        for (int i = 0; i < targets.Length; i++)
        {
            Profiles fakes = attack.Create(profiles, [targets[i]], Shares[i], random.Fork(1 + i));
            pushed.AddRange(
                Enumerable.Range(all.Users, Math.Min(FakesOfTarget, fakes.Users)).Select(user => (user, targets[i])));
            all = all.Append(fakes);
        }
        var features = new ClickFeatures(all);
        void Add(int user, int place, float label)
        {
            float[] row = new float[ClickFeatures.Count];
            features.Write(user, place, row);
            rows.Add(row);
            labels.Add(label);
        }
        foreach ((int user, int item) in pushed)
        {
            Add(user, all[user].IndexOf(item), 1);
        }
        int[] real = [.. Enumerable.Range(0, profiles.Users)];
        random.Fork(1 + targets.Length).Shuffle(real);
        foreach ((int user, int place) in real.SelectMany(user => Places(profiles, user))
            .Take(RealForEachFake * pushed.Count))
        {
            Add(user, place, 0);
        }
    }

    private static IEnumerable<(int User, int Place)> Places(Profiles profiles, int user) =>
        Enumerable.Range(0, profiles[user].Length).Select(place => (user, place));

    private static (float[] Means, float[] Scales) Standardise(Matrix inputs)
    {
        float[] means = new float[inputs.Columns], scales = new float[inputs.Columns];
        for (int column = 0; column < inputs.Columns; column++)
        {
            (double sum, double square) = (0, 0);
            for (int row = 0; row < inputs.Rows; row++)
            {
                sum += inputs[row, column];
                square += (double)inputs[row, column] * inputs[row, column];
            }
            double mean = sum / inputs.Rows, variance = (square / inputs.Rows) - (mean * mean);
            (means[column], scales[column]) = ((float)mean, variance > 1e-12 ? (float)(1 / Math.Sqrt(variance)) : 0);
        }
        for (int row = 0; row < inputs.Rows; row++)
        {
            Standardise(inputs.Row(row), means, scales);
        }
        return (means, scales);
    }

    private static void Standardise(Span<float> row, float[] means, float[] scales)
    {
        TensorPrimitives.Subtract(row, means, row);
        TensorPrimitives.Multiply(row, scales, row);
    }

    private sealed class WriteJob(Profiles profiles, ClickFeatures features, Matrix rows) : ParallelJob
    {
        public const int UsersOfPart = 512;
        private readonly int[] _starts = Starts(profiles);

        protected override void Run(int part)
        {
            int end = Math.Min(profiles.Users, (part + 1) * UsersOfPart);
            for (int user = part * UsersOfPart; user < end; user++)
            {
                for (int place = 0; place < profiles[user].Length; place++)
                {
                    features.Write(user, place, rows.Row(_starts[user] + place));
                }
            }
        }

        private static int[] Starts(Profiles profiles)
        {
            int[] starts = new int[profiles.Users];
            for (int user = 1; user < starts.Length; user++)
            {
                starts[user] = starts[user - 1] + profiles[user - 1].Length;
            }
            return starts;
        }
    }
}
