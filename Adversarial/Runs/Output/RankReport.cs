namespace Scratch.Adversarial.Runs.Output;

/// <summary>What a training that ranks shared took to exchange, as rank 0 counted it.</summary>
/// <param name="Count">The number of ranks.</param>
/// <param name="Exchanges">How often the ranks exchanged something, for each update.</param>
/// <param name="BytesReceived">The bytes that rank 0 received, for each update; a rank sends as many on
/// average.</param>
/// <param name="WaitedSeconds">The time that rank 0 spent on it in all.</param>
public sealed record RankReport(int Count, double Exchanges, double BytesReceived, double WaitedSeconds)
{
    /// <summary>Of what some updates exchanged; null of one process.</summary>
    internal static RankReport? From(in ExchangeFigures exchanged, long updates) =>
        Exchange.Current is not { } exchange || updates == 0 ? null
            : new(exchange.Count, (double)exchanged.Count / updates, (double)exchanged.BytesReceived / updates,
                exchanged.Waited.TotalSeconds);
}
