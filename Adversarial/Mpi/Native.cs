using System.Runtime.InteropServices;

namespace Scratch.Mpi;

/// <summary>
/// What is called of Open MPI 4 and 5. Its handles are addresses: those of communicators and types are symbols of the
/// library.
/// </summary>
internal static unsafe partial class Native
{
    internal const string Library = "libmpi.so.40";

    /// <summary>MPI_IN_PLACE: the part to send lies where it will be received.</summary>
    internal const nint InPlace = 1;

    /// <summary>MPI_THREAD_MULTIPLE: any thread may call at any time.</summary>
    internal const int ThreadMultiple = 3;

    private static readonly nint Handle = NativeLibrary.Load(Library);

    /// <summary>All ranks.</summary>
    internal static nint World { get; } = NativeLibrary.GetExport(Handle, "ompi_mpi_comm_world");

    /// <summary>The type float.</summary>
    internal static nint Float { get; } = NativeLibrary.GetExport(Handle, "ompi_mpi_float");

    [LibraryImport(Library)]
    internal static partial int MPI_Init_thread(nint argumentCount, nint arguments, int required, out int provided);

    [LibraryImport(Library)]
    internal static partial int MPI_Comm_rank(nint communicator, out int rank);

    [LibraryImport(Library)]
    internal static partial int MPI_Comm_size(nint communicator, out int size);

    [LibraryImport(Library)]
    internal static partial int MPI_Comm_dup(nint communicator, out nint copy);

    [LibraryImport(Library)]
    internal static partial int MPI_Allgatherv(
        nint sent, int sentCount, nint sentType, float* received, int* counts, int* offsets, nint receivedType,
        nint communicator);

    [LibraryImport(Library)]
    internal static partial int MPI_Barrier(nint communicator);

    [LibraryImport(Library)]
    internal static partial int MPI_Isend(
        float* values, int count, nint type, int rank, int tag, nint communicator, out nint request);

    [LibraryImport(Library)]
    internal static partial int MPI_Request_free(ref nint request);

    [LibraryImport(Library)]
    internal static partial int MPI_Iprobe(int rank, int tag, nint communicator, out int isThere, nint status);

    [LibraryImport(Library)]
    internal static partial int MPI_Recv(
        float* values, int count, nint type, int rank, int tag, nint communicator, nint status);

    [LibraryImport(Library)]
    internal static partial int MPI_Abort(nint communicator, int exitCode);

    [LibraryImport(Library)]
    internal static partial int MPI_Finalize();
}
