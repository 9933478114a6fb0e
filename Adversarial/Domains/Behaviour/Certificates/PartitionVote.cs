using System.Runtime.InteropServices;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Domains.Behaviour.Certificates;

/// <summary>
/// Recommenders of parts of the users, which vote: no user can move more than one of them (Levine and Feizi 2021, Deep
/// Partition Aggregation).
/// </summary>
/// <remarks>
/// <para>
/// A user belongs to a part by its number alone, so that a user who comes, goes or changes moves one part, whatever
/// the profile. Each part gives every item a vote from 0 to 255: with the middle θ between its N-th and its next score,
/// 127.5 (1 + (score − θ) / (width · |θ|)), rounded and cut off. With the width 0 the N best get 255 and the others 0:
/// the vote by lists. The votes of all parts are added; whole numbers, exact in any order.
/// </para>
/// <para>
/// A part that someone has moved can give any votes; more isn't assumed of it. <see cref="PartitionCertificate"/>
/// counts what follows.
/// </para>
/// </remarks>
public sealed class PartitionVote : IRecommender
{
    private readonly IRecommender[] _parts;
    private readonly VoteOptions _options;
    private readonly VoteJob _job;

    private PartitionVote(IRecommender[] parts, VoteOptions options)
    {
        (_parts, _options, Items) = (parts, options, parts[0].Items);
        _job = new VoteJob(this);
    }

    /// <summary>The largest vote of a part.</summary>
    public const int Full = 255;

    /// <inheritdoc/>
    public int Items { get; }

    /// <summary>The number of parts.</summary>
    public int Parts => _parts.Length;

    /// <summary>Fits one recommender for each part of the users.</summary>
    /// <param name="profiles">The users to learn from; the number of a user is its place here.</param>
    /// <param name="options">How many parts, and how they vote.</param>
    /// <param name="fit">Makes a recommender of profiles; asked from several threads. A part may have no user.</param>
    /// <param name="random">Decides who belongs to which part: by a user's number, and by nothing else.</param>
    public static PartitionVote Fit(
        Profiles profiles, VoteOptions options, Func<Profiles, IRecommender> fit, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(fit);
        options.Validate();
        var users = new List<int>[options.Parts];
        for (int part = 0; part < users.Length; part++)
        {
            users[part] = [];
        }
        for (int user = 0; user < profiles.Users; user++)
        {
            users[PartOf(user, options.Parts, random)].Add(user);
        }
        var job = new FitJob(profiles, users, fit);
        WorkerPool.Run(job, users.Length);
        return new PartitionVote(job.Recommenders, options);
    }

    /// <summary>The same parts, which vote otherwise.</summary>
    /// <param name="options">How; the number of parts stays.</param>
    public PartitionVote Voting(VoteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new PartitionVote(_parts, options with { Parts = _parts.Length });
    }

    /// <summary>The part that a user belongs to.</summary>
    public static int PartOf(int user, int parts, RandomStream random) => random.Below(parts, (ulong)user);

    /// <inheritdoc/>
    public void Score(Profiles profiles, ReadOnlySpan<int> users, Matrix scores)
    {
        byte[][] votes = Vote(profiles, users);
        for (int row = 0; row < users.Length; row++)
        {
            Span<float> sum = scores.Row(row);
            sum.Clear();
            foreach (byte[] part in votes)
            {
                ReadOnlySpan<byte> own = part.AsSpan(row * Items, Items);
                for (int item = 0; item < own.Length; item++)
                {
                    sum[item] += own[item]; // below 2²⁴ for up to 65,000 parts
                }
            }
        }
    }

    /// <summary>What each part gives each item: for each part (users, items), row by row.</summary>
    internal byte[][] Vote(Profiles profiles, ReadOnlySpan<int> users)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        (_job.Profiles, _job.Users) = (profiles, users.ToArray());
        _job.Votes = new byte[_parts.Length][];
        WorkerPool.Run(_job, _parts.Length);
        return _job.Votes;
    }

    private static void WriteVotes(Span<float> scores, ReadOnlySpan<int> known, VoteOptions options, Span<byte> votes)
    {
        foreach (int item in known)
        {
            scores[item] = float.NegativeInfinity;
        }
        int[] best = RankingEvaluator.Best(scores, options.List + 1);
        votes.Clear();
        if (best.Length <= options.List)
        {
            return; // fewer items than a list has: they are all listed in any case
        }
        double middle = (scores[best[^1]] + (double)scores[best[^2]]) / 2, width = options.Width * Math.Abs(middle);
        if (width == 0)
        {
            foreach (int item in best.AsSpan(0, options.List))
            {
                votes[item] = Full;
            }
            return;
        }
        for (int item = 0; item < votes.Length; item++)
        {
            double share = 0.5 * (1 + ((scores[item] - middle) / width));
            votes[item] = (byte)Math.Round(Full * Math.Clamp(share, 0, 1));
        }
    }

    private sealed class FitJob(Profiles profiles, List<int>[] users, Func<Profiles, IRecommender> fit) : ParallelJob
    {
        public readonly IRecommender[] Recommenders = new IRecommender[users.Length];

        protected override void Run(int part) =>
            Recommenders[part] = fit(profiles.Subset(CollectionsMarshal.AsSpan(users[part])));
    }

    private sealed class VoteJob(PartitionVote vote) : ParallelJob
    {
        public Profiles Profiles = null!;
        public int[] Users = [];
        public byte[][] Votes = [];

        protected override void Run(int part)
        {
            Matrix scores = Matrix.Allocate(Users.Length, vote.Items);
            byte[] votes = new byte[Users.Length * vote.Items];
            vote._parts[part].Score(Profiles, Users, scores);
            for (int row = 0; row < Users.Length; row++)
            {
                WriteVotes(
                    scores.Row(row), Profiles[Users[row]], vote._options, votes.AsSpan(row * vote.Items, vote.Items));
            }
            Votes[part] = votes;
        }
    }
}
