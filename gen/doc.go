// Package gen turns the YAML schemas of an application into Go code:
//
//	*.wamp.yaml -> syntax.Load -> schema.Parse -> model.Check -> golang.Files -> output.Plan -> output.Apply
//	 bytes         positioned     where keys       names, types,   Go files       what would     all of it
//	               tree           stand            URIs, rules     in memory      change         or nothing
//
// Every stage reports the faults of all files at once; on any error nothing is
// written. What a stage hands on is plain data: the model knows neither the notation
// it came from nor the language it goes to, and only the last stage touches the disk.
//
// Lint and Explain look at the same model: what is likely to hurt, and everything that
// follows from the schemas. Breaking compares the models of two states, and what Go code
// can use of what they give. A Record tells, by digests alone, that a unit is as the last
// run has left it.
//
// The unit of work is the application: the nearest directory upward with a
// wampgen.yaml, else with a go.mod, and all schemas below it that belong to no unit of
// their own. Generate does everything up to the files, over any fs.FS; the command
// wampgen adds output.Plan and output.Apply.
package gen
