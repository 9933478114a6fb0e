using NUnit.Framework;

// As many fixtures at once as there are processors. Those that change or measure what belongs to the process (the number
// of threads, what is allocated, the console, the current folder, the data that are registered) are marked
// NonParallelizable, and come last, alone.
[assembly: Parallelizable(ParallelScope.Fixtures)]
