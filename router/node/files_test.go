package node

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func TestDisk(t *testing.T) {
	base := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(base, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("conf/node.yaml", "secret")
	write("web/index.html", "page")
	if err := os.Symlink(filepath.Join("..", "conf", "node.yaml"), filepath.Join(base, "web", "link")); err != nil {
		t.Fatal(err)
	}
	files := Disk(filepath.Join(base, "conf"))
	for _, name := range []string{"../web", filepath.Join(base, "web")} {
		dir, err := files.Directory(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if text, err := fs.ReadFile(dir, "index.html"); err != nil || string(text) != "page" {
			t.Errorf("%s: %q, %v", name, text, err)
		}
		for _, outside := range []string{"link", "../conf/node.yaml", "none", "/etc/passwd"} {
			if text, err := fs.ReadFile(dir, outside); err == nil {
				t.Errorf("%s/%s: %q", name, outside, text)
			}
		}
	}

	// A directory may be replaced while it is served.
	dir, err := files.Directory("../web")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(base, "web")); err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Stat(dir, "index.html"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without the directory: %v", err)
	}
	write("web/index.html", "new page")
	if text, err := fs.ReadFile(dir, "index.html"); err != nil || string(text) != "new page" {
		t.Errorf("with the new directory: %q, %v", text, err)
	}
}

func TestNoDirectory(t *testing.T) {
	base := t.TempDir()
	if err := os.WriteFile(filepath.Join(base, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	inside := fstest.MapFS{"file": {}, "web/x": {}}
	for _, c := range []struct {
		files      Files
		name, want string
	}{
		{Disk(base), "none", "no such file"},
		{Disk(base), "file", "it is a file"},
		{Embedded(inside), "none", "not exist"},
		{Embedded(inside), "file", "it is a file"},
		{Embedded(inside), "../web", "leads out"},
		{Embedded(inside), "/web", "leads out"},
	} {
		if _, err := c.files.Directory(c.name); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, err := Embedded(inside).Directory("./web/"); err != nil {
		t.Errorf("./web/: %v", err)
	}
}
