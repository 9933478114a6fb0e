using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Scratch.Engine;
using Scratch.Engine.Functions;
using Scratch.Engine.Vectors;

namespace Scratch.Layers;

/// <summary>
/// The Gaussian reparameterisation z = μ + σ ⊙ ε and the divergence of N(μ, σ²) from N(0, 1). Kingma and Welling 2014.
/// </summary>
/// <remarks>
/// The heads hold [μ | log σ²], so σ = exp(½ log σ²) is positive whatever the network says. The noise is given by the
/// caller: the same noise gives the same z, and the gradient flows past it. Derivation: docs/backprop.md, section
/// "Reparameterisation".
/// </remarks>
public static class Reparameterisation
{
    /// <summary>z = μ + exp(½ log σ²) ⊙ ε.</summary>
    /// <param name="heads">(B, 2L), [μ | log σ²], not overwritten.</param>
    /// <param name="noise">(B, L), ε, not overwritten.</param>
    /// <param name="z">(B, L), overwritten.</param>
    public static void Forward(Matrix heads, Matrix noise, Matrix z)
    {
        Shape.RequireSame(noise, z);
        Shape.Require(heads, z.Rows, 2 * z.Columns);
        Widest.Run(new ForwardKernel(heads, noise, z));
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
        Widest.Run(new BackwardKernel(heads, noise, dZ, divergenceWeight, dHeads));
    }

    /// <summary>KL(N(μ, σ²) ‖ N(0, 1)) = ½ Σ (μ² + σ² − log σ² − 1) of every example, in nats.</summary>
    /// <param name="heads">(B, 2L), [μ | log σ²], not overwritten.</param>
    /// <param name="perExample">B values, overwritten.</param>
    public static void Divergence(Matrix heads, Span<float> perExample)
    {
        Shape.RequireLength(perExample.Length, heads.Rows, nameof(perExample));
        SixteenLanes.Run(new DivergenceKernel(heads, perExample));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V StandardDeviation<V>(V logVariance)
        where V : struct, IFloats<V> => Exponential.Of(0.5f * logVariance);

    private readonly ref struct ForwardKernel(Matrix heads, Matrix noise, Matrix z) : IKernel
    {
        private readonly Matrix _heads = heads;
        private readonly Matrix _noise = noise;
        private readonly Matrix _z = z;

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Run<V>()
            where V : struct, IFloats<V>
        {
            for (int row = 0; row < _z.Rows; row++)
            {
                Span<float> z = _z.Row(row);
                ref float mean = ref MemoryMarshal.GetReference(_heads.Row(row)),
                    logVariance = ref Unsafe.Add(ref mean, z.Length);
                ref float noise = ref MemoryMarshal.GetReference(_noise.Row(row));
                for (int left = z.Length, j = 0; left > 0; left -= V.Count, j += V.Count)
                {
                    V sigma = StandardDeviation(V.Load(ref logVariance, (nuint)j, left, padding: 0));
                    V.MultiplyAdd(sigma, V.Load(ref noise, (nuint)j, left, padding: 0),
                        V.Load(ref mean, (nuint)j, left, padding: 0))
                        .Store(ref MemoryMarshal.GetReference(z), (nuint)j, left);
                }
            }
        }
    }

    private readonly ref struct BackwardKernel(Matrix heads, Matrix noise, Matrix dZ, float weight, Matrix dHeads)
        : IKernel
    {
        private readonly Matrix _heads = heads;
        private readonly Matrix _noise = noise;
        private readonly Matrix _dZ = dZ;
        private readonly float _weight = weight;
        private readonly Matrix _dHeads = dHeads;

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Run<V>()
            where V : struct, IFloats<V>
        {
            V weight = _weight;
            for (int row = 0; row < _dZ.Rows; row++)
            {
                ReadOnlySpan<float> dZ = _dZ.Row(row);
                ref float firstMean = ref MemoryMarshal.GetReference(_heads.Row(row)),
                    logVariance = ref Unsafe.Add(ref firstMean, dZ.Length);
                ref float dMean = ref MemoryMarshal.GetReference(_dHeads.Row(row)),
                    dLogVariance = ref Unsafe.Add(ref dMean, dZ.Length);
                ref float noise = ref MemoryMarshal.GetReference(_noise.Row(row));
                for (int left = dZ.Length, j = 0; left > 0; left -= V.Count, j += V.Count)
                {
                    V mean = V.Load(ref firstMean, (nuint)j, left, padding: 0),
                        epsilon = V.Load(ref noise, (nuint)j, left, padding: 0);
                    V sigma = StandardDeviation(V.Load(ref logVariance, (nuint)j, left, padding: 0));
                    V dz = V.Load(ref MemoryMarshal.GetReference(dZ), (nuint)j, left, padding: 0);
                    (dz + (weight * mean)).Store(ref dMean, (nuint)j, left);
                    (0.5f * ((sigma * epsilon * dz) + (weight * ((sigma * sigma) - 1))))
                        .Store(ref dLogVariance, (nuint)j, left);
                }
            }
        }
    }

    private readonly ref struct DivergenceKernel(Matrix heads, Span<float> perExample) : IKernel
    {
        private readonly Matrix _heads = heads;
        private readonly Span<float> _perExample = perExample;

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        public void Run<V>()
            where V : struct, IFloats<V>
        {
            int latent = _heads.Columns / 2;
            for (int row = 0; row < _heads.Rows; row++)
            {
                ref float firstMean = ref MemoryMarshal.GetReference(_heads.Row(row)),
                    firstLogVariance = ref Unsafe.Add(ref firstMean, latent);
                V sum = 0;
                for (int left = latent, j = 0; left > 0; left -= V.Count, j += V.Count)
                {
                    V mean = V.Load(ref firstMean, (nuint)j, left, padding: 0),
                        logVariance = V.Load(ref firstLogVariance, (nuint)j, left, padding: 0);
                    // 0 in the padding, where σ² = 1
                    sum += V.MultiplyAdd(mean, mean, Exponential.Of(logVariance) - logVariance - 1);
                }
                _perExample[row] = 0.5f * V.Sum(sum);
            }
        }
    }
}
