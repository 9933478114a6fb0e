using System.Numerics.Tensors;
using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>The Gaussian reparameterisation z = μ + σ ⊙ ε and the divergence of N(μ, σ²) from N(0, 1). Kingma and Welling 2014.</summary>
/// <remarks>
/// The heads hold [μ | log σ²], so σ = exp(½ log σ²) is positive whatever the network says. The noise is given by the caller:
/// the same noise gives the same z, and the gradient flows past it. Derivation: docs/backprop.md, section "Reparameterisation".
/// </remarks>
public static class Reparameterisation
{
    private const int Chunk = 128;

    /// <summary>z = μ + exp(½ log σ²) ⊙ ε.</summary>
    /// <param name="heads">(B, 2L), [μ | log σ²], not overwritten.</param>
    /// <param name="noise">(B, L), ε, not overwritten.</param>
    /// <param name="z">(B, L), overwritten.</param>
    public static void Forward(Matrix heads, Matrix noise, Matrix z)
    {
        Shape.RequireSame(noise, z);
        Shape.Require(heads, z.Rows, 2 * z.Columns);
        for (int row = 0; row < z.Rows; row++)
        {
            Span<float> sample = z.Row(row);
            TensorPrimitives.Multiply(heads.Row(row)[z.Columns..], 0.5f, sample);
            TensorPrimitives.Exp(sample, sample);
            TensorPrimitives.MultiplyAdd(sample, noise.Row(row), heads.Row(row)[..z.Columns], sample);
        }
    }

    /// <summary>
    /// dμ = dZ + w μ; d(log σ²) = ½ σ ⊙ ε ⊙ dZ + ½ w (σ² − 1): the way back through z, and the gradient of w · KL.
    /// </summary>
    /// <param name="heads">(B, 2L), as given to <see cref="Forward"/>.</param>
    /// <param name="noise">(B, L), as given to <see cref="Forward"/>.</param>
    /// <param name="dZ">(B, L), ∂loss/∂z, not overwritten.</param>
    /// <param name="divergenceWeight">w, the weight of the divergence in the loss: β / batch in training.</param>
    /// <param name="dHeads">(B, 2L), overwritten.</param>
    public static void Backward(Matrix heads, Matrix noise, Matrix dZ, float divergenceWeight, Matrix dHeads)
    {
        Shape.RequireSame(noise, dZ);
        Shape.RequireSame(heads, dHeads);
        Shape.Require(heads, dZ.Rows, 2 * dZ.Columns);
        int latent = dZ.Columns;
        for (int row = 0; row < dZ.Rows; row++)
        {
            ReadOnlySpan<float> head = heads.Row(row), epsilon = noise.Row(row), dz = dZ.Row(row);
            Span<float> dHead = dHeads.Row(row);
            for (int j = 0; j < latent; j++)
            {
                float sigma = MathF.Exp(0.5f * head[latent + j]);
                dHead[j] = dz[j] + (divergenceWeight * head[j]);
                dHead[latent + j] = 0.5f * ((sigma * epsilon[j] * dz[j]) + (divergenceWeight * ((sigma * sigma) - 1)));
            }
        }
    }

    /// <summary>KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ (μ² + σ² − log σ² − 1) of every example, in nats.</summary>
    /// <param name="heads">(B, 2L), [μ | log σ²], not overwritten.</param>
    /// <param name="perExample">B values, overwritten.</param>
    public static void Divergence(Matrix heads, Span<float> perExample)
    {
        Shape.RequireLength(perExample.Length, heads.Rows, nameof(perExample));
        int latent = heads.Columns / 2;
        Span<float> variance = stackalloc float[Chunk];
        for (int row = 0; row < heads.Rows; row++)
        {
            ReadOnlySpan<float> mean = heads.Row(row)[..latent], logVariance = heads.Row(row)[latent..];
            float sum = TensorPrimitives.SumOfSquares(mean) - TensorPrimitives.Sum(logVariance) - latent;
            for (int start = 0; start < latent; start += Chunk)
            {
                int count = Math.Min(Chunk, latent - start);
                TensorPrimitives.Exp(logVariance.Slice(start, count), variance);
                sum += TensorPrimitives.Sum<float>(variance[..count]);
            }
            perExample[row] = 0.5f * sum;
        }
    }
}
