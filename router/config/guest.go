package config

import "github.com/wampgen/wampgen/gen/syntax"

// Guest is what a guest worker is made of: any program.
type Guest struct {
	Executable string // found in PATH, or relative to the node file if it has a slash
	Arguments  []string
	Options    GuestOptions
	Required   bool   // the node does not start without it; default: false
	Restart    string // a restart policy
	Backoff    Backoff
}

// GuestOptions are the options of a guest worker.
type GuestOptions struct {
	Source
	Disabled bool
	Env      Environment
	WorkDir  string // relative to the node file; "" is its directory
	Stdin    Stdin
	Stdout   string // "log", "drop" or "close"
	Stderr   string
	Watch    Watch
}

// Environment is the environment of a guest.
type Environment struct {
	Source
	All   bool     // of the variables of the node; so it is if the file does not say
	Names []string // of the variables of the node that a guest gets
	Vars  map[string]string
}

// Stdin is what a guest can read.
type Stdin struct {
	Source
	Value     []byte // JSON; nil: nothing
	LeaveOpen bool
}

// Watch has a guest restarted when files change.
type Watch struct {
	Source
	Directories []string // relative to the node file
}

func guestTable() table[Worker] {
	return table[Worker]{
		textKey("id", identifier, func(w *Worker) *string { return &w.ID }).
			says("The id of the worker. Default: workerNNN."),
		textKey("executable", filled, func(w *Worker) *string { return &w.Guest.Executable }).required().
			says("The program: a name that is looked up in PATH, or a path, relative to the node file."),
		textsKey("arguments", free, func(w *Worker) *[]string { return &w.Guest.Arguments }).
			says("Its arguments."),
		blockKey("options", guestOptions, func(w *Worker) *GuestOptions { return &w.Guest.Options }).
			says("How the program runs."),
		flagKey("required", func(w *Worker) *bool { return &w.Guest.Required }).
			says("Whether the node does not start if the program can not be started. Default: false."),
		textKey("restart", restartPolicy, func(w *Worker) *string { return &w.Guest.Restart }).
			says("When it is started again after it has ended: on-failure (default), which is with another exit code than 0, always, never."),
		blockKey("backoff", backoffTable, func(w *Worker) *Backoff { return &w.Guest.Backoff }).
			says("How it is started again."),
	}
}

func guestOptions() table[GuestOptions] {
	output := choice("log", "drop", "close")
	return table[GuestOptions]{
		flagKey("disabled", func(o *GuestOptions) *bool { return &o.Disabled }).
			says("The worker is checked but not started."),
		blockKey("env", environmentTable, func(o *GuestOptions) *Environment { return &o.Env }).
			says("Its environment. Default: that of the node."),
		textKey("workdir", filled, func(o *GuestOptions) *string { return &o.WorkDir }).
			says("The directory that it runs in, relative to the node file. Default: the directory of the node file."),
		stdinKey(),
		textKey("stdout", output, func(o *GuestOptions) *string { return &o.Stdout }).
			says("What becomes of its standard output: log (default), a record for each line, drop or close."),
		textKey("stderr", output, func(o *GuestOptions) *string { return &o.Stderr }).
			says("What becomes of its standard error: log (default), a record for each line, drop or close."),
		blockKey("watch", watchTable, func(o *GuestOptions) *Watch { return &o.Watch }).
			says("Has it restarted when files change."),
	}
}

func environmentTable() table[Environment] {
	return table[Environment]{
		inheritKey(),
		variablesKey(),
	}
}

// inheritKey is all variables of the node or none, or the names of some.
func inheritKey() key[Environment] {
	s := eitherOf(onOff, listOf(filled)).explained("Which variables of the node it gets: true (default) for all, false for none, or a list of names.")
	return key[Environment]{entry{name: "inherit", shape: s}, func(_ *reading, n *syntax.Node, into *Environment) {
		into.All = n.Kind == syntax.Scalar && isTrue(n)
		for _, name := range n.Items {
			into.Names = append(into.Names, name.Text)
		}
	}}
}

func variablesKey() key[Environment] {
	s := shape{kind: dictionary, item: &free}
	return key[Environment]{entry{name: "vars", shape: s.explained("More variables, by their names.")}, func(_ *reading, n *syntax.Node, into *Environment) {
		into.Vars = map[string]string{}
		for _, p := range n.Pairs {
			into.Vars[p.Key.Text] = p.Value.Text
		}
	}}
}

// stdinKey is the word close, or a value that the program reads.
func stdinKey() key[GuestOptions] {
	value := shape{kind: block, keys: func() []entry { return stdinTable().entries() }}
	s := eitherOf(choice("close"), value).explained("What it reads: close (default) for nothing, or a value.")
	return key[GuestOptions]{entry{name: "stdin", shape: s}, func(r *reading, n *syntax.Node, into *GuestOptions) {
		if n.Kind == syntax.Map {
			readBlock(r, stdinTable(), n, &into.Stdin)
		}
	}}
}

func stdinTable() table[Stdin] {
	return table[Stdin]{
		key[Stdin]{entry: entry{name: "type", shape: choice("json")}}.required().
			says("How the value is written: json."),
		jsonKey("value", func(s *Stdin) *[]byte { return &s.Value }).required().
			says("The value."),
		key[Stdin]{entry{name: "close", shape: onOff}, func(_ *reading, n *syntax.Node, into *Stdin) {
			into.LeaveOpen = !isTrue(n)
		}}.says("Whether its input ends after the value. Default: true."),
	}
}

func watchTable() table[Watch] {
	return table[Watch]{
		textsKey("directories", filled, func(w *Watch) *[]string { return &w.Directories }).required().
			says("Directories, relative to the node file, in which a change restarts the program."),
		key[Watch]{entry: entry{name: "action", shape: choice("restart")}}.
			says("What is done: restart (default)."),
	}
}
