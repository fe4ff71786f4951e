package node

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/host"
)

// Program is what a guest worker runs.
type Program struct {
	Executable           string // found in PATH, or a path
	Arguments            []string
	InheritAll           bool     // the environment of the node
	Inherit              []string // names of its variables, if not all
	Vars                 map[string]string
	Dir                  string
	Stdin                []byte
	KeepStdin            bool
	LogStdout, LogStderr bool
	Watch                []string // directories
}

// guest resolves a guest worker: it has one component, the program, of the worker's id.
func (p *planner) guest(w *config.Worker) Worker {
	g := &w.Guest
	worker := Worker{ID: w.ID, Type: w.Type}
	if g.Executable == "" {
		return worker
	}
	p.backoff(&g.Backoff)
	o := &g.Options
	program := &Program{
		Executable: g.Executable,
		Arguments:  g.Arguments,
		InheritAll: o.Env.All,
		Inherit:    o.Env.Names,
		Vars:       o.Env.Vars,
		Dir:        p.directory(o.At("workdir"), o.Path("workdir"), o.WorkDir),
		Stdin:      o.Stdin.Value,
		KeepStdin:  o.Stdin.LeaveOpen,
		LogStdout:  o.Stdout == "" || o.Stdout == "log",
		LogStderr:  o.Stderr == "" || o.Stderr == "log",
	}
	for i, name := range o.Watch.Directories {
		index := fmt.Sprintf("[%d]", i)
		program.Watch = append(program.Watch, p.directory(o.Watch.AtPath("directories", index), o.Watch.Path("directories")+index, name))
	}
	p.variables(&o.Env)
	if strings.ContainsRune(g.Executable, '/') || strings.ContainsRune(g.Executable, filepath.Separator) {
		program.Executable = absolute(p.files.Path(g.Executable))
	}
	if program.Executable != "" {
		if _, err := program.find(); err != nil {
			p.fault(w.Source, "executable", "no-program", "%v", err).Hint =
				"a name without a slash is looked up in PATH; a path is relative to the node file"
		}
	}
	worker.Components = []Component{{
		ID:       w.ID,
		Class:    g.Executable,
		Required: g.Required,
		Restart:  restart(g.Restart, &g.Backoff),
		Program:  program,
	}}
	return worker
}

// variables checks the names of environment variables.
func (p *planner) variables(e *config.Environment) {
	for _, name := range slices.Sorted(maps.Keys(e.Vars)) {
		if name == "" || strings.ContainsAny(name, "=\x00") || strings.ContainsRune(e.Vars[name], 0) {
			p.fault(e.Source, "vars", "environment", "%q can not be an environment variable", name)
		}
	}
}

// directory is where a directory is, which has to be there; "" is that of the node file.
func (p *planner) directory(at diag.Position, key, name string) string {
	path := p.files.Path(set(name, "."))
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		p.faults.Errorf(at, "no-directory", "%s: there is no directory %q", key, name).Hint = "directories are relative to the node file"
	}
	return path
}

// absolute is a path that is never looked up in PATH.
func absolute(path string) string {
	if whole, err := filepath.Abs(path); err == nil {
		return whole
	}
	return path
}

// find returns the path of the executable.
func (p *Program) find() (string, error) {
	path, err := exec.LookPath(p.Executable)
	var failed *exec.Error
	if errors.As(err, &failed) {
		return "", fmt.Errorf("find program %q: %w", failed.Name, failed.Err)
	}
	return path, err
}

// host is the program as it is executed now.
func (p *Program) host() *host.Program {
	path, err := p.find()
	if err != nil {
		path = p.Executable // it was there when the plan was made: starting it will say so
	}
	return &host.Program{
		Path:      absolute(path), // it may run elsewhere
		Args:      p.Arguments,
		Env:       p.environment(),
		Dir:       p.Dir,
		Stdin:     p.Stdin,
		KeepStdin: p.KeepStdin,
		LogStdout: p.LogStdout,
		LogStderr: p.LogStderr,
		Watch:     p.Watch,
	}
}

// environment is that of the program. It is never nil, which would be the node's.
func (p *Program) environment() []string {
	env := []string{}
	for _, variable := range os.Environ() {
		name, _, _ := strings.Cut(variable, "=")
		// Not the socket on which the node itself tells its service manager how it is.
		own := name == "NOTIFY_SOCKET" || name == "WATCHDOG_PID" || name == "WATCHDOG_USEC"
		needed := runtime.GOOS == "windows" && strings.EqualFold(name, "SYSTEMROOT")
		if p.InheritAll && !own || needed || slices.Contains(p.Inherit, name) {
			env = append(env, variable)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Vars)) {
		env = append(env, name+"="+p.Vars[name])
	}
	return env
}
