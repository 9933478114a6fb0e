namespace Scratch.Adversarial.Attacks.WhiteBox;

/// <summary>
/// For each example the nearest of the planes on which a wrong class overtakes the true one, where the model is taken
/// for the linear one that it resembles at the point: |z_y − z_k| / ‖∇(z_k − z_y)‖* is smallest. Moosavi-Dezfooli et
/// al. 2016, algorithm 2, line 8. Where a certain class is wanted, it is the plane on which that overtakes whichever
/// other class leads.
/// </summary>
internal sealed class NearestPlane
{
    private const float Tiny = 1e-12f; // where a gradient is zero, its plane is nowhere

    private readonly PackedExamples _examples;
    private readonly IModel _model;
    private readonly Ball _ball;
    private readonly Matrix _normals;
    private readonly float[] _gaps;
    private readonly float[] _distances;
    private readonly int[] _classes;
    private readonly RowsJob _compare;
    private int _turn;

    /// <summary>Memory for the model's largest batch. Allocates.</summary>
    public NearestPlane(PackedExamples examples, IModel model, Ball ball)
    {
        (_examples, _model, _ball) = (examples, model, ball);
        _normals = Matrix.Allocate(model.Capacity, model.Features);
        _gaps = new float[model.Capacity];
        _distances = new float[model.Capacity];
        _classes = new int[model.Capacity];
        _compare = new RowsJob(Compare, model.Features);
    }

    /// <summary>w = ∇(z_k − z_y) of the example at a place.</summary>
    public ReadOnlySpan<float> Normal(int place) => _normals.Row(place);

    /// <summary>z_y − z_k, by which ⟨w, x⟩ has to rise.</summary>
    public float Gap(int place) => _gaps[place];

    /// <summary>k.</summary>
    public int Class(int place) => _classes[place];

    /// <summary>|z_y − z_k| / ‖w‖*.</summary>
    public float Distance(int place) => _distances[place];

    /// <summary>
    /// Looks from the points of the last forward pass: one way back for each wrong class, or for the wanted one alone.
    /// </summary>
    public void Find()
    {
        _distances.AsSpan(0, _examples.Count).Fill(float.PositiveInfinity);
        int turns = _examples.TargetClasses.IsEmpty ? _model.Classes : 2;
        for (_turn = 1; _turn < turns; _turn++)
        {
            _examples.DLogits.Fill(0);
            for (int place = 0; place < _examples.Count; place++)
            {
                _examples.DLogits[place, Rival(place)] += 1;
                _examples.DLogits[place, _examples.Leader(place)] -= 1;
            }
            _model.Backward(_examples.DLogits, _examples.Gradient);
            _compare.RunAll(_examples.Count);
        }
    }

    private void Compare(int place)
    {
        Span<float> gradient = _examples.Gradient.Row(place);
        _ball.Box.Restrict(gradient);
        float gap = _examples.Logits[place, _examples.Leader(place)] - _examples.Logits[place, Rival(place)];
        float distance = MathF.Abs(gap) / (Tiny + _ball.Norm.Dual(gradient));
        if (distance < _distances[place] || _turn == 1)
        {
            (_distances[place], _gaps[place], _classes[place]) = (distance, gap, Rival(place));
            gradient.CopyTo(_normals.Row(place));
        }
    }

    private int Rival(int place) => _examples.TargetClasses.IsEmpty ? (_examples.Labels[place] + _turn) % _model.Classes
        : _examples.TargetClasses[place];
}
