package gittree

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"strings"
)

// Repository is the git repository that a directory stands in.
type Repository struct {
	Top    string // directory of the work tree, in the operating system's notation
	Prefix string // slash path from there to the directory; "." for itself

	dir string
}

// Open returns the repository of a directory.
func Open(ctx context.Context, dir string) (*Repository, error) {
	r := &Repository{dir: dir}
	top, err := r.git(ctx, nil, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	prefix, err := r.git(ctx, nil, "rev-parse", "--show-prefix")
	if err != nil {
		return nil, err
	}
	r.Top = strings.TrimSuffix(string(top), "\n")
	r.Prefix = path.Clean(strings.TrimSuffix(string(prefix), "\n"))
	return r, nil
}

// Commit returns the commit that a revision, such as a branch, a tag or HEAD~2, names.
func (r *Repository) Commit(ctx context.Context, revision string) (string, error) {
	if revision == "" || strings.HasPrefix(revision, "-") {
		return "", fmt.Errorf("%q is no revision", revision)
	}
	id, err := r.git(ctx, nil, "rev-parse", "--verify", "--quiet", revision+"^{commit}")
	if err != nil {
		return "", fmt.Errorf("this repository has no commit %q; git fetch gets what is missing in a shallow clone", revision)
	}
	return strings.TrimSpace(string(id)), nil
}

// References returns the names of branches and tags, those of remote branches too, that
// Commit takes.
func (r *Repository) References(ctx context.Context) ([]string, error) {
	names, err := r.git(ctx, nil, "for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes")
	return strings.Fields(string(names)), err
}

// git runs git in the directory and returns what it prints.
func (r *Repository) git(ctx context.Context, stdin io.Reader, args ...string) ([]byte, error) {
	// A partial clone would fetch what it lacks: no transport is allowed.
	cmd := exec.CommandContext(ctx, "git", append([]string{"-c", "protocol.allow=never"}, args...)...)
	cmd.Dir, cmd.Env, cmd.Stdin = r.dir, environment(os.Environ()), stdin
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	err := cmd.Run()
	switch {
	case err == nil:
		return out.Bytes(), nil
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("git is not installed, or not in PATH")
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	if text := said(complaint.String()); text != "" {
		return nil, fmt.Errorf("git %s: %s", args[0], text)
	}
	return nil, fmt.Errorf("git %s: %w", args[0], err)
}

// said returns the line of git's complaints that tells why it failed.
func said(complaints string) string {
	first := ""
	for line := range strings.Lines(complaints) {
		line = strings.TrimSpace(line)
		for _, prefix := range []string{"fatal: ", "error: "} {
			if text, ok := strings.CutPrefix(line, prefix); ok {
				return text
			}
		}
		first = cmp.Or(first, line)
	}
	return first
}

// environment returns the environment of git: nothing is asked for, fetched or locked,
// and the repository is that of the directory, also in a hook of another one.
func environment(of []string) []string {
	var env []string
	for _, v := range of {
		switch name, _, _ := strings.Cut(v, "="); name {
		case "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX":
		default:
			env = append(env, v)
		}
	}
	return append(env, "GIT_NO_LAZY_FETCH=1", "GIT_TERMINAL_PROMPT=0", "GIT_OPTIONAL_LOCKS=0")
}
