using Scratch.Engine;

namespace Scratch.Layers;

/// <summary>The memory of what one layer keeps from forward to backward, in one workspace.</summary>
internal sealed class SavedMemory
{
    private readonly IReadOnlyList<SavedShape> _shapes;
    private readonly Matrix[] _memory;
    private readonly Matrix[] _views;

    /// <summary>Memory for up to <paramref name="capacity"/> examples. Allocates.</summary>
    public SavedMemory(IReadOnlyList<SavedShape> shapes, int capacity)
    {
        _shapes = shapes;
        _memory = [.. shapes.Select(s => Matrix.Allocate(s.IsPerExample ? capacity * s.Rows : s.Rows, s.Columns))];
        _views = [.. _memory];
        SetRows(0);
    }

    /// <summary>One view for each shape.</summary>
    public ReadOnlyMemory<Matrix> Views => _views;

    /// <summary>Cuts what is kept for each example to the examples of a batch.</summary>
    public void SetRows(int rows)
    {
        for (int i = 0; i < _views.Length; i++)
        {
            if (_shapes[i].IsPerExample)
            {
                _views[i] = _memory[i].SliceRows(0, rows * _shapes[i].Rows);
            }
        }
    }
}
