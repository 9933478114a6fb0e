using Scratch.Adversarial.Domains.Behaviour.Recommenders;

namespace Scratch.Adversarial.Domains.Behaviour.Shilling;

/// <summary>Chooses the filling of one profile, an item at a time: see <see cref="GradientAttack"/>.</summary>
internal sealed class FillingChoice
{
    private readonly RidgeInverse _inverse;
    private readonly int _target;
    private readonly double[] _reach; // A⁻¹ m: how near each item is to the users that count

    /// <param name="inverse">P of the data so far.</param>
    /// <param name="target">The target t.</param>
    /// <param name="mean">m, over all items.</param>
    public FillingChoice(RidgeInverse inverse, int target, ReadOnlySpan<double> mean)
    {
        (_inverse, _target, _reach) = (inverse, target, new double[inverse.Items]);
        for (int i = 0; i < inverse.Items; i++)
        {
            if (mean[i] != 0 && i != target)
            {
                AddColumn(i, mean[i], _reach);
            }
        }
    }

    /// <summary>The profile: the target, and items until it is as long as asked or nothing brings more.</summary>
    /// <param name="length">The items of the profile, the target included.</param>
    /// <param name="allowed">The items that may be chosen.</param>
    public int[] Choose(int length, ReadOnlySpan<bool> allowed)
    {
        List<int> profile = [_target];
        double[] ofFilling = new double[_inverse.Items]; // A⁻¹ s
        (double reach, double score, double square) = (0, 0, 0); // m·A⁻¹s, s·b, sᵀA⁻¹s
        while (profile.Count < length)
        {
            (int best, double most) = (-1, double.NegativeInfinity);
            for (int i = 0; i < _inverse.Items; i++)
            {
                if (allowed[i] && !profile.Contains(i))
                {
                    double gain = (reach + _reach[i]) * (1 - score - _inverse.Weight(i, _target))
                        / (1 + square + (2 * ofFilling[i]) + Without(i, i));
                    (best, most) = gain > most ? (i, gain) : (best, most);
                }
            }
            if (best < 0)
            {
                break;
            }
            reach += _reach[best];
            score += _inverse.Weight(best, _target);
            square += (2 * ofFilling[best]) + Without(best, best);
            AddColumn(best, 1, ofFilling);
            profile.Add(best);
        }
        return [.. profile];
    }

    /// <summary>A⁻¹ at a place: P without the target.</summary>
    private double Without(int i, int j) =>
        _inverse[i, j] - (_inverse[i, _target] * _inverse[_target, j] / _inverse[_target, _target]);

    private void AddColumn(int item, double factor, double[] sum)
    {
        TensorPrimitives.MultiplyAdd(_inverse.Row(item), factor, sum, sum);
        TensorPrimitives.MultiplyAdd(
            _inverse.Row(_target), -factor * _inverse[item, _target] / _inverse[_target, _target], sum, sum);
    }
}
