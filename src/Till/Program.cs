return await Till.Commands.CommandLine.RunAsync(args);
