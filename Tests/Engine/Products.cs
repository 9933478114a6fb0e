using Scratch.Engine;
using Scratch.Tests.Reference;

namespace Scratch.Tests.Engine;

/// <summary>The products of a dense layer under test. All of them make c (M,N) from an inner dimension K.</summary>
public enum Product
{
    /// <summary>c = a · b.</summary>
    Plain,

    /// <summary>c = a · b + bias.</summary>
    WithBias,

    /// <summary>c = a · bᵀ.</summary>
    ByTransposed,

    /// <summary>c += aᵀ · b.</summary>
    TransposedTimes,
}

/// <summary>One product with its operands, each of them a view of odd stride within NaN.</summary>
internal sealed class ProductCase
{
    private readonly Product _product;
    private readonly Framed _result;

    public ProductCase(Product product, int m, int k, int n, RandomStream random)
    {
        _product = product;
        A = (product == Product.TransposedTimes ? Framed.Random(k, m, random.Fork(0))
            : Framed.Random(m, k, random.Fork(0))).View;
        B = (product == Product.ByTransposed ? Framed.Random(n, k, random.Fork(1))
            : Framed.Random(k, n, random.Fork(1))).View;
        Bias = product == Product.WithBias ? Framed.Random(1, n, random.Fork(2)).View : default;
        _result = product == Product.TransposedTimes ? Framed.Random(m, n, random.Fork(3)) : Framed.Poisoned(m, n);
        Inner = k;
    }

    public Matrix A { get; }

    public Matrix B { get; }

    public Matrix Bias { get; }

    public Matrix C => _result.View;

    public int Inner { get; }

    public static void Run(Product product, Matrix a, Matrix b, Matrix bias, Matrix c)
    {
        switch (product)
        {
            case Product.ByTransposed:
                MatrixProduct.MultiplyByTransposed(a, b, c);
                break;
            case Product.TransposedTimes:
                MatrixProduct.AddTransposedTimes(a, b, c);
                break;
            default:
                MatrixProduct.Multiply(a, b, bias, c);
                break;
        }
    }

    public void Run() => Run(_product, A, B, Bias, C);

    /// <summary>The part of the left operand that one row of c is made of.</summary>
    public Matrix RowOfA(int row) => _product == Product.TransposedTimes ? A.SliceColumns(row, 1) : A.SliceRows(row, 1);

    /// <summary>a[row, k] of the formula, to write to.</summary>
    public ref float ElementOfA(int row, int k) =>
        ref _product == Product.TransposedTimes ? ref A[k, row] : ref A[row, k];

    /// <summary>b[k, column] of the formula, to write to.</summary>
    public ref float ElementOfB(int k, int column) =>
        ref _product == Product.ByTransposed ? ref B[column, k] : ref B[k, column];

    /// <summary>
    /// Runs the product; null if it is within the bound everywhere and wrote nowhere else, or what is wrong.
    /// </summary>
    public string? RunAndCompare()
    {
        double[,] start = Bias.IsEmpty ? new double[C.Rows, C.Columns] : ReferenceProduct.Repeated(Bias, C.Rows);
        if (_product == Product.TransposedTimes)
        {
            start = ReferenceProduct.FromMatrix(C);
        }
        double[,] a = ReferenceProduct.FromMatrix(A), b = ReferenceProduct.FromMatrix(B);
        (double[,] value, double[,] magnitude) = ReferenceProduct.Compute(
            _product == Product.TransposedTimes ? ReferenceProduct.Transposed(a) : a,
            _product == Product.ByTransposed ? ReferenceProduct.Transposed(b) : b,
            start);
        Run();
        double bound = EngineTolerances.Gamma(Inner + 1);
        for (int i = 0; i < C.Rows; i++)
        {
            for (int j = 0; j < C.Columns; j++)
            {
                if (!(Math.Abs(C[i, j] - value[i, j]) <= bound * magnitude[i, j]))
                {
                    return $"{_product} {C} over {Inner}: element ({i}, {j}) is {C[i, j]}, not {value[i, j]}.";
                }
            }
        }
        return _result.FrameIsUntouched() ? null : $"{_product} {C} over {Inner}: wrote outside the result.";
    }
}
