using System.Runtime.InteropServices;

namespace Scratch.Cli;

/// <summary>
/// Ctrl-C and SIGTERM, for the whole process: the first cancels the command, which cleans up and ends with 130 or 143.
/// If it hasn't ended after a while, or at a second one, the process is ended.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.2);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _exitCode; // of the first signal

    public Interruption() => _registrations =
    [
        Register(PosixSignal.SIGINT, Scratch.Cli.ExitCode.Interrupted),
        Register(PosixSignal.SIGTERM, Scratch.Cli.ExitCode.Terminated),
    ];

    public CancellationToken Token => _source.Token;

    /// <summary>The command that is running.</summary>
    public Invocation? Invocation { get; set; }

    /// <summary>128 and the number of the signal that came first; null if none came.</summary>
    public int? ExitCode => _exitCode == 0 ? null : _exitCode;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
        // the source is left to the process's end: a signal may be using it
    }

    private PosixSignalRegistration Register(PosixSignal signal, int exitCode) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            if (Interlocked.CompareExchange(ref _exitCode, exitCode, 0) != 0)
            {
                End();
            }
            new Thread(Watch) { IsBackground = true }.Start();
            _source.Cancel();
        });

    private void Watch()
    {
        Thread.Sleep(Patience);
        End();
    }

    /// <summary>Ends the process, but not while a file is being renamed to its place.</summary>
    private void End() => Unfinished.Abandon(() =>
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write("\u001b[?25h"); // the cursor, which a progress bar hides
        }
        Console.Error.WriteLine($"scratch: interrupted; {Invocation?.Consequence() ?? "nothing was written."}");
        Environment.Exit(_exitCode);
    });
}
