using ZtSegment.Storage.Tests.Processes;

return await ChildRoles.RunAsync(args);
