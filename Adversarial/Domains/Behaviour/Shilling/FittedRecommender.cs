using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>What comes of learning from profiles of which some may be fake.</summary>
/// <param name="Recommender">The recommender.</param>
/// <param name="Suspicions">
/// How suspicious each profile that it learnt from was, the more the higher; null where nobody looked.
/// </param>
public sealed record FittedRecommender(IRecommender Recommender, IReadOnlyList<double>? Suspicions = null);
