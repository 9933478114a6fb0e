namespace Scratch.Adversarial.Classification.Robust;

/// <summary>
/// Moves the weights of a network a little way up the loss, so that the gradient is taken where they are worst: w += γ
/// ‖w‖ g / ‖g‖, tensor by tensor. Wu, Xia and Wang 2020 (AWP), eq. 9 and 10, in one step.
/// </summary>
public sealed class WeightPerturbation
{
    private readonly ParameterBuffer _parameters;
    private readonly Matrix _saved;
    private readonly float _gamma;

    /// <summary>A perturbation of these parameters. Allocates a copy of them.</summary>
    /// <param name="parameters">What is moved: the tensors that decay, so no biases.</param>
    /// <param name="gamma">γ, at least 0: how far, as a share of the tensor's own length.</param>
    /// <exception cref="ArgumentOutOfRangeException">γ is negative or not finite.</exception>
    public WeightPerturbation(ParameterBuffer parameters, float gamma)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!(gamma >= 0 && float.IsFinite(gamma)))
        {
            throw new ArgumentOutOfRangeException(nameof(gamma), gamma, "Expected a finite number of at least 0.");
        }
        (_parameters, _gamma, _saved) = (parameters, gamma, parameters.AllocateLike());
    }

    /// <summary>Moves the weights along their gradients, which are set to zero.</summary>
    public void Apply()
    {
        _parameters.ValueBlock.Span.CopyTo(_saved.Span);
        for (int i = 0; i < _parameters.Count; i++)
        {
            if (!_parameters.Declarations[i].Decays)
            {
                continue;
            }
            Range slice = _parameters.Slice(i);
            Span<float> weights = _parameters.Values[slice], gradients = _parameters.Gradients[slice];
            float length = Reductions.Norm<float>(gradients);
            if (length > 0)
            {
                TensorPrimitives.MultiplyAdd(
                    gradients, _gamma * Reductions.Norm<float>(weights) / length, weights, weights);
            }
        }
        _parameters.ZeroGradients();
    }

    /// <summary>Moves the weights back, to the bit; the gradients stay.</summary>
    public void Remove() => _saved.Span.CopyTo(_parameters.ValueBlock.Span);
}
