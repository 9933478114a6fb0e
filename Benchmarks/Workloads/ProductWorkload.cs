using Scratch.Engine;

namespace Scratch.Benchmarks.Workloads;

/// <summary>Which of a dense layer's three products.</summary>
public enum ProductKind
{
    /// <summary>a (B, I) · b (I, O) -> c (B, O).</summary>
    Forward,

    /// <summary>a (B, I)ᵀ · b (B, O) -> added to c (I, O).</summary>
    Weights,

    /// <summary>a (B, O) · b (I, O)ᵀ -> c (B, I).</summary>
    Input,
}

/// <summary>One product of a dense layer, without the bias, which no peer's product has.</summary>
public sealed class ProductWorkload : Workload
{
    private readonly long _flops;

    public ProductWorkload(string name, ProductKind kind, int batch, int inputs, int outputs)
    {
        (Name, Kind, _flops) = (name, kind, 2L * batch * inputs * outputs);
        (A, B, C) = kind switch
        {
            ProductKind.Forward =>
                (Random(0, batch, inputs), Random(1, inputs, outputs), Matrix.Allocate(batch, outputs)),
            ProductKind.Weights =>
                (Random(0, batch, inputs), Random(1, batch, outputs), Matrix.Allocate(inputs, outputs)),
            _ => (Random(0, batch, outputs), Random(1, inputs, outputs), Matrix.Allocate(batch, inputs)),
        };
    }

    public ProductKind Kind { get; }

    public Matrix A { get; }

    public Matrix B { get; }

    public Matrix C { get; }

    public bool TransposesA => Kind == ProductKind.Weights;

    public bool TransposesB => Kind == ProductKind.Input;

    /// <summary>The dimension that is summed over.</summary>
    public int Depth => TransposesA ? A.Rows : A.Columns;

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Unit => "GFLOP/s";

    /// <inheritdoc/>
    public override double WorkPerRun => _flops / 1e9;

    /// <inheritdoc/>
    public override double GigaflopsPerRun => WorkPerRun;

    /// <inheritdoc/>
    public override void Run()
    {
        switch (Kind)
        {
            case ProductKind.Forward:
                MatrixProduct.Multiply(A, B, default, C);
                break;
            case ProductKind.Weights:
                MatrixProduct.AddTransposedTimes(A, B, C);
                break;
            default:
                MatrixProduct.MultiplyByTransposed(A, B, C);
                break;
        }
    }

    /// <inheritdoc/>
    public override float[] Results()
    {
        C.Fill(0);
        Run();
        return C.Span.ToArray();
    }

    private static Matrix Random(int id, int rows, int columns)
    {
        Matrix matrix = Matrix.Allocate(rows, columns);
        new RandomStream(1).Fork(id).FillUniform(matrix.Span, -1, 1);
        return matrix;
    }
}
