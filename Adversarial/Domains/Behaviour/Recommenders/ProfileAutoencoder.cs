namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>
/// Items → hidden, tanh → prompt → hidden, tanh → a logit for each item: Mult-VAE and Mult-DAE (Liang, Krishnan,
/// Hoffman and Jebara 2018, Variational Autoencoders for Collaborative Filtering).
/// </summary>
/// <remarks>
/// A profile x comes in as x / ‖x‖₂. It is nearly everywhere 0, so that the first layer is a sum over the few rows of
/// its weights that the profile names. The prompt z is the mean of a Gaussian, or tanh of a layer in Mult-DAE. An item
/// that a user is likely to have has a large logit; their softmax is the distribution of the user's next item.
/// </remarks>
public sealed class ProfileAutoencoder : IRecommender
{
    private const int UsersAtOnce = 128;

    private readonly Workspace _encoding, _decoding;
    private readonly Matrix _hidden;
    private readonly ReadJob _read;

    /// <summary>An autoencoder without training: see <see cref="Initialise"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size can't be; the message names it.</exception>
    public ProfileAutoencoder(AutoencoderShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        shape.Validate();
        Shape = shape;
        Embedding = new Network(shape.Items, new Dense(shape.Items, shape.Hidden));
        Encoder = shape.IsVariational
            ? new Network(shape.Hidden, new Tanh(), new GaussianHeads(shape.Hidden, shape.Latent))
            : new Network(shape.Hidden, new Tanh(), new Dense(shape.Hidden, shape.Latent), new Tanh());
        Decoder = new Network(
            shape.Latent, new Dense(shape.Latent, shape.Hidden), new Tanh(), new Dense(shape.Hidden, shape.Items));
        (_encoding, _decoding) = (new Workspace(Encoder, UsersAtOnce), new Workspace(Decoder, UsersAtOnce));
        _hidden = Matrix.Allocate(UsersAtOnce, shape.Hidden);
        _read = new ReadJob(this);
    }

    /// <summary>Its sizes.</summary>
    public AutoencoderShape Shape { get; }

    /// <inheritdoc/>
    public int Items => Shape.Items;

    /// <summary>The first layer: x / ‖x‖₂ in, its outputs before the activation out.</summary>
    public Network Embedding { get; }

    /// <summary>From those to the prompt; of Mult-VAE to [mean | log variance] of it.</summary>
    public Network Encoder { get; }

    /// <summary>From a prompt to a logit for each item.</summary>
    public Network Decoder { get; }

    /// <summary>(items, hidden).</summary>
    internal Matrix Weight => Embedding.Parameters.ValueViews.Span[0];

    /// <summary>(1, hidden).</summary>
    internal Matrix Bias => Embedding.Parameters.ValueViews.Span[1];

    /// <summary>Fills the weights for a training. Overwrites.</summary>
    public void Initialise(RandomStream random)
    {
        Embedding.Initialise(random.Fork(0));
        Encoder.Initialise(random.Fork(1));
        Decoder.Initialise(random.Fork(2));
    }

    /// <summary>What the encoder says of users.</summary>
    /// <param name="profiles">Profiles over as many items.</param>
    /// <param name="users">The users that are asked for.</param>
    /// <param name="heads">
    /// Overwritten: (users, latent), their prompts; of Mult-VAE (users, 2 latent), [mean | log variance] of them.
    /// </param>
    public void Encode(Profiles profiles, ReadOnlySpan<int> users, Matrix heads)
    {
        for (int first = 0; first < users.Length; first += UsersAtOnce)
        {
            int count = Math.Min(UsersAtOnce, users.Length - first);
            Encode(profiles, users.Slice(first, count)).CopyTo(heads.SliceRows(first, count));
        }
    }

    /// <summary>The logits of all items for prompts.</summary>
    /// <param name="prompts">(any, latent), not overwritten.</param>
    /// <param name="logits">(as many, items), overwritten.</param>
    public void Decode(Matrix prompts, Matrix logits)
    {
        for (int first = 0; first < prompts.Rows; first += UsersAtOnce)
        {
            int count = Math.Min(UsersAtOnce, prompts.Rows - first);
            Decoder.Forward(_decoding, prompts.SliceRows(first, count)).CopyTo(logits.SliceRows(first, count));
        }
    }

    /// <summary>
    /// The probability of each item to be the user's next one: the softmax of the logits without those of the profile,
    /// whose scores are 0.
    /// </summary>
    /// <inheritdoc/>
    public void Score(Profiles profiles, ReadOnlySpan<int> users, Matrix scores)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        for (int first = 0; first < users.Length; first += UsersAtOnce)
        {
            int count = Math.Min(UsersAtOnce, users.Length - first);
            Matrix prompts = Encode(profiles, users.Slice(first, count)).SliceColumns(0, Shape.Latent);
            Matrix logits = Decoder.Forward(_decoding, prompts);
            for (int row = 0; row < count; row++)
            {
                Span<float> own = logits.Row(row);
                foreach (int item in profiles[users[first + row]])
                {
                    own[item] = float.NegativeInfinity;
                }
                Softmax.Write(own, scores.Row(first + row));
            }
        }
    }

    private Matrix Encode(Profiles profiles, ReadOnlySpan<int> users)
    {
        _read.Run(profiles, users);
        return Encoder.Forward(_encoding, _hidden.SliceRows(0, users.Length));
    }

    /// <summary>hidden = b + (1 / ‖x‖₂) Σ W[item, :] over the profile; b for a user without items.</summary>
    private sealed class ReadJob(ProfileAutoencoder model) : ParallelJob
    {
        private const int UsersOfPart = 16;

        private readonly int[] _users = new int[UsersAtOnce];
        private Profiles? _profiles;
        private int _count;

        public void Run(Profiles profiles, ReadOnlySpan<int> users)
        {
            users.CopyTo(_users);
            (_profiles, _count) = (profiles, users.Length);
            WorkerPool.Run(this, (_count + UsersOfPart - 1) / UsersOfPart);
            _profiles = null;
        }

        protected override void Run(int part)
        {
            for (int row = part * UsersOfPart; row < Math.Min(_count, (part + 1) * UsersOfPart); row++)
            {
                Span<float> hidden = model._hidden.Row(row);
                ReadOnlySpan<int> profile = _profiles![_users[row]];
                hidden.Clear();
                foreach (int item in profile)
                {
                    TensorPrimitives.Add(hidden, model.Weight.Row(item), hidden);
                }
                float factor = 1 / MathF.Sqrt(Math.Max(1, profile.Length));
                TensorPrimitives.MultiplyAdd(hidden, factor, model.Bias.Row(0), hidden);
            }
        }
    }
}
