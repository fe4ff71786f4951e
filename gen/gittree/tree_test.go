package gittree

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
)

// newRepository returns an empty repository, and a function that runs git in it.
func newRepository(t *testing.T) (dir string, git func(args ...string) string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	for name, value := range map[string]string{
		"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com",
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1",
	} {
		t.Setenv(name, value)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	git = func(args ...string) string {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return strings.TrimSpace(string(out))
	}
	git("init", "-q", "-b", "main", ".")
	return dir, git
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T, dir string) *Repository {
	t.Helper()
	r, err := Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTree(t *testing.T) {
	dir, git := newRepository(t)
	write(t, dir, "app/wampgen.yaml", "registry: {dir: .}\n")
	write(t, dir, "app/a/a.wamp.yaml", "wampgen: 1\n")
	write(t, dir, "app/a/a.go", "package a\n")
	write(t, dir, "app/ü b/\"c\"\n.wamp.yaml", "odd\n")
	write(t, dir, "app/large.wamp.yaml", strings.Repeat("#", maxFile+1))
	git("add", ".")
	git("commit", "-q", "-m", "first")
	first := git("rev-parse", "HEAD")
	write(t, dir, "app/a/a.wamp.yaml", "wampgen: 2\n")
	git("rm", "-q", "--cached", "app/wampgen.yaml")

	r := open(t, filepath.Join(dir, "app", "a"))
	if r.Top != filepath.ToSlash(dir) || r.Prefix != "app/a" {
		t.Errorf("top is %q and prefix %q, want %q and app/a", r.Top, r.Prefix, dir)
	}
	commit, err := r.Commit(t.Context(), "main")
	if err != nil || commit != first {
		t.Errorf("main is %q, %v; want %q", commit, err, first)
	}
	git("tag", "v1")
	if names, err := r.References(t.Context()); err != nil || strings.Join(names, " ") != "main v1" {
		t.Errorf("references are %q, %v", names, err)
	}
	tree, err := r.Tree(t.Context(), commit, func(name string) bool { return strings.HasSuffix(name, ".yaml") })
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"app/wampgen.yaml": "registry: {dir: .}\n", "app/a/a.wamp.yaml": "wampgen: 1\n", "app/ü b/\"c\"\n.wamp.yaml": "odd\n"} {
		if got, err := fs.ReadFile(tree, name); string(got) != want {
			t.Errorf("%s is %q, %v; want %q", name, got, err, want)
		}
	}
	if _, err := fs.Stat(tree, "app/a/a.go"); err == nil {
		t.Error("a file that is not wanted is there")
	}
	if _, err := fs.ReadFile(tree, "app/large.wamp.yaml"); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("reading a large file: %v", err)
	}
	if after := git("status", "--porcelain"); !strings.Contains(after, "M app/a/a.wamp.yaml") || !strings.Contains(after, "D  app/wampgen.yaml") {
		t.Errorf("the index has changed:\n%s", after)
	}

	small, err := r.Tree(t.Context(), commit, func(name string) bool { return name == "wampgen.yaml" || name == "a.wamp.yaml" })
	if err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(small, "app/wampgen.yaml", "app/a/a.wamp.yaml"); err != nil {
		t.Error(err)
	}
}

// Links lead to files of the commit, never out of it; a submodule is named.
func TestLinksAndSubmodules(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need rights")
	}
	dir, git := newRepository(t)
	write(t, dir, "shared/settings", "from the commit\n")
	write(t, dir, "a/x.yaml", "x\n")
	for name, target := range map[string]string{
		"a/in.yaml": "../shared/settings", "a/out.yaml": "/etc/passwd", "a/up.yaml": "../../etc/passwd", "a/gone.yaml": "nothing", "a/dir.yaml": "../shared", "a/loop.yaml": "loop.yaml",
	} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	git("add", ".")
	git("commit", "-q", "-m", "first")
	git("update-index", "--add", "--cacheinfo", "160000,"+git("rev-parse", "HEAD")+",third/party")
	git("commit", "-q", "-m", "second")
	write(t, dir, "shared/settings", "from the disk\n")

	r := open(t, dir)
	commit, err := r.Commit(t.Context(), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	tree, err := r.Tree(t.Context(), commit, func(name string) bool { return strings.HasSuffix(name, ".yaml") })
	if err != nil {
		t.Fatal(err)
	}
	if got, err := fs.ReadFile(tree, "a/in.yaml"); string(got) != "from the commit\n" {
		t.Errorf("the link is %q, %v", got, err)
	}
	for _, name := range []string{"a/out.yaml", "a/up.yaml", "a/gone.yaml", "a/dir.yaml", "a/loop.yaml"} {
		if got, err := fs.ReadFile(tree, name); err == nil {
			t.Errorf("%s is %q", name, got)
		}
	}
	entries, err := fs.ReadDir(tree, "a")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if link := e.Type()&fs.ModeSymlink != 0; link == (e.Name() == "x.yaml") {
			t.Errorf("%s: a link: %t", e.Name(), link)
		}
	}
	if len(tree.Submodules) != 1 || tree.Submodules[0] != "third/party" {
		t.Errorf("submodules are %q", tree.Submodules)
	}
}

// Of a partial clone nothing is fetched.
func TestPartialClone(t *testing.T) {
	dir, git := newRepository(t)
	write(t, dir, "a.yaml", "old\n")
	git("add", ".")
	git("commit", "-q", "-m", "first")
	write(t, dir, "a.yaml", "new\n")
	git("commit", "-q", "-a", "-m", "second")
	git("config", "uploadpack.allowFilter", "true")
	clone := filepath.Join(t.TempDir(), "clone")
	git("clone", "-q", "--filter=blob:none", "file://"+filepath.ToSlash(dir), clone)

	r := open(t, clone)
	commit, err := r.Commit(t.Context(), "HEAD~1")
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.Tree(t.Context(), commit, func(string) bool { return true })
	if err == nil || !strings.Contains(err.Error(), "partial clone") && !strings.Contains(err.Error(), "could not fetch") {
		t.Errorf("reading what is not there: %v", err)
	}
}

func TestRefused(t *testing.T) {
	dir, git := newRepository(t)
	write(t, dir, "a.yaml", "a\n")
	git("add", ".")
	git("commit", "-q", "-m", "first")
	r := open(t, dir)
	for _, revision := range []string{"", "-", "--output=x", "nothing", "HEAD:a.yaml", "HEAD~7", "a b", "HEAD\nmain", "HEAD^{tree}"} {
		if commit, err := r.Commit(t.Context(), revision); err == nil {
			t.Errorf("%q is the commit %s", revision, commit)
		}
	}
	if _, err := Open(t.Context(), t.TempDir()); err == nil || !strings.Contains(err.Error(), "not a git repository") {
		t.Errorf("outside of a repository: %v", err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := Open(ended, dir); err == nil {
		t.Error("nothing was said after the end of the context")
	}
	t.Setenv("PATH", "")
	if _, err := Open(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "git is not installed") {
		t.Errorf("without git: %v", err)
	}
}
