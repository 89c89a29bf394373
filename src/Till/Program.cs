Console.WriteLine("Till");
