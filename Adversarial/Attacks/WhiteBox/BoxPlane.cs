using System.Runtime.Intrinsics;
using Line = System.Runtime.Intrinsics.Vector256<float>;

namespace Scratch.Adversarial.Attacks.WhiteBox;

/// <summary>
/// The shortest way δ from a point to a plane ⟨w, δ⟩ = gap that stays in the box: the projection of Croce and Hein
/// 2020, "Minimally distorted adversarial examples with a fast adaptive boundary attack", section 2.2.
/// </summary>
/// <remarks>
/// Where the box doesn't stop it, coordinate i of the shortest way goes by t sᵢ in the direction of wᵢ, with s = 1 in
/// L∞ and s = |w| in L2; where it does, as far as there is room (the Karush-Kuhn-Tucker conditions). What is gained,
/// g(t) = Σ |wᵢ| min(t sᵢ, roomᵢ), is concave and piecewise linear. Newton's method from t = 0 never steps over the
/// solution of g(t) = gap, and ends on its piece.
/// </remarks>
internal sealed class BoxPlane
{
    private const int MostSteps = 100; // each step ends on another piece; ten are a lot
    private readonly float[] _lower;
    private readonly float[] _upper;
    private readonly bool _isL2;

    /// <summary>Ways in a box that are short in the norm of a ball: L2, otherwise L∞. Allocates.</summary>
    public BoxPlane(Ball ball, int features)
    {
        _isL2 = ball.Norm == Norm.L2;
        _lower = [.. Enumerable.Range(0, features).Select(ball.Box.Lower)];
        _upper = [.. Enumerable.Range(0, features).Select(ball.Box.Upper)];
    }

    /// <summary>
    /// Overwrites <paramref name="delta"/>. If the box ends before the plane, δ leads to the nearest corner.
    /// </summary>
    /// <param name="point">In the box.</param>
    /// <param name="normal">w; 0 for the fixed features.</param>
    /// <param name="gap">How far ⟨w, x⟩ is to rise; it may be negative.</param>
    /// <param name="delta">Overwritten; no memory of the others.</param>
    public void Project(ReadOnlySpan<float> point, ReadOnlySpan<float> normal, float gap, Span<float> delta)
    {
        float sign = gap < 0 ? -1 : 1, needed = gap * sign, t = 0;
        for (int step = 0; step < MostSteps; step++)
        {
            (float gained, float slope) = Gain(point, normal, sign, t);
            if (!(slope > 0))
            {
                t = gained < needed ? float.MaxValue : t; // as far as the box goes
                break;
            }
            float next = t + ((needed - gained) / slope);
            if (!(next > t))
            {
                break;
            }
            t = next;
        }
        Go(point, normal, sign, t, delta);
    }

    /// <summary>g(t) and its slope Σ |wᵢ| sᵢ over the coordinates that have room.</summary>
    private (float Gained, float Slope) Gain(ReadOnlySpan<float> point, ReadOnlySpan<float> normal, float sign, float t)
    {
        Line gains = Line.Zero, slopes = Line.Zero;
        int i = 0;
        for (; i <= point.Length - Line.Count; i += Line.Count)
        {
            Line w = Vector256.Create<float>(normal[i..]) * sign, size = Vector256.Abs(w);
            Line weight = _isL2 ? size : Line.One;
            Line room = Room(Vector256.Create<float>(point[i..]), w, i), wish = weight * t;
            gains += size * Vector256.Min(wish, room);
            slopes += Vector256.ConditionalSelect(Vector256.LessThan(wish, room), size * weight, Line.Zero);
        }
        float gained = Vector256.Sum(gains), slope = Vector256.Sum(slopes);
        for (; i < point.Length; i++)
        {
            float w = normal[i] * sign, size = MathF.Abs(w), weight = _isL2 ? size : 1, room = Room(point[i], w, i);
            gained += size * MathF.Min(weight * t, room);
            slope += weight * t < room ? size * weight : 0;
        }
        return (gained, slope);
    }

    /// <summary>δᵢ = sign(wᵢ) min(t sᵢ, roomᵢ).</summary>
    private void Go(ReadOnlySpan<float> point, ReadOnlySpan<float> normal, float sign, float t, Span<float> delta)
    {
        int i = 0;
        for (; i <= point.Length - Line.Count; i += Line.Count)
        {
            Line w = Vector256.Create<float>(normal[i..]) * sign, weight = _isL2 ? Vector256.Abs(w) : Line.One;
            Line way = Vector256.Min(weight * t, Room(Vector256.Create<float>(point[i..]), w, i));
            Line up = Vector256.ConditionalSelect(Vector256.GreaterThan(w, Line.Zero), way, Line.Zero);
            Line down = Vector256.ConditionalSelect(Vector256.LessThan(w, Line.Zero), way, Line.Zero);
            (up - down).CopyTo(delta[i..]);
        }
        for (; i < point.Length; i++)
        {
            float w = normal[i] * sign, way = MathF.Min((_isL2 ? MathF.Abs(w) : 1) * t, Room(point[i], w, i));
            delta[i] = w > 0 ? way : w < 0 ? -way : 0;
        }
    }

    /// <summary>How far a coordinate may go in the direction of wᵢ.</summary>
    private Line Room(Line x, Line w, int i)
    {
        Line up = Vector256.Create(_upper, i) - x, down = x - Vector256.Create(_lower, i);
        return Vector256.Min(Vector256.ConditionalSelect(Vector256.GreaterThan(w, Line.Zero), up, down),
            Vector256.Create(float.MaxValue));
    }

    private float Room(float x, float w, int i) => MathF.Min(w > 0 ? _upper[i] - x : x - _lower[i], float.MaxValue);
}
