using System.Numerics;

namespace Scratch.Adversarial.Attacks;

/// <summary>The three things that an attack needs to know of the ball it stays in.</summary>
public abstract class Norm
{
    /// <summary>max |δᵢ|.</summary>
    public static Norm LInfinity { get; } = new LInfinityNorm();

    /// <summary>√Σ δᵢ².</summary>
    public static Norm L2 { get; } = new L2Norm();

    /// <summary>The number of i with δᵢ ≠ 0. It measures only: gradient attacks can't step in it.</summary>
    public static Norm L0 { get; } = new L0Norm();

    /// <summary>The name in options and reports: <c>linf</c>, <c>l2</c> or <c>l0</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The norm with that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists the names.</exception>
    public static Norm Parse(string name) => name switch
    {
        "linf" => LInfinity,
        "l2" => L2,
        "l0" => L0,
        _ => throw new ArgumentException($"There is no norm '{name}'; expected linf, l2 or l0."),
    };

    /// <summary>The norm with that name, if a gradient attack can step in it.</summary>
    /// <exception cref="ArgumentException">There is none, or it can't.</exception>
    public static Norm ParseBall(string name) => Parse(name) is L0Norm
        ? throw new ArgumentException($"A gradient attack takes no steps in the norm '{name}'; expected linf or l2.")
        : Parse(name);

    /// <summary>
    /// Overwrites <paramref name="point"/> with a random point of the ball around <paramref name="centre"/>.
    /// </summary>
    public abstract void Start(Span<float> point, ReadOnlySpan<float> centre, float epsilon, RandomStream random);

    /// <summary>
    /// Moves <paramref name="point"/> by <paramref name="stepSize"/> in the direction that raises the loss most.
    /// </summary>
    /// <remarks>A gradient of zero moves nothing.</remarks>
    public abstract void Ascend(Span<float> point, ReadOnlySpan<float> gradient, float stepSize);

    /// <summary>
    /// Moves <paramref name="point"/> to the nearest point of the ball around <paramref name="centre"/>.
    /// </summary>
    public abstract void Project(Span<float> point, ReadOnlySpan<float> centre, float epsilon);

    /// <summary>
    /// The most that ⟨<paramref name="gradient"/>, δ⟩ can be in a ball of radius 1: the length of a gradient in the
    /// dual norm.
    /// </summary>
    public abstract float Dual(ReadOnlySpan<float> gradient);

    /// <summary>The length of <paramref name="point"/> − <paramref name="centre"/>.</summary>
    public abstract float Distance(ReadOnlySpan<float> point, ReadOnlySpan<float> centre);

    private sealed class LInfinityNorm : Norm
    {
        public override string Name => "linf";

        public override void Start(Span<float> point, ReadOnlySpan<float> centre, float epsilon, RandomStream random)
        {
            random.FillUniform(point, -epsilon, epsilon);
            TensorPrimitives.Add(point, centre, point);
        }

        public override void Ascend(Span<float> point, ReadOnlySpan<float> gradient, float stepSize)
        {
            // point += stepSize · sign(gradient)
            var up = new Vector<float>(stepSize);
            int i = 0;
            for (; i <= point.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                var g = new Vector<float>(gradient[i..]);
                Vector<float> move =
                    Vector.ConditionalSelect(Vector.GreaterThan(g, Vector<float>.Zero), up, Vector<float>.Zero)
                    - Vector.ConditionalSelect(Vector.LessThan(g, Vector<float>.Zero), up, Vector<float>.Zero);
                (new Vector<float>(point[i..]) + move).CopyTo(point[i..]);
            }
            for (; i < point.Length; i++)
            {
                point[i] += gradient[i] > 0 ? stepSize : gradient[i] < 0 ? -stepSize : 0;
            }
        }

        public override void Project(Span<float> point, ReadOnlySpan<float> centre, float epsilon)
        {
            var radius = new Vector<float>(epsilon);
            int i = 0;
            for (; i <= point.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                var c = new Vector<float>(centre[i..]);
                Vector.Min(Vector.Max(new Vector<float>(point[i..]), c - radius), c + radius).CopyTo(point[i..]);
            }
            for (; i < point.Length; i++)
            {
                point[i] = MathF.Min(MathF.Max(point[i], centre[i] - epsilon), centre[i] + epsilon);
            }
        }

        public override float Dual(ReadOnlySpan<float> gradient) => Reductions.SumOfMagnitudes(gradient);

        public override float Distance(ReadOnlySpan<float> point, ReadOnlySpan<float> centre)
        {
            float largest = 0;
            for (int i = 0; i < point.Length; i++)
            {
                largest = MathF.Max(largest, MathF.Abs(point[i] - centre[i]));
            }
            return largest;
        }
    }

    private sealed class L0Norm : Norm
    {
        public override string Name => "l0";

        public override void Start(Span<float> point, ReadOnlySpan<float> centre, float epsilon, RandomStream random) =>
            throw new NotSupportedException();

        public override void Ascend(Span<float> point, ReadOnlySpan<float> gradient, float stepSize) =>
            throw new NotSupportedException();

        public override void Project(Span<float> point, ReadOnlySpan<float> centre, float epsilon) =>
            throw new NotSupportedException();

        public override float Dual(ReadOnlySpan<float> gradient) => throw new NotSupportedException();

        public override float Distance(ReadOnlySpan<float> point, ReadOnlySpan<float> centre)
        {
            int moved = 0;
            for (int i = 0; i < point.Length; i++)
            {
                moved += point[i] != centre[i] ? 1 : 0;
            }
            return moved;
        }
    }

    private sealed class L2Norm : Norm
    {
        private const int Chunk = 1024; // floats; 4 KiB of the stack
        private const ulong RadiusFork = 1; // the direction is drawn from the stream itself

        public override string Name => "l2";

        public override void Start(Span<float> point, ReadOnlySpan<float> centre, float epsilon, RandomStream random)
        {
            // A normal vector has a uniform direction; a length of ε u^(1/d) fills the ball evenly.
            random.FillNormal(point);
            float length = Reductions.Norm<float>(point);
            float radius = epsilon * MathF.Pow(random.Fork(RadiusFork).Uniform(0), 1f / point.Length);
            TensorPrimitives.MultiplyAdd(point, length > 0 ? radius / length : 0, centre, point);
        }

        public override void Ascend(Span<float> point, ReadOnlySpan<float> gradient, float stepSize)
        {
            // point += stepSize · gradient / ‖gradient‖; divided by the largest part first, so that no square
            // underflows
            float largest = MathF.Abs(TensorPrimitives.MaxMagnitude(gradient));
            if (largest == 0)
            {
                return;
            }
            Span<float> direction = stackalloc float[Math.Min(gradient.Length, Chunk)];
            float squares = 0;
            for (int start = 0; start < gradient.Length; start += Chunk)
            {
                squares += Reductions.SumOfSquares<float>(Divide(gradient, largest, start, direction));
            }
            float factor = stepSize / MathF.Sqrt(squares);
            for (int start = 0; start < gradient.Length; start += Chunk)
            {
                Span<float> part = point.Slice(start, Math.Min(Chunk, point.Length - start));
                TensorPrimitives.MultiplyAdd(Divide(gradient, largest, start, direction), factor, part, part);
            }
        }

        public override void Project(Span<float> point, ReadOnlySpan<float> centre, float epsilon)
        {
            float distance = Distance(point, centre);
            if (distance > epsilon)
            {
                TensorPrimitives.Subtract(point, centre, point);
                TensorPrimitives.MultiplyAdd(point, epsilon / distance, centre, point);
            }
        }

        public override float Dual(ReadOnlySpan<float> gradient) => Reductions.Norm(gradient);

        public override float Distance(ReadOnlySpan<float> point, ReadOnlySpan<float> centre) =>
            Reductions.Distance(point, centre);

        /// <summary>One chunk of gradient / largest, in <paramref name="memory"/>.</summary>
        private static Span<float> Divide(ReadOnlySpan<float> gradient, float largest, int start, Span<float> memory)
        {
            Span<float> direction = memory[..Math.Min(Chunk, gradient.Length - start)];
            TensorPrimitives.Divide(gradient.Slice(start, direction.Length), largest, direction);
            return direction;
        }
    }
}
