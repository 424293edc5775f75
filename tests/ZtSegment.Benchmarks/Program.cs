using System.CommandLine;
using ZtSegment.Benchmarks;

return new RootCommand("Benchmarks of ZtSegment, and the estates that they run on.") { GenerateCommand.Create(), RunCommand.Create(), SoakCommand.Create(), ClusterCommand.Create() }.Parse(args).Invoke();
