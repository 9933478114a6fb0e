namespace Scratch.Adversarial.Attacks;

/// <summary>Where an attack may go: within a radius of the original, and in the box.</summary>
/// <param name="Norm">What the distance is measured by.</param>
/// <param name="Epsilon">The radius, finite and at least 0, in the unit of the features.</param>
/// <param name="Box">The range of every feature.</param>
public readonly record struct Ball(Norm Norm, float Epsilon, Box Box)
{
    // A radius is kept up to the rounding of the sums behind it; the box is kept exactly.
    private const float RelativeSlack = 1e-5f, AbsoluteSlack = 1e-6f;

    /// <summary>
    /// The radius at which the ball around the middle of a bounded box holds all of it, so that all examples can become
    /// the same.
    /// </summary>
    public static float Covering(Norm norm, Box box, int features)
    {
        double largest = 0, squares = 0;
        for (int i = 0; i < features; i++)
        {
            double range = box.IsFixed(i) ? 0 : box.Upper(i) - box.Lower(i); // what is fixed isn't moved
            (largest, squares) = (Math.Max(largest, range), squares + (range * range));
        }
        return 0.5f * (norm == Norm.L2 ? MathF.Sqrt((float)squares) : (float)largest);
    }

    /// <summary>The same ball with another radius.</summary>
    public Ball Scaled(float factor) => this with { Epsilon = factor * Epsilon };

    /// <summary>Overwrites a point with a random one of the ball.</summary>
    /// <param name="point">d numbers, overwritten.</param>
    /// <param name="original">d numbers, the centre.</param>
    /// <param name="random">The stream of this example.</param>
    public void Start(Span<float> point, ReadOnlySpan<float> original, RandomStream random)
    {
        Norm.Start(point, original, Epsilon, random);
        Box.Clip(point, original);
    }

    /// <summary>
    /// Moves a point in the direction that raises the loss most; <see cref="Project"/> brings it back.
    /// </summary>
    /// <param name="point">d numbers, overwritten.</param>
    /// <param name="gradient">d numbers, of which those of fixed features are set to zero; zeros move nothing.</param>
    /// <param name="stepSize">How far, in the ball's norm.</param>
    public void Ascend(Span<float> point, Span<float> gradient, float stepSize)
    {
        Box.Restrict(gradient);
        Norm.Ascend(point, gradient, stepSize);
    }

    /// <summary>Moves a point back into the ball: first to within the radius, then into the box.</summary>
    /// <param name="point">d numbers, overwritten.</param>
    /// <param name="original">d numbers, the centre.</param>
    public void Project(Span<float> point, ReadOnlySpan<float> original)
    {
        Norm.Project(point, original, Epsilon);
        Box.Clip(point, original);
    }

    /// <summary>
    /// Overwrites the bounds of the smallest box around the ball. In the Euclidean norm the ball leaves its corners
    /// free.
    /// </summary>
    /// <param name="original">d numbers in the box, the centre.</param>
    /// <param name="lower">d numbers, overwritten.</param>
    /// <param name="upper">d numbers, overwritten.</param>
    public void Bounds(ReadOnlySpan<float> original, Span<float> lower, Span<float> upper)
    {
        TensorPrimitives.Subtract(original, Epsilon, lower);
        Box.Clip(lower, original);
        TensorPrimitives.Add(original, Epsilon, upper);
        Box.Clip(upper, original);
    }

    /// <summary>True if a point lies in the ball, up to rounding, and in the box.</summary>
    public bool Contains(ReadOnlySpan<float> point, ReadOnlySpan<float> original) =>
        IsWithin(Norm.Distance(point, original), Epsilon) && Box.FindOutside(point) < 0;

    /// <summary>Throws unless the radius can be one.</summary>
    /// <exception cref="ArgumentException">It is negative or not finite; the message says what it is.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Norm);
        if (!(float.IsFinite(Epsilon) && Epsilon >= 0))
        {
            throw new ArgumentException($"The ball's epsilon is {Epsilon}; expected a finite number of at least 0.");
        }
    }

    /// <summary>Whether a distance is at most a radius, up to rounding.</summary>
    internal static bool IsWithin(float distance, float epsilon) =>
        distance <= (epsilon * (1 + RelativeSlack)) + AbsoluteSlack;
}
