using System.CommandLine;
using ZtSegment.Benchmarks;

return new RootCommand("Benchmarks of ZtSegment, and the estates that they run on.") { GenerateCommand.Create() }.Parse(args).Invoke();
