using BenchmarkDotNet.Attributes;
using Scratch.Adversarial.Domains.Behaviour;
using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;
using Scratch.Engine;

namespace Scratch.Benchmarks.Recommend;

/// <summary>The ten best items of one user, on one core.</summary>
public class RecommendBenchmark
{
    private const int ProfileLength = 20, LargestEase = 4000;

    private readonly int[] _best = new int[10];
    private readonly int[] _user = [0];
    private ProfileAutoencoder _autoencoder = null!;
    private Ease _ease = null!;
    private IRecommender _blend = null!;
    private Profiles _profiles = null!;
    private Matrix _scores;

    /// <summary>The number of items; EASE has 4,000 at most.</summary>
    [Params(285, 10_000)]
    public int Items { get; set; } = 285;

    [GlobalSetup]
    public void Prepare()
    {
        WorkerPool.Threads = 1;
        var random = new RandomStream(1);
        int easeItems = Math.Min(Items, LargestEase);
        Matrix weights = Matrix.Allocate(easeItems, easeItems);
        random.FillNormal(weights.Span);
        _ease = new Ease(weights);
        _autoencoder = new ProfileAutoencoder(new AutoencoderShape(Items) { Hidden = 200, Latent = 64 });
        _autoencoder.Initialise(random);
        _blend = Items == easeItems ? new Blend((_autoencoder, 1), (_ease, 0.5f)) : _autoencoder;
        _profiles = Profiles.Create(
            Items, [[.. Enumerable.Range(0, ProfileLength).Select(i => random.Below(easeItems, (ulong)i))]]);
        _scores = Matrix.Allocate(1, Items);
    }

    [Benchmark]
    public int Autoencoder() => Recommend(_autoencoder, _scores);

    [Benchmark]
    public int EaseAlone() => Recommend(_ease, _scores.SliceColumns(0, _ease.Items));

    [Benchmark]
    public int BlendOfBoth() => Recommend(_blend, _scores);

    private int Recommend(IRecommender recommender, Matrix scores)
    {
        recommender.Score(_profiles, _user, scores);
        Span<float> row = scores.Row(0);
        foreach (int item in _profiles[0])
        {
            row[item] = float.NegativeInfinity;
        }
        return TopItems.Find(row, _best);
    }
}
