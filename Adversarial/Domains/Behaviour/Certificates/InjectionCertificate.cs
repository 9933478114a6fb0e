using Scratch.Adversarial.Domains.Behaviour.Ranking;
using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Domains.Behaviour.Certificates;

/// <summary>
/// How many profiles can be injected into the training data of EASE so that the item stays in the list, whatever is in
/// them, if no profile counts with more than L items.
/// </summary>
/// <remarks>
/// <para>
/// For item i let A = XᵀX + λI over the other items, b = A⁻¹Xᵀx_i its weights, x the profile of the user who is asked
/// about and u = A⁻¹x. With the rows S injected, the score x·b moves by exactly
/// </para>
/// <para>
/// Δ = eᵀ (I + H)⁻¹ y,  e = S_i − S b,  y = S u,  H = S A⁻¹ Sᵀ:
/// </para>
/// <para>
/// from b' − b = A'⁻¹ Sᵀe with A' = A + SᵀS, and S A'⁻¹ = (I + H)⁻¹ S A⁻¹. H has no negative eigenvalue, so
/// |Δ| ≤ ‖e‖ ‖y‖ ≤ k · E · Y, where E is the most that |s_i − s·b| can be for a profile s of L items, and Y the most
/// that |s·u| can be: both by a sort. Item i can't pass h while score_h − score_i > k (E_h Y_h + E_i Y_i).
/// </para>
/// <para>
/// Proven for any k profiles that are added, each of at most L items: what learns must cut longer ones, as
/// <see cref="ShortProfiles"/> does. Not for profiles of real users that are changed or removed. Equal scores and
/// differences below the rounding of single precision count against h.
/// </para>
/// </remarks>
public static class InjectionCertificate
{
    private const double Rounding = 1e-6;

    /// <summary>Certifies hits of EASE.</summary>
    /// <param name="inverse">Of the training data, and of λ.</param>
    /// <param name="longest">L, at least 1: no profile counts with more items.</param>
    /// <param name="data">What is known, and one hidden item a user.</param>
    /// <param name="most">The most injected profiles that are asked for, at least 1.</param>
    /// <param name="top">The length of a list.</param>
    /// <exception cref="ArgumentException">A user has no hidden item or several, or the items are others.</exception>
    public static CertifiedHits Certify(RidgeInverse inverse, int longest, HiddenItems data, int most, int top = 10)
    {
        ArgumentNullException.ThrowIfNull(inverse);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(longest);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        int[] hidden = Competitors.SingleHidden(data, inverse.Items, top);
        var job = new Job(inverse, longest, data.Known, hidden, most, top);
        WorkerPool.Run(job, hidden.Length);
        return new CertifiedHits(job.Radii);
    }

    private sealed class Job : ParallelJob
    {
        public readonly int[] Radii;
        private readonly RidgeInverse _inverse;
        private readonly Profiles _known;
        private readonly int[] _hidden;
        private readonly int _longest, _most, _top;
        private readonly double[] _residuals; // E of each item

        public Job(RidgeInverse inverse, int longest, Profiles known, int[] hidden, int most, int top)
        {
            (_inverse, _longest, _known, _hidden, _most, _top) = (inverse, longest, known, hidden, most, top);
            Radii = new int[hidden.Length];
            _residuals = [.. Enumerable.Range(0, inverse.Items).Select(LargestResidual)];
        }

        protected override void Run(int part)
        {
            ReadOnlySpan<int> profile = _known[part];
            int item = _hidden[part];
            double[] product = new double[_inverse.Items]; // P x
            foreach (int click in profile)
            {
                TensorPrimitives.Add(product, _inverse.Row(click), product);
            }
            double own = ScoreOf(item, product), ofItem = LargestMove(item, product);
            int[] radii = new int[_inverse.Items];
            int count = 0;
            for (int i = 0; i < radii.Length; i++)
            {
                if (i != item && !profile.Contains(i))
                {
                    double ahead = own - ScoreOf(i, product) - Rounding;
                    radii[count++] = ahead <= 0 ? -1 : (int)Math.Min(
                        _most, Math.Ceiling(ahead / (ofItem + LargestMove(i, product))) - 1);
                }
            }
            Radii[part] = Competitors.RadiusOfPlace(radii.AsSpan(0, count), _top, _most);
        }

        /// <summary>x·b = −Σ over the profile of P[j, i] / P[i, i].</summary>
        private double ScoreOf(int item, double[] product) => -product[item] / _inverse[item, item];

        /// <summary>E Y: the most that one profile moves the score of an item.</summary>
        private double LargestMove(int item, double[] product)
        {
            // u = A⁻¹ x = P x − P[·, i] (P x)[i] / P[i, i]
            ReadOnlySpan<double> column = _inverse.Row(item);
            double factor = product[item] / column[item];
            Span<double> largest = stackalloc double[_longest], smallest = stackalloc double[_longest];
            largest.Clear();
            smallest.Clear();
            for (int j = 0; j < product.Length; j++)
            {
                if (j != item)
                {
                    double u = product[j] - (factor * column[j]);
                    Keep(largest, u);
                    Keep(smallest, -u);
                }
            }
            double most = Math.Max(TensorPrimitives.Sum<double>(largest), TensorPrimitives.Sum<double>(smallest));
            return _residuals[item] * most;
        }

        /// <summary>
        /// E: with i in the profile 1 − s·b at its largest, and without it s·b at its largest or smallest.
        /// </summary>
        private double LargestResidual(int item)
        {
            double[] positive = new double[_longest], negative = new double[_longest];
            for (int j = 0; j < _inverse.Items; j++)
            {
                Keep(positive, _inverse.Weight(j, item));
                Keep(negative, -_inverse.Weight(j, item));
            }
            double with = 1 + negative.Take(_longest - 1).Sum();
            return Math.Max(with, Math.Max(positive.Sum(), negative.Sum()));
        }

        /// <summary>Puts a value among the largest ones, which stand in descending order.</summary>
        private static void Keep(Span<double> largest, double value)
        {
            if (value > largest[^1])
            {
                int place = largest.Length - 1;
                for (; place > 0 && largest[place - 1] < value; place--)
                {
                    largest[place] = largest[place - 1];
                }
                largest[place] = value;
            }
        }
    }
}
