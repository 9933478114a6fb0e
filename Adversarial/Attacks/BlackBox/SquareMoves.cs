namespace Scratch.Adversarial.Attacks.BlackBox;

/// <summary>A rectangle of a picture, in pixels.</summary>
internal readonly record struct Window(int Top, int Left, int Height, int Width);

/// <summary>What the square attack does to a picture: its first point, and its moves.</summary>
/// <param name="ball">Where it may go.</param>
/// <param name="height">The height of the picture; 1 for points that are none, whose squares are stretches of
/// coordinates.</param>
/// <param name="width">The width of the picture.</param>
internal abstract class SquareMoves(Ball ball, int height, int width)
{
    /// <summary>The moves in a ball.</summary>
    public static SquareMoves Create(Ball ball, int height, int width) => ball.Norm == Norm.L2
        ? new SquareMovesOnSphere(ball, height, width)
        : new SquareMovesInBox(ball, height, width);

    /// <summary>The radius of the ball.</summary>
    protected float Epsilon => ball.Epsilon;

    /// <summary>The range of every feature.</summary>
    protected Box Box => ball.Box;

    /// <summary>The height of the picture.</summary>
    protected int Height => height;

    /// <summary>The width of the picture.</summary>
    protected int Width => width;

    /// <summary>Takes the share of the picture that the next moves may change.</summary>
    public abstract void Prepare(float share);

    /// <summary>Overwrites a point with the first one.</summary>
    public abstract void Start(ReadOnlySpan<float> centre, RandomStream random, Span<float> point);

    /// <summary>Moves a point. Returns where.</summary>
    public abstract Window Propose(ReadOnlySpan<float> centre, RandomStream random, Span<float> point);

    /// <summary>
    /// The side of a square, or the length of a stretch, that covers a share of the picture; at least
    /// <paramref name="least"/>, and less than the picture.
    /// </summary>
    protected int SideOf(float share, int least)
    {
        double side = height == 1 ? share * width : Math.Sqrt((double)share * height * width);
        int most = height == 1 ? width - 1 : Math.Min(height, width) - 1;
        return Math.Max(1, Math.Min(most, Math.Max(least, (int)Math.Round(side))));
    }

    /// <summary>A window of that side anywhere in the picture, from two numbers of a stream.</summary>
    protected Window Draw(int side, RandomStream random, ulong position)
    {
        int high = Math.Min(side, height);
        return new Window(random.Below(height - high + 1, position), random.Below(width - side + 1, position + 1), high,
            side);
    }
}

/// <summary>
/// Every coordinate at one end of its range; a square is set to an end. Andriushchenko et al. 2020, algorithm 2.
/// </summary>
internal sealed class SquareMovesInBox(Ball ball, int height, int width) : SquareMoves(ball, height, width)
{
    private int _side = 1;

    public override void Prepare(float share) => _side = SideOf(share, least: 1);

    /// <summary>
    /// Vertical stripes, which convolutions and dense layers alike are sensitive to (section 3.3 there).
    /// </summary>
    public override void Start(ReadOnlySpan<float> centre, RandomStream random, Span<float> point)
    {
        for (int i = 0; i < point.Length; i++)
        {
            point[i] = centre[i] + ((random.Bits((ulong)(i % Width)) & 1) == 0 ? Epsilon : -Epsilon);
        }
        Box.Clip(point, centre);
    }

    /// <summary>
    /// A square that is at the end drawn already goes to the other: the paper's would change nothing, and cost a query.
    /// </summary>
    public override Window Propose(ReadOnlySpan<float> centre, RandomStream random, Span<float> point)
    {
        Window window = Draw(_side, random, position: 0);
        float end = (random.Bits(2) & 1) == 0 ? Epsilon : -Epsilon;
        if (!Set(window, centre, end, point))
        {
            Set(window, centre, -end, point);
        }
        return window;
    }

    private bool Set(Window window, ReadOnlySpan<float> centre, float by, Span<float> point)
    {
        bool changed = false;
        for (int y = window.Top; y < window.Top + window.Height; y++)
        {
            int start = (y * Width) + window.Left;
            for (int i = start; i < start + window.Width; i++)
            {
                float before = point[i];
                point[i] = Box.Clip(i, centre[i] + by, centre[i]);
                changed |= point[i] != before;
            }
        }
        return changed;
    }
}

/// <summary>
/// A change of length ε, made of bumps with a light and a dark half; a square gets a new bump and, with it, the length
/// that another square gives up. Andriushchenko et al. 2020, algorithm 3.
/// </summary>
internal sealed class SquareMovesOnSphere(Ball ball, int height, int width) : SquareMoves(ball, height, width)
{
    private const float Smallest = 1e-10f;
    private const ulong TurnAt = 5, SignAt = 4; // positions of a stream; the two windows are at 0 … 3
    private int _side = 1;
    private float[] _bump = []; // (high, side), length 1

    public override void Prepare(float share)
    {
        int side = SideOf(share, least: 3);
        if (side != _side || _bump.Length == 0)
        {
            (_side, _bump) = (side, Bump(Math.Min(side, Height), side));
        }
    }

    /// <summary>A grid of bumps with random signs, five to a side.</summary>
    public override void Start(ReadOnlySpan<float> centre, RandomStream random, Span<float> point)
    {
        int side = SideOf(Height == 1 ? 0.2f : 0.04f, least: 1);
        float[] bump = Bump(Math.Min(side, Height), side);
        int high = Math.Min(side, Height);
        for (int i = 0; i < point.Length; i++)
        {
            (int y, int x) = (i / Width, i % Width);
            int tile = (y / high * ((Width / side) + 1)) + (x / side);
            point[i] = bump[(y % high * side) + (x % side)] * ((random.Bits((ulong)tile) & 1) == 0 ? 1 : -1);
        }
        Reach(centre, point);
    }

    public override Window Propose(ReadOnlySpan<float> centre, RandomStream random, Span<float> point)
    {
        Window to = Draw(_side, random, position: 0), from = Draw(_side, random, position: 2);
        TensorPrimitives.Subtract(point, centre, point); // δ
        double all = Reductions.SumOfSquares<float>(point), inTo = Energy(to, point),
            both = inTo + Energy(from, point) - Overlap(to, from, point);
        double free = Math.Max(((double)Epsilon * Epsilon) - all, 0) + both;
        Scale(from, point, factor: 0, keep: to);
        float sign = (random.Bits(SignAt) & 1) == 0 ? 1 : -1, old = 1 / (Smallest + (float)Math.Sqrt(inTo));
        bool turned = to.Height == to.Width && (random.Bits(TurnAt) & 1) == 0;
        double length = 0;
        for (int y = 0; y < to.Height; y++)
        {
            for (int x = 0; x < to.Width; x++)
            {
                ref float d = ref point[((to.Top + y) * Width) + to.Left + x];
                d = (d * old) + (sign * (turned ? _bump[(x * to.Width) + y] : _bump[(y * to.Width) + x]));
                length += d * d;
            }
        }
        Scale(to, point, (float)(Math.Sqrt(free) / (Smallest + Math.Sqrt(length))), keep: default);
        Reach(centre, point);
        return new Window(0, 0, Height, Width);
    }

    /// <summary>Turns δ into the point that is ε from the centre in its direction, and clips it.</summary>
    private void Reach(ReadOnlySpan<float> centre, Span<float> point)
    {
        float length = Reductions.Norm<float>(point);
        TensorPrimitives.MultiplyAdd(point, length > 0 ? Epsilon / length : 0, centre, point);
        Box.Clip(point, centre);
        Norm.L2.Project(point, centre, Epsilon); // what rounding left outside
    }

    private double Energy(Window window, ReadOnlySpan<float> delta)
    {
        double energy = 0;
        for (int y = window.Top; y < window.Top + window.Height; y++)
        {
            energy += Reductions.SumOfSquares(delta.Slice((y * Width) + window.Left, window.Width));
        }
        return energy;
    }

    private double Overlap(Window a, Window b, ReadOnlySpan<float> delta)
    {
        int top = Math.Max(a.Top, b.Top), left = Math.Max(a.Left, b.Left);
        int high = Math.Min(a.Top + a.Height, b.Top + b.Height) - top,
            wide = Math.Min(a.Left + a.Width, b.Left + b.Width) - left;
        return high > 0 && wide > 0 ? Energy(new Window(top, left, high, wide), delta) : 0;
    }

    private void Scale(Window window, Span<float> delta, float factor, Window keep)
    {
        for (int y = window.Top; y < window.Top + window.Height; y++)
        {
            for (int x = window.Left; x < window.Left + window.Width; x++)
            {
                bool kept = y >= keep.Top && y < keep.Top + keep.Height && x >= keep.Left && x < keep.Left + keep.Width;
                delta[(y * Width) + x] *= kept ? 1 : factor;
            }
        }
    }

    /// <summary>
    /// A pyramid of squares around the middle of each half, the k-th of weight 1 / k², the halves of opposite sign: η
    /// of section 3.4 there, of length 1.
    /// </summary>
    private static float[] Bump(int high, int wide)
    {
        float[] bump = new float[high * wide];
        int half = (wide + 1) / 2, steps = Math.Max(high, half);
        for (int y = 0; y < high; y++)
        {
            for (int x = 0; x < wide; x++)
            {
                int inHalf = x < half ? x : x - half, widthOfHalf = x < half ? half : wide - half;
                int distance = Math.Max(Math.Abs(y - (high / 2)), Math.Abs(inHalf - (widthOfHalf / 2)));
                float sum = 0;
                for (int k = distance; k < steps; k++)
                {
                    sum += 1f / ((k + 1) * (k + 1));
                }
                bump[(y * wide) + x] = x < half ? sum : -sum;
            }
        }
        TensorPrimitives.Divide(bump, Reductions.Norm<float>(bump), bump);
        return bump;
    }
}
