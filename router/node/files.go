package node

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// Files is where the paths of a node file lead.
type Files interface {
	// Directory returns the files of a directory, which nothing leads out of.
	// The name is as the node file has it, relative to that file. It is an error if
	// there is no such directory now.
	Directory(name string) (fs.FS, error)
	// Path returns where the name of a file leads that need not be there, on the disk.
	// It is as for Directory.
	Path(name string) string
	// Read returns what a file holds. The name is as for Directory.
	Read(name string) ([]byte, error)
}

// Disk is the files beside a node file in the directory base.
func Disk(base string) Files { return besideFile(base) }

// Embedded is the files beside a node file in a file system.
func Embedded(files fs.FS) Files { return embedded{files} }

type besideFile string

func (d besideFile) Directory(name string) (fs.FS, error) {
	dir := d.path(name)
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("open directory %q: %w", name, reason(err))
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("open directory %q: it is a file", name)
	}
	return directory(dir), nil
}

func (d besideFile) Read(name string) ([]byte, error) {
	data, err := os.ReadFile(d.path(name))
	if err != nil {
		return nil, fmt.Errorf("read file %q: %w", name, reason(err))
	}
	return data, nil
}

func (d besideFile) Path(name string) string { return d.path(name) }

func (d besideFile) path(name string) string {
	file := filepath.FromSlash(name)
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(string(d), file)
}

// directory is an fs.FS of a directory that no link and no name leads out of. It
// looks the directory up for each file, so that the directory may be replaced.
type directory string

// Open opens a file or directory.
func (d directory) Open(name string) (fs.File, error) {
	root, err := os.OpenRoot(string(d))
	if err != nil {
		return nil, err
	}
	file, err := root.Open(filepath.FromSlash(name))
	if closed := root.Close(); err == nil && closed != nil {
		return nil, errors.Join(closed, file.Close())
	}
	if err != nil {
		return nil, err // not file: a nil *os.File is no nil fs.File
	}
	return file, nil
}

type embedded struct{ files fs.FS }

// Path implements Files: the working directory stands for that of embedded files.
func (e embedded) Path(name string) string { return filepath.Clean(filepath.FromSlash(name)) }

func (e embedded) Directory(name string) (fs.FS, error) {
	dir := path.Clean(name)
	if !fs.ValidPath(dir) {
		return nil, fmt.Errorf("open directory %q: the path leads out of the embedded files", name)
	}
	info, err := fs.Stat(e.files, dir)
	if err != nil {
		return nil, fmt.Errorf("open embedded directory %q: %w", name, reason(err))
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("open embedded directory %q: it is a file", name)
	}
	return fs.Sub(e.files, dir)
}

func (e embedded) Read(name string) ([]byte, error) {
	file := path.Clean(name)
	if !fs.ValidPath(file) {
		return nil, fmt.Errorf("read file %q: the path leads out of the embedded files", name)
	}
	data, err := fs.ReadFile(e.files, file)
	if err != nil {
		return nil, fmt.Errorf("read embedded file %q: %w", name, reason(err))
	}
	return data, nil
}

// reason drops the words of an fs.PathError that repeat what was tried.
func reason(err error) error {
	var failed *fs.PathError
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}
