package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"time"
)

// disk is what Apply needs of *os.Root, which keeps every path inside.
type disk interface {
	Lstat(name string) (fs.FileInfo, error)
	Mkdir(name string, perm fs.FileMode) error
	OpenFile(name string, flag int, perm fs.FileMode) (*os.File, error)
	Chmod(name string, mode fs.FileMode) error
	Chtimes(name string, atime, mtime time.Time) error
	Rename(from, to string) error
	Remove(name string) error
}

// Apply makes the changes of a plan below root. It writes all new contents beside
// their places first, then renames them into place, then removes stale files. When
// a step fails, everything is as it was before, and the error says what failed.
func Apply(root *os.Root, changes []Change) error { return apply(root, changes) }

func apply(d disk, changes []Change) error {
	t := transaction{disk: d}
	if err := t.run(changes); err != nil {
		if undone := t.undo(); undone != nil {
			return fmt.Errorf("%w; and taking back what was done: %w", err, undone)
		}
		return err
	}
	return nil
}

// transaction remembers how to take back each step it made.
type transaction struct {
	disk
	back []func() error
}

func (t *transaction) run(changes []Change) error {
	staged := make([]string, len(changes))
	for i, c := range changes {
		if c.Action == Remove {
			continue
		}
		if err := t.makeDir(path.Dir(c.Path)); err != nil {
			return fmt.Errorf("create directory of %s: %w", c.Path, reason(err))
		}
		var err error
		if staged[i], err = t.stage(c); err != nil {
			return fmt.Errorf("write %s: %w", c.Path, reason(err))
		}
	}
	for i, c := range changes {
		if c.Action == Remove {
			continue
		}
		if err := t.place(staged[i], c); err != nil {
			return fmt.Errorf("%s %s: %w", c.Action, c.Path, reason(err))
		}
	}
	for _, c := range changes {
		if c.Action != Remove {
			continue
		}
		if err := t.Remove(c.Path); err != nil {
			return fmt.Errorf("remove %s: %w", c.Path, reason(err))
		}
		t.back = append(t.back, func() error { return t.restore(c) })
	}
	return nil
}

// undo takes back the steps, the last one first.
func (t *transaction) undo() error {
	var errs []error
	for _, back := range slices.Backward(t.back) {
		errs = append(errs, back())
	}
	return errors.Join(errs...)
}

// makeDir creates dir and what is missing above it.
func (t *transaction) makeDir(dir string) error {
	if dir == "." {
		return nil
	}
	if err := t.makeDir(path.Dir(dir)); err != nil {
		return err
	}
	err := t.Mkdir(dir, 0o777)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err == nil {
		t.back = append(t.back, func() error { return t.Remove(dir) })
	}
	return err
}

// stage writes the new content beside its place and returns its name there.
func (t *transaction) stage(c Change) (name string, err error) {
	name, err = t.writeBeside(c.Path, c.data)
	if name != "" {
		t.back = append(t.back, func() error { return t.discard(name) })
	}
	if err == nil && c.info != nil {
		err = t.Chmod(name, c.info.Mode().Perm())
	}
	return name, err
}

// place renames what was staged into its place.
func (t *transaction) place(staged string, c Change) error {
	if c.Action == Create {
		if _, err := t.Lstat(c.Path); !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(fs.ErrExist, err) // it came after the plan: not ours
		}
	}
	if err := t.Rename(staged, c.Path); err != nil {
		return err
	}
	t.back = append(t.back, func() error {
		if c.Action == Create {
			return t.Remove(c.Path)
		}
		return t.restore(c)
	})
	return nil
}

// restore brings back the file as it was, with its mode and its time.
func (t *transaction) restore(c Change) error {
	name, err := t.writeBeside(c.Path, c.old)
	if err == nil {
		err = errors.Join(
			t.Chmod(name, c.info.Mode().Perm()),
			t.Chtimes(name, time.Time{}, c.info.ModTime()),
			t.Rename(name, c.Path),
		)
	}
	if err != nil {
		return fmt.Errorf("restore %s: %w", c.Path, errors.Join(err, t.discard(name)))
	}
	return nil
}

// writeBeside writes data into a new file in the directory of p. The name is empty
// if there is no such file.
func (t *transaction) writeBeside(p string, data []byte) (name string, err error) {
	dir, base := path.Split(p)
	var f *os.File
	for n := 0; ; n++ {
		name = dir + "." + base + "." + strconv.Itoa(n) + ".tmp"
		f, err = t.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrExist) {
			return "", err
		}
	}
	_, err = f.Write(data)
	return name, errors.Join(err, f.Close())
}

func (t *transaction) discard(name string) error {
	if name == "" {
		return nil
	}
	if err := t.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
