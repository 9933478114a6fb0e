using System.Runtime.InteropServices;

namespace Scratch.Cli;

/// <summary>
/// Ctrl-C and SIGTERM as a cancellation: the command ends at its next step, cleans up and returns 130 or 143.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _exitCode; // of the first signal

    public Interruption() => _registrations =
    [
        Register(PosixSignal.SIGINT, ExitCode.Interrupted),
        Register(PosixSignal.SIGTERM, ExitCode.Terminated),
    ];

    public CancellationToken Token => _source.Token;

    /// <summary>Runs something that the signals may end.</summary>
    /// <exception cref="InterruptedException">They did.</exception>
    public T Guard<T>(Func<T> action, Func<string>? consequence = null)
    {
        try
        {
            return action();
        }
        catch (OperationCanceledException) when (Token.IsCancellationRequested)
        {
            throw new InterruptedException(_exitCode, consequence?.Invoke() ?? "nothing was written.");
        }
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
        _source.Dispose();
    }

    private PosixSignalRegistration Register(PosixSignal signal, int exitCode) =>
        PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        Interlocked.CompareExchange(ref _exitCode, exitCode, 0);
        _source.Cancel();
    });
}
