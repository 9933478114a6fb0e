using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Domains.Behaviour.Generation;

/// <summary>Makes users that nobody was.</summary>
/// <remarks>
/// How many items a user has is drawn from the data: it is that of a user by chance. Every user has random numbers of
/// its own, so that user 5 is the same whether 10 or 1,000 are made.
/// </remarks>
internal static class ProfileGenerator
{
    private const int UsersAtOnce = 256;

    /// <summary>Users whose items are independent: drawn as often as the data have them. The floor.</summary>
    /// <param name="data">Users that are imitated.</param>
    /// <param name="count">How many to make.</param>
    /// <param name="random">Decides.</param>
    public static Profiles ByPopularity(Profiles data, int count, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(data);
        float[] alone = new float[data.Items], together = new float[data.Items];
        for (int user = 0; user < data.Users; user++)
        {
            foreach (int item in data[user])
            {
                (data[user].Length == 1 ? alone : together)[item]++;
            }
        }
        TensorPrimitives.Log(alone, alone);
        TensorPrimitives.Log(together, together);
        float[] logits = new float[data.Items];
        var made = new int[count][];
        for (int user = 0; user < count; user++)
        {
            int length = LengthOf(data, random.Fork(user));
            (length == 1 ? alone : together).CopyTo(logits, 0);
            made[user] = new int[length];
            GumbelTopK.Draw(logits, random.Fork(user).Fork(0), made[user]);
        }
        return Profiles.Create(data.Items, made);
    }

    /// <summary>
    /// Users from prompts: the taste of a user by chance, moved by the noise of its own Gaussian, decoded, and as many
    /// items drawn from the softmax as that user has.
    /// </summary>
    /// <param name="model">A Mult-VAE.</param>
    /// <param name="data">Users that are imitated.</param>
    /// <param name="count">How many to make.</param>
    /// <param name="random">Decides.</param>
    /// <exception cref="ArgumentException">The autoencoder isn't variational.</exception>
    public static Profiles FromPrompts(ProfileAutoencoder model, Profiles data, int count, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        if (!model.Shape.IsVariational)
        {
            throw new ArgumentException(
                "The autoencoder gives points, not Gaussians: expected a variational one.", nameof(model));
        }
        int latent = model.Shape.Latent;
        Matrix heads = Matrix.Allocate(UsersAtOnce, 2 * latent), noise = Matrix.Allocate(UsersAtOnce, latent),
            z = Matrix.Allocate(UsersAtOnce, latent), logits = Matrix.Allocate(UsersAtOnce, data.Items);
        var made = new int[count][];
        for (int first = 0; first < count; first += UsersAtOnce)
        {
            int some = Math.Min(UsersAtOnce, count - first);
            int[] chosen = [.. Enumerable.Range(first, some).Select(user => UserOf(data, random.Fork(user)))];
            model.Encode(data, chosen, heads.SliceRows(0, some));
            for (int i = 0; i < some; i++)
            {
                random.Fork(first + i).Fork(1).FillNormal(noise.Row(i));
            }
            Reparameterisation.Forward(heads.SliceRows(0, some), noise.SliceRows(0, some), z.SliceRows(0, some));
            model.Decode(z.SliceRows(0, some), logits.SliceRows(0, some));
            for (int i = 0; i < some; i++)
            {
                made[first + i] = new int[data[chosen[i]].Length];
                GumbelTopK.Draw(logits.Row(i), random.Fork(first + i).Fork(0), made[first + i]);
            }
        }
        return Profiles.Create(data.Items, made);
    }

    /// <summary>Users from a generator that a <see cref="ProfileGame"/> has trained.</summary>
    /// <param name="generator">From prompts to a logit for each item.</param>
    /// <param name="data">Users that are imitated: as many items are drawn as one of them has.</param>
    /// <param name="count">How many to make.</param>
    /// <param name="random">Decides.</param>
    public static Profiles FromNoise(Network generator, Profiles data, int count, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(data);
        Matrix prompts = Matrix.Allocate(count, generator.Inputs);
        for (int user = 0; user < count; user++)
        {
            random.Fork(user).Fork(1).FillNormal(prompts.Row(user));
        }
        Matrix logits = generator.PredictOutputs(prompts);
        var made = new int[count][];
        for (int user = 0; user < count; user++)
        {
            made[user] = new int[LengthOf(data, random.Fork(user))];
            GumbelTopK.Draw(logits.Row(user), random.Fork(user).Fork(0), made[user]);
        }
        return Profiles.Create(data.Items, made);
    }

    private static int LengthOf(Profiles data, RandomStream random) => data[UserOf(data, random)].Length;

    /// <summary>A user by chance, of those that have an item.</summary>
    private static int UserOf(Profiles data, RandomStream random)
    {
        for (ulong position = 0; position < 10_000; position++)
        {
            int user = random.Below(data.Users, position);
            if (data[user].Length > 0)
            {
                return user;
            }
        }
        throw new ArgumentException("Hardly a user has an item; expected users to imitate.", nameof(data));
    }
}
