namespace Scratch.Adversarial.Defences;

/// <summary>
/// Takes away what a picture doesn't need, so that there is less to hide in. Feature squeezing: Xu, Evans and Qi 2018.
/// </summary>
public abstract class Squeezer
{
    /// <summary>The name in tables and reports.</summary>
    public abstract string Name { get; }

    /// <summary>Squeezes every row. (B, pixels) -> (B, pixels), overwritten; they share no memory.</summary>
    public void Forward(Matrix images, Matrix squeezed)
    {
        Shape.RequireSame(images, squeezed);
        Shape.RequireDisjoint(images, squeezed);
        Job.Run(this, images, default, squeezed);
    }

    /// <summary>
    /// dImages = dSqueezed · ∂squeezed/∂images, or what stands for it where there is no useful derivative.
    /// </summary>
    /// <param name="images">(B, pixels), those of the forward pass.</param>
    /// <param name="dSqueezed">(B, pixels), not overwritten.</param>
    /// <param name="dImages">(B, pixels), overwritten.</param>
    public void Backward(Matrix images, Matrix dSqueezed, Matrix dImages)
    {
        Shape.RequireSame(images, dSqueezed);
        Shape.RequireSame(images, dImages);
        Job.Run(this, images, dSqueezed, dImages);
    }

    /// <summary>One image.</summary>
    protected abstract void Forward(ReadOnlySpan<float> image, Span<float> squeezed);

    /// <summary>One image's gradient; overwrites <paramref name="dImage"/>.</summary>
    protected abstract void Backward(ReadOnlySpan<float> image, ReadOnlySpan<float> dSqueezed, Span<float> dImage);

    private sealed class Job(Squeezer squeezer, Matrix images, Matrix dSqueezed, Matrix result) : ParallelJob
    {
        private const int RowsOfPart = 8;

        public static void Run(Squeezer squeezer, Matrix images, Matrix dSqueezed, Matrix result) =>
            WorkerPool.Run(new Job(squeezer, images, dSqueezed, result), (images.Rows + RowsOfPart - 1) / RowsOfPart);

        protected override void Run(int part)
        {
            int end = Math.Min((part + 1) * RowsOfPart, images.Rows);
            for (int row = part * RowsOfPart; row < end; row++)
            {
                if (dSqueezed.IsEmpty)
                {
                    squeezer.Forward(images.Row(row), result.Row(row));
                }
                else
                {
                    squeezer.Backward(images.Row(row), dSqueezed.Row(row), result.Row(row));
                }
            }
        }
    }
}
