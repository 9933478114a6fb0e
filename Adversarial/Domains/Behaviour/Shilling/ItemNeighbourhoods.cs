namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>What the users of each item have in common, against what is usual: a few numbers an item.</summary>
/// <remarks>
/// <para>
/// The neighbours of an item are the other clicks of its users. Of these: the mean of their log popularity, and its
/// deviation; how far they are from what one would draw by popularity, log of the mean over the items of
/// (n − e)² / (e + 1), with n how often an item is a neighbour and e how often it would be by chance; the mean log lift
/// of pairs of neighbours of the same user; and the share of the users that have no neighbours.
/// </para>
/// <para>
/// Each is taken as a distance from the mean over the items, in standard deviations, cut off at 4, and shrunk by
/// c / (c + 20) where only c users speak. A pushed item has nearly nothing but fakes for users, and these are drawn by
/// a rule: neighbours too popular or not enough, without order among them, or, as copies, without regard to the item.
/// </para>
/// </remarks>
internal sealed class ItemNeighbourhoods
{
    /// <summary>The numbers of an item.</summary>
    public const int Count = 5;

    private const double Shrinkage = 20, MostDeviations = 4, HalfUser = 0.5;
    private const int FewestUsers = 10; // of items that say what is usual
    private readonly Profiles _profiles;
    private readonly int[] _pairs;
    private readonly double[] _popularity; // its logarithm

    /// <summary>Looks at all profiles, fake ones among them.</summary>
    public ItemNeighbourhoods(Profiles profiles)
    {
        _profiles = profiles;
        Users = profiles.CountUsers();
        _popularity = [.. Users.Select(count => Math.Log(count + HalfUser))];
        _pairs = new int[profiles.Items * profiles.Items];
        for (int user = 0; user < profiles.Users; user++)
        {
            foreach (int i in profiles[user])
            {
                foreach (int j in profiles[user])
                {
                    _pairs[(i * profiles.Items) + j]++;
                }
            }
        }
        Values = Matrix.Allocate(profiles.Items, Count);
        Measure();
        Standardise();
    }

    /// <summary>The users of each item.</summary>
    public int[] Users { get; }

    /// <summary>(items, <see cref="Count"/>): distances from what is usual.</summary>
    public Matrix Values { get; }

    /// <summary>log of the number of users of an item.</summary>
    public double Popularity(int item) => _popularity[item];

    /// <summary>log n(i, j) N / (n(i) n(j)): how much more often two items go together than by chance.</summary>
    public double Lift(int i, int j) => Math.Log((_pairs[(i * _profiles.Items) + j] + HalfUser) * _profiles.Users)
        - _popularity[i] - _popularity[j];

    private void Measure()
    {
        int items = _profiles.Items;
        (double[] lifts, int[] pairs, int[] alone) = (new double[items], new int[items], new int[items]);
        for (int user = 0; user < _profiles.Users; user++)
        {
            AddPairs(_profiles[user], lifts, pairs, alone);
        }
        double clicks = Math.Max(1, _profiles.Count - alone.Sum());
        for (int item = 0; item < items; item++)
        {
            (double neighbours, double sum, double square, double distance) = (0, 0, 0, 0);
            for (int other = 0; other < items; other++)
            {
                int count = other == item ? 0 : _pairs[(item * items) + other];
                neighbours += count;
                sum += count * _popularity[other];
                square += count * _popularity[other] * _popularity[other];
            }
            for (int other = 0; other < items; other++)
            {
                double expected = neighbours * (Users[other] - alone[other]) / clicks;
                distance += other == item ? 0
                    : Math.Pow(_pairs[(item * items) + other] - expected, 2) / (expected + 1) / items;
            }
            double mean = neighbours > 0 ? sum / neighbours : 0;
            Span<float> row = Values.Row(item);
            row[0] = (float)mean;
            row[1] = neighbours > 0 ? (float)Math.Sqrt(Math.Max(0, (square / neighbours) - (mean * mean))) : 0;
            row[2] = (float)Math.Log(distance + 0.01);
            row[3] = (float)(lifts[item] / Math.Max(1, pairs[item]));
            row[4] = (float)alone[item] / Math.Max(1, Users[item]);
        }
    }

    private void AddPairs(ReadOnlySpan<int> profile, double[] lifts, int[] pairs, int[] alone)
    {
        if (profile.Length == 1)
        {
            alone[profile[0]]++;
            return;
        }
        double[] own = new double[profile.Length];
        double all = 0;
        for (int a = 0; a < profile.Length; a++)
        {
            for (int b = 0; b < a; b++)
            {
                double lift = Lift(profile[a], profile[b]);
                own[a] += lift;
                own[b] += lift;
                all += lift;
            }
        }
        int others = (profile.Length - 1) * (profile.Length - 2) / 2;
        for (int place = 0; place < profile.Length; place++)
        {
            lifts[profile[place]] += all - own[place];
            pairs[profile[place]] += others;
        }
    }

    private void Standardise()
    {
        int[] usual = [.. Enumerable.Range(0, Users.Length).Where(item => Users[item] >= FewestUsers)];
        for (int column = 0; column < Count; column++)
        {
            double mean = usual.Length == 0 ? 0 : usual.Average(item => Values[item, column]);
            double deviation = usual.Length == 0 ? 0
                : Math.Sqrt(usual.Average(item => Math.Pow(Values[item, column] - mean, 2)));
            for (int item = 0; item < Users.Length; item++)
            {
                double distance = deviation > 0 ? (Values[item, column] - mean) / deviation : 0;
                Values[item, column] = (float)(Math.Clamp(distance, -MostDeviations, MostDeviations)
                    * Users[item] / (Users[item] + Shrinkage));
            }
        }
    }
}
