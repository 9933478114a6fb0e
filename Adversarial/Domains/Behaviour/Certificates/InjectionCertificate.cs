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
/// Where that is not enough, the two moves are taken together. Δ = eᵀy − eᵀ H (I + H)⁻¹ y, of which the second part
/// is at most k E Y · kη / (1 + kη), with η = L / λ ≥ sᵀA⁻¹s. Of the first every profile brings e_i y_i − e_h y_h:
/// <see cref="PairedMove"/> bounds the most that it can be.
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
    /// <param name="profiles">The training data, of profiles of at most <paramref name="longest"/> items.</param>
    /// <param name="ridge">λ of EASE, above 0.</param>
    /// <param name="longest">L, at least 1: no profile counts with more items.</param>
    /// <param name="data">What is known, and one hidden item a user.</param>
    /// <param name="most">The most injected profiles that are asked for, at least 1.</param>
    /// <param name="top">The length of a list.</param>
    /// <exception cref="ArgumentException">A user has no hidden item or several, or the items are others.</exception>
    public static CertifiedHits Certify(
        Profiles profiles, double ridge, int longest, HiddenItems data, int most, int top = 10)
    {
        ArgumentNullException.ThrowIfNull(profiles);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(longest);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        int[] hidden = Competitors.SingleHidden(data, profiles.Items, top);
        var inverse = RidgeInverse.Fit(profiles, ridge);
        var job = new Job(inverse, ridge, longest, data.Known, hidden, most, top);
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
        private readonly double _leverage; // η
        private readonly double[] _residuals; // E of each item

        public Job(
            RidgeInverse inverse, double ridge, int longest, Profiles known, int[] hidden, int most, int top)
        {
            (_inverse, _longest, _known, _hidden, _most, _top) = (inverse, longest, known, hidden, most, top);
            (Radii, _leverage) = (new int[hidden.Length], longest / ridge);
            _residuals = [.. Enumerable.Range(0, inverse.Items).Select(LargestResidual)];
        }

        protected override void Run(int part)
        {
            ReadOnlySpan<int> profile = _known[part];
            int item = _hidden[part], count = 0;
            double[] product = new double[_inverse.Items]; // P x
            foreach (int click in profile)
            {
                TensorPrimitives.Add(product, _inverse.Row(click), product);
            }
            double own = ScoreOf(item, product), ofItem = LargestMove(item, product);
            (int[] radii, int[] others) = (new int[_inverse.Items], new int[_inverse.Items]);
            for (int i = 0; i < _inverse.Items; i++)
            {
                if (i != item && !profile.Contains(i))
                {
                    others[count] = i;
                    double move = ofItem + LargestMove(i, product);
                    radii[count++] = Radius(own - ScoreOf(i, product) - Rounding, moves => moves * move);
                }
            }
            Array.Sort(radii, others, 0, count);
            var pair = new PairedMove(_inverse, item, product, _longest);
            int[] better = radii.AsSpan(0, count).ToArray();
            for (int place = 0; place < count && better.Take(place).Count(r => r <= radii[place]) < _top; place++)
            {
                if (radii[place] >= 0 && radii[place] < _most)
                {
                    int i = others[place];
                    double together = pair.Most(i), apart = ofItem + LargestMove(i, product);
                    better[place] = Math.Max(radii[place], Radius(own - ScoreOf(i, product) - Rounding, moves =>
                        moves * (together + (apart * moves * _leverage / (1 + (moves * _leverage))))));
                }
            }
            Radii[part] = Competitors.RadiusOfPlace(better, _top, _most);
        }

        /// <summary>The most profiles that move less than a gap; −1 if there is no gap.</summary>
        private int Radius(double gap, Func<int, double> move)
        {
            int radius = gap > 0 ? 0 : -1;
            while (radius >= 0 && radius < _most && move(radius + 1) < gap)
            {
                radius++;
            }
            return radius;
        }

        /// <summary>x·b = −Σ over the profile of P[j, i] / P[i, i].</summary>
        private double ScoreOf(int item, double[] product) => -product[item] / _inverse[item, item];

        /// <summary>E Y: the most that one profile moves the score of an item.</summary>
        private double LargestMove(int item, double[] product)
        {
            // u = A⁻¹ x = P x − P[·, i] (P x)[i] / P[i, i]
            ReadOnlySpan<double> column = _inverse.Row(item);
            double factor = product[item] / column[item];
            var ends = new LargestSums(stackalloc double[_longest], stackalloc double[_longest]);
            for (int j = 0; j < product.Length; j++)
            {
                ends.Add(j == item ? 0 : product[j] - (factor * column[j]));
            }
            return _residuals[item] * Math.Max(ends.Most(_longest), -ends.Least(_longest));
        }

        /// <summary>
        /// E: with i in the profile 1 − s·b at its largest, and without it s·b at its largest or smallest.
        /// </summary>
        private double LargestResidual(int item)
        {
            var ends = new LargestSums(new double[_longest], new double[_longest]);
            for (int j = 0; j < _inverse.Items; j++)
            {
                ends.Add(_inverse.Weight(j, item));
            }
            return Math.Max(
                1 - ends.Least(_longest - 1), Math.Max(ends.Most(_longest), -ends.Least(_longest)));
        }
    }
}
