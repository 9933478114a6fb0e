using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Domains.Behaviour.Generation;

/// <summary>
/// Makes users more like real ones, an item at a time: an item of each is taken away, and another, or the same, drawn
/// from what a recommender says of the rest.
/// </summary>
/// <remarks>
/// Gibbs sampling (Geman and Geman 1984) with the conditional distributions that an autoencoder has learnt when it was
/// asked for hidden items (a generative stochastic network: Bengio, Laufer, Alain and Yosinski 2014, Deep Generative
/// Stochastic Networks Trainable by Backprop). A user keeps its number of items; users of one item keep it.
/// </remarks>
internal static class GibbsSweeps
{
    private const int UsersAtOnce = 256;

    /// <summary>Runs sweeps. In one, each user has as many items redrawn as it has, each chosen by chance.</summary>
    /// <param name="model">Whose scores are probabilities: one that was trained to find hidden items.</param>
    /// <param name="start">The users, not overwritten.</param>
    /// <param name="sweeps">At least 0.</param>
    /// <param name="random">Decides; each user has a stream of its own.</param>
    public static Profiles Run(ProfileAutoencoder model, Profiles start, int sweeps, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentOutOfRangeException.ThrowIfNegative(sweeps);
        var users = new int[start.Users][];
        for (int user = 0; user < users.Length; user++)
        {
            users[user] = start[user].ToArray();
        }
        int[] redrawn = [.. Enumerable.Range(0, users.Length).Where(user => users[user].Length > 1)];
        Matrix scores = Matrix.Allocate(UsersAtOnce, start.Items);
        int longest = redrawn.Length == 0 ? 0 : redrawn.Max(user => users[user].Length);
        for (int move = 0; move < sweeps * longest; move++)
        {
            int[] moved = [.. redrawn.Where(user => move < sweeps * users[user].Length)];
            foreach (int[] some in moved.Chunk(UsersAtOnce))
            {
                Redraw(model, users, some, move, random, scores.SliceRows(0, some.Length));
            }
        }
        return Profiles.Create(start.Items, users);
    }

    private static void Redraw(
        ProfileAutoencoder model, int[][] users, int[] some, int move, RandomStream random, Matrix scores)
    {
        int[] places = [.. some.Select(user => random.Fork(user).Fork(move).Below(users[user].Length, 0))];
        Profiles rest = Profiles.Create(
            model.Items, some.Select((user, i) => (int[])[.. users[user].Where((_, j) => j != places[i])]));
        model.Score(rest, [.. Enumerable.Range(0, some.Length)], scores);
        for (int i = 0; i < some.Length; i++)
        {
            users[some[i]][places[i]] = Draw(scores.Row(i), random.Fork(some[i]).Fork(move).Uniform(1));
        }
    }

    /// <summary>The first item that the sum of the probabilities exceeds u at; none of probability 0.</summary>
    private static int Draw(ReadOnlySpan<float> probabilities, float u)
    {
        (double sum, int last) = (0, 0);
        for (int item = 0; item < probabilities.Length; item++)
        {
            sum += probabilities[item];
            last = probabilities[item] > 0 ? item : last;
            if (u < sum && probabilities[item] > 0)
            {
                return item;
            }
        }
        return last; // the sum was rounded to less than 1
    }
}
