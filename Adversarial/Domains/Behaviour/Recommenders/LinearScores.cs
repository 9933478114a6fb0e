namespace Scratch.Adversarial.Domains.Behaviour.Recommenders;

/// <summary>Scores that are sums over the profile: xW, each item of the profile adding a row of W.</summary>
/// <remarks>Users are shared out to threads; a sum runs over the profile in its order. Allocates nothing.</remarks>
/// <param name="weights">(items, items), not copied.</param>
internal sealed class LinearScores(Matrix weights) : ParallelJob
{
    private const int UsersOfPart = 16;

    private int[] _users = new int[1];
    private int _count;
    private Profiles? _profiles;
    private Matrix _scores;

    /// <summary>W.</summary>
    public Matrix Weights => weights;

    /// <summary>Overwrites scores, (users, items), with xW of some users.</summary>
    public void Run(Profiles profiles, ReadOnlySpan<int> users, Matrix scores)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        Shape.Require(scores, users.Length, weights.Columns);
        if (_users.Length < users.Length)
        {
            _users = new int[users.Length];
        }
        users.CopyTo(_users);
        (_profiles, _count, _scores) = (profiles, users.Length, scores);
        WorkerPool.Run(this, (users.Length + UsersOfPart - 1) / UsersOfPart);
        (_profiles, _scores) = (null, default);
    }

    /// <inheritdoc/>
    protected override void Run(int part)
    {
        for (int row = part * UsersOfPart; row < Math.Min(_count, (part + 1) * UsersOfPart); row++)
        {
            Span<float> sum = _scores.Row(row);
            sum.Clear();
            foreach (int item in _profiles![_users[row]])
            {
                TensorPrimitives.Add(sum, weights.Row(item), sum);
            }
        }
    }
}
