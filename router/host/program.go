package host

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Program is an executable that is supervised as a component is. It is ready as soon as
// it runs.
type Program struct {
	Path string // of the executable
	Args []string
	Env  []string // all of its environment, as os.Environ has it
	Dir  string   // where it runs; "" is the directory of this process
	// Stdin is what it can read, then the end of the file comes, unless the pipe is
	// kept open.
	Stdin     []byte
	KeepStdin bool
	// LogStdout and LogStderr put what it prints into the log, a record for each
	// line. What is not logged is dropped.
	LogStdout, LogStderr bool
	Watch                []string // directories: the program is restarted when files there change
}

// The times in which a process has to end.
const (
	// killAfter is what it has after it was told to, before it is killed.
	killAfter = 5 * time.Second
	// pipesAfter is how long its output is read after its end, if others hold it.
	pipesAfter = 500 * time.Millisecond
)

// process is a running program, with all that it has started in its group.
type process struct {
	cmd   *exec.Cmd
	stdin *os.File // our end of the pipe; nil: nothing is kept open
	fed   sync.WaitGroup
	done  chan struct{}
	err   error // once done

	mu   sync.Mutex
	gone bool // its id, and so that of its group, may be another's
}

// start executes the program in a process group of its own.
func (p *Program) start(logger *slog.Logger) (*process, error) {
	cmd := exec.Command(p.Path, p.Args...)
	cmd.Env, cmd.Dir, cmd.WaitDelay = p.Env, p.Dir, pipesAfter
	inGroup(cmd)
	run := &process{cmd: cmd, done: make(chan struct{})}
	if p.KeepStdin {
		reader, writer, err := os.Pipe()
		if err != nil {
			return nil, fmt.Errorf("open standard input: %w", err)
		}
		defer reader.Close()
		cmd.Stdin, run.stdin = reader, writer
	} else if p.Stdin != nil {
		cmd.Stdin = bytes.NewReader(p.Stdin)
	}
	var outputs []*lines
	if p.LogStdout {
		out := &lines{logger: logger.With("stream", "stdout")}
		cmd.Stdout, outputs = out, append(outputs, out)
	}
	if p.LogStderr {
		out := &lines{logger: logger.With("stream", "stderr")}
		cmd.Stderr, outputs = out, append(outputs, out)
	}
	if err := cmd.Start(); err != nil {
		if run.stdin != nil {
			_ = run.stdin.Close() // nobody has the other end
		}
		return nil, err
	}
	if run.stdin != nil {
		run.fed.Go(func() { _, _ = run.stdin.Write(p.Stdin) }) // it need not be read
	}
	go run.wait(outputs)
	return run, nil
}

// wait waits for the end of the process, and ends what it has left behind: while the process is
// still a zombie, where the system can tell so, and its id nobody else's.
func (r *process) wait(outputs []*lines) {
	defer close(r.done)
	if awaitEnd(r.cmd.Process.Pid) {
		r.bury()
	}
	err := r.cmd.Wait()
	r.bury()
	for _, out := range outputs {
		out.flush()
	}
	if r.stdin != nil {
		_ = r.stdin.Close() // nobody reads it any more
		r.fed.Wait()
	}
	if !errors.Is(err, exec.ErrWaitDelay) { // others held its output; itself it ended well
		r.err = err
	}
}

// bury ends what the process has left behind, once. From then on its group is not signaled.
func (r *process) bury() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.gone {
		killGroup(r.cmd)
		r.gone = true
	}
}

// signal does something to the group of the process, if that has not ended.
func (r *process) signal(do func(*exec.Cmd)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.gone {
		do(r.cmd)
	}
}

func (r *process) pid() int { return r.cmd.Process.Pid }

// Done is closed when the process has ended.
func (r *process) Done() <-chan struct{} { return r.done }

// Err returns nil if it has ended with exit code 0, else an *exec.ExitError.
func (r *process) Err() error {
	select {
	case <-r.done:
		return r.err
	default:
		return nil
	}
}

// Stop tells the process group to end, by SIGTERM where there are signals, and kills it if
// it has not in 5 seconds or when ctx ends.
func (r *process) Stop(ctx context.Context, _ wamp.URI) error {
	r.signal(endGroup)
	patience := time.NewTimer(killAfter)
	defer patience.Stop()
	select {
	case <-r.done:
		return nil
	case <-patience.C:
	case <-ctx.Done():
	}
	r.signal(killGroup)
	select {
	case <-r.done:
		return nil
	case <-time.After(killAfter):
		return fmt.Errorf("process %d does not end", r.pid())
	}
}
