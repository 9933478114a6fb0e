using System.Diagnostics;
using Scratch.Engine;

namespace Scratch.Mpi;

/// <summary>
/// What an exchange between these ranks costs, against what they compute meanwhile. It takes a quarter of a second.
/// </summary>
internal static class CostMeasurement
{
    private const int Rows = 128, Inner = 784, Columns = 512; // a first layer of the digits' networks
    private const int SmallTries = 20, LargeTries = 5, LargeFloats = 1 << 18; // 1 MB
    private const double SecondsOfProducts = 0.2; // until the compiler has made what it will stay

    public static ExchangeCosts Run(IExchange exchange)
    {
        double product = BestProduct(), small = double.MaxValue, large = double.MaxValue;
        Matrix one = Matrix.Allocate(exchange.Count, 1), many = Matrix.Allocate(LargeFloats, 1);
        using Exchange.Scope scope = Exchange.Use(exchange);
        for (int i = 0; i < SmallTries; i++)
        {
            small = Math.Min(small, Seconds(() => Exchange.GatherRows(one)));
        }
        for (int i = 0; i < LargeTries; i++)
        {
            large = Math.Min(large, Seconds(() => Exchange.GatherRows(many)));
        }
        // The slowest network and the quickest processor of all: the same numbers on every rank.
        double rate = Largest(exchange, (double)Rows * Inner * Columns / product);
        // of the work that is saved, and of the floats that travel
        double shared = (exchange.Count - 1.0) / exchange.Count;
        double once = Largest(exchange, small), each = Largest(exchange, large) / (shared * LargeFloats);
        return new ExchangeCosts(once * rate / shared, each * rate);
    }

    private static double BestProduct()
    {
        Matrix a = Matrix.Allocate(Rows, Inner), b = Matrix.Allocate(Inner, Columns),
            c = Matrix.Allocate(Rows, Columns);
        long begun = Stopwatch.GetTimestamp();
        double best = double.MaxValue;
        while (Stopwatch.GetElapsedTime(begun).TotalSeconds < SecondsOfProducts)
        {
            best = Math.Min(best, Seconds(() => MatrixProduct.Multiply(a, b, default, c)));
        }
        return best;
    }

    private static float Largest(IExchange exchange, double own)
    {
        Matrix all = Matrix.Allocate(exchange.Count, 1);
        all[exchange.Rank, 0] = (float)own;
        Exchange.GatherRows(all);
        return all.Span.ToArray().Max();
    }

    private static double Seconds(Action action)
    {
        long begun = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }
}
