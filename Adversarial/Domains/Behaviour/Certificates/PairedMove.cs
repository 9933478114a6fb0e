using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Domains.Behaviour.Certificates;

/// <summary>
/// The most that a profile s of L items moves the score of an item i against that of h, in the first order: an upper
/// bound of e_i y_i − e_h y_h. See <see cref="InjectionCertificate"/>.
/// </summary>
/// <remarks>
/// e_i y_i − e_h y_h = (e_i − e_h) y_i − e_h (y_h − y_i), all four linear in s: the coefficients of e_i − e_h are
/// b_h − b_i, those of y_h − y_i are u_h − u_i, and the latter are small. Whether h and i are in s makes four cases;
/// for the other items the least and the most of each form is a sort. A product is at most that of its ends, and for
/// any c at most (c · one + other / c)² / 4, which is the square of a linear form again: the lower of both counts.
/// </remarks>
/// <param name="inverse">P.</param>
/// <param name="item">h.</param>
/// <param name="product">P x, of the user who is asked about.</param>
/// <param name="longest">L.</param>
internal sealed class PairedMove(RidgeInverse inverse, int item, double[] product, int longest)
{
    /// <summary>The bound for item i.</summary>
    public double Most(int i)
    {
        ReadOnlySpan<double> ofItem = inverse.Row(item), ofOther = inverse.Row(i);
        double scoreOfItem = -product[item] / ofItem[item], scoreOfOther = -product[i] / ofOther[i];
        var weights = new LargestSums(stackalloc double[longest], stackalloc double[longest]); // b_h
        var leads = new LargestSums(stackalloc double[longest], stackalloc double[longest]); // b_h − b_i
        var reaches = new LargestSums(stackalloc double[longest], stackalloc double[longest]); // u_i
        var shifts = new LargestSums(stackalloc double[longest], stackalloc double[longest]); // u_h − u_i
        for (int j = 0; j < product.Length; j++)
        {
            if (j != item && j != i)
            {
                double weight = -ofItem[j] / ofItem[item], shift = ofOther[j] * scoreOfOther;
                weights.Add(weight);
                leads.Add(weight + (ofOther[j] / ofOther[i]));
                reaches.Add(product[j] + shift);
                shifts.Add((ofItem[j] * scoreOfItem) - shift);
            }
        }
        double most = 0;
        double c = Math.Sqrt(
            Math.Max(reaches.Most(longest - 1), 1e-12) / (1 + Math.Max(leads.Most(longest - 1), 0)));
        var mixture = new LargestSums(stackalloc double[longest], stackalloc double[longest]);
        for (int j = 0; j < product.Length; j++)
        {
            if (j != item && j != i)
            {
                mixture.Add((c * ((-ofItem[j] / ofItem[item]) + (ofOther[j] / ofOther[i])))
                    + ((product[j] + (ofOther[j] * scoreOfOther)) / c));
            }
        }
        for (int hasItem = 0; hasItem <= 1; hasItem++)
        {
            for (int hasOther = 0; hasOther <= 1 && hasItem + hasOther <= longest; hasOther++)
            {
                int rest = longest - hasItem - hasOther;
                double weightOfOther = -ofItem[i] / ofItem[item], weightOfItem = -ofOther[item] / ofOther[i];
                double lead = (hasOther * (1 + weightOfOther)) - (hasItem * (1 + weightOfItem)),
                    reach = hasItem * (product[item] + (ofOther[item] * scoreOfOther)),
                    residual = hasItem - (hasOther * weightOfOther),
                    shift = (hasOther * (product[i] + (ofItem[i] * scoreOfItem))) - reach;
                double first = LargestProduct(
                    lead + leads.Least(rest), lead + leads.Most(rest),
                    reach + reaches.Least(rest), reach + reaches.Most(rest));
                double centre = (c * lead) + (reach / c),
                    end = Math.Max(centre + mixture.Most(rest), -(centre + mixture.Least(rest)));
                double second = LargestProduct(
                    weights.Least(rest) - residual, weights.Most(rest) - residual,
                    shift + shifts.Least(rest), shift + shifts.Most(rest));
                most = Math.Max(most, Math.Min(first, end * end / 4) + second);
            }
        }
        return most;
    }

    private static double LargestProduct(double least, double most, double leastOther, double mostOther) => Math.Max(
        Math.Max(least * leastOther, least * mostOther), Math.Max(most * leastOther, most * mostOther));
}
