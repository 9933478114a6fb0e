namespace Scratch.Mpi;

/// <summary>
/// Tells rank 0 once a second that this process is there, and rank 0 tells all others: a star, so that a thousand ranks
/// cost a thousand messages a second. Who is silent for too long is named, and the job ended.
/// </summary>
/// <remarks>
/// Time is counted in this thread's own rounds, not by the clock: a process that was itself stopped for a while doesn't
/// blame the others for it.
/// </remarks>
internal sealed unsafe class Watch : IDisposable
{
    /// <summary>Seconds.</summary>
    internal const int Patience = 30;

    private const int Tag = 1, Failed = 1;
    private const int AfterRankOne = 5; // so that only one rank speaks if rank 0 is silent

    private readonly int _rank;
    private readonly nint _communicator;
    private readonly int[] _silent; // rounds since each rank was heard of
    private readonly float[] _message = GC.AllocateArray<float>(1, pinned: true); // stays: it may be on its way
    private readonly ManualResetEventSlim _over = new();
    private readonly Thread _thread;

    public Watch(int rank, int count, nint communicator)
    {
        (_rank, _communicator, _silent) = (rank, communicator, new int[count]);
        _thread = new Thread(Run) { IsBackground = true, Name = "Scratch rank watch" };
        _thread.Start();
    }

    public void Dispose()
    {
        if (!_over.IsSet)
        {
            _over.Set();
            _thread.Join();
        }
    }

    private void Run()
    {
        (int first, int end) = _rank == 0 ? (1, _silent.Length) : (0, 1);
        int patience = Patience + (_rank > 1 ? AfterRankOne : 0);
        fixed (float* message = _message)
        {
            while (!_over.Wait(TimeSpan.FromSeconds(1)))
            {
                for (int other = first; other < end; other++)
                {
                    Listen(other, message);
                    if (_silent[other]++ >= patience)
                    {
                        Accuse(other);
                    }
                    _ = Native.MPI_Isend(message, 1, Native.Float, other, Tag, _communicator, out nint request);
                    _ = Native.MPI_Request_free(ref request);
                }
            }
        }
    }

    private void Listen(int other, float* message)
    {
        _ = Native.MPI_Iprobe(other, Tag, _communicator, out int isThere, status: 0);
        while (isThere != 0)
        {
            _ = Native.MPI_Recv(message, 1, Native.Float, other, Tag, _communicator, status: 0);
            _silent[other] = 0;
            _ = Native.MPI_Iprobe(other, Tag, _communicator, out isThere, status: 0);
        }
    }

    private static void Accuse(int other)
    {
        Console.Error.WriteLine(
            $"scratch: rank {other} has not answered for {Patience} seconds: its process is stopped, or its machine or "
            + "the network is gone. All ranks end; --resume goes on from the last checkpoint, with any number.");
        Console.Error.Flush();
        _ = Native.MPI_Abort(Native.World, Failed);
    }
}
