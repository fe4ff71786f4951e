package gittree

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxFile is the largest file that is read, in bytes: four times what a schema can have.
const maxFile = 4 << 20

// Tree is some of the files of a commit, as a file system. Symbolic links show in
// listings as what they are; whoever opens one gets the file of the tree that it leads to.
type Tree struct {
	Submodules []string // slash paths of those that the commit names; their files are not in it

	files map[string]*file
	dirs  map[string][]fs.DirEntry
}

// file is a file of a tree, or with fs.ModeDir a directory. It is its own fs.DirEntry
// and fs.FileInfo.
type file struct {
	name string // of the path the last element
	mode fs.FileMode
	id   string // of the blob
	data []byte

	large bool // more than maxFile: not read
}

// Tree reads the files of a commit, from the top of the repository, whose names (without
// directories) are wanted.
func (r *Repository) Tree(ctx context.Context, commit string, wanted func(name string) bool) (*Tree, error) {
	listing, err := r.git(ctx, nil, "ls-tree", "-r", "-z", "--full-tree", commit)
	if err != nil {
		return nil, err
	}
	t := &Tree{files: make(map[string]*file), dirs: make(map[string][]fs.DirEntry)}
	t.mkdir(".")
	all := make(map[string]*file)
	var read []*file
	for line := range strings.SplitSeq(string(listing), "\x00") {
		about, name, _ := strings.Cut(line, "\t")
		words := strings.Fields(about)
		if len(words) != 3 || !fs.ValidPath(name) {
			continue
		}
		if words[1] == "commit" {
			t.Submodules = append(t.Submodules, name)
			continue
		}
		f := &file{name: path.Base(name), id: words[2]}
		if words[0] == "120000" {
			f.mode = fs.ModeSymlink
		}
		all[name] = f
		if wanted(f.name) {
			t.add(name, f)
			read = append(read, f)
		}
	}
	if err := r.contents(ctx, read); err != nil {
		return nil, err
	}
	return t, r.follow(ctx, t, all)
}

// follow reads what the links among the files lead to, where that is in the commit.
func (r *Repository) follow(ctx context.Context, t *Tree, all map[string]*file) error {
	var targets []*file
	for name, f := range t.files {
		if f.mode&fs.ModeSymlink == 0 {
			continue
		}
		if target := all[path.Join(path.Dir(name), string(f.data))]; target != nil && target.mode == 0 {
			f.id = target.id
			targets = append(targets, f)
		} else {
			f.data, f.id = nil, ""
		}
	}
	return r.contents(ctx, targets)
}

// contents reads the blobs of files, all at once, but for those that are too large.
func (r *Repository) contents(ctx context.Context, files []*file) error {
	sizes, err := r.catFile(ctx, "--batch-check", files)
	if err != nil {
		return err
	}
	var small []*file
	for _, f := range files {
		size, err := blobSize(sizes, f)
		if err != nil {
			return err
		}
		if f.large = size > maxFile; !f.large {
			small = append(small, f)
		}
	}
	blobs, err := r.catFile(ctx, "--batch", small)
	if err != nil {
		return err
	}
	for _, f := range small {
		size, err := blobSize(blobs, f)
		if err != nil {
			return err
		}
		f.data = make([]byte, min(size, maxFile))
		if _, err := io.ReadFull(blobs, f.data); err != nil {
			return fmt.Errorf("read %s: %w", f.name, err)
		}
		if _, err := blobs.Discard(1); err != nil { // the line feed behind it
			return fmt.Errorf("read %s: %w", f.name, err)
		}
	}
	return nil
}

// catFile returns what git says of the blobs of files.
func (r *Repository) catFile(ctx context.Context, option string, files []*file) (*bufio.Reader, error) {
	if len(files) == 0 {
		return bufio.NewReader(strings.NewReader("")), nil
	}
	var ids strings.Builder
	for _, f := range files {
		ids.WriteString(f.id + "\n")
	}
	out, err := r.git(ctx, strings.NewReader(ids.String()), "cat-file", option)
	if err != nil {
		return nil, err
	}
	return bufio.NewReader(bytes.NewReader(out)), nil
}

// blobSize reads the line that git writes in front of a blob.
func blobSize(answers *bufio.Reader, f *file) (int, error) {
	line, err := answers.ReadString('\n')
	if err != nil {
		return 0, fmt.Errorf("read %s: %w", f.name, err)
	}
	words := strings.Fields(line)
	if len(words) != 3 || words[1] != "blob" {
		return 0, fmt.Errorf("read %s: its contents are not in this repository, which may be a partial clone", f.name)
	}
	size, err := strconv.Atoi(words[2])
	if err != nil || size < 0 {
		return 0, fmt.Errorf("read %s: %q is no size", f.name, words[2])
	}
	return size, nil
}

// add adds a file and the directories that it stands in.
func (t *Tree) add(name string, f *file) {
	t.mkdir(path.Dir(name))
	t.files[name] = f
	t.dirs[path.Dir(name)] = append(t.dirs[path.Dir(name)], f)
}

func (t *Tree) mkdir(dir string) {
	if t.files[dir] != nil {
		return
	}
	d := &file{name: path.Base(dir), mode: fs.ModeDir}
	t.files[dir] = d
	if dir != "." {
		t.mkdir(path.Dir(dir))
		t.dirs[path.Dir(dir)] = append(t.dirs[path.Dir(dir)], d)
	}
}

// Open opens a file or a directory.
func (t *Tree) Open(name string) (fs.File, error) {
	f := t.files[name]
	if f == nil || !fs.ValidPath(name) || f.mode&fs.ModeSymlink != 0 && f.id == "" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	if f.large {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fmt.Errorf("more than %d bytes", maxFile)}
	}
	if f.mode&fs.ModeSymlink != 0 {
		f = &file{name: f.name, data: f.data}
	}
	if !f.IsDir() {
		return &opened{f, bytes.NewReader(f.data)}, nil
	}
	entries := slices.Clone(t.dirs[name])
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return &listed{file: f, entries: entries}, nil
}

func (f *file) Name() string               { return f.name }
func (f *file) Size() int64                { return int64(len(f.data)) }
func (f *file) Mode() fs.FileMode          { return f.mode | 0o444 }
func (f *file) Type() fs.FileMode          { return f.mode.Type() }
func (f *file) ModTime() time.Time         { return time.Time{} }
func (f *file) IsDir() bool                { return f.mode.IsDir() }
func (f *file) Sys() any                   { return nil }
func (f *file) Info() (fs.FileInfo, error) { return f, nil }

// opened is an open file.
type opened struct {
	info *file
	*bytes.Reader
}

func (o *opened) Stat() (fs.FileInfo, error) { return o.info, nil }
func (o *opened) Close() error               { return nil }

// listed is an open directory.
type listed struct {
	file    *file
	entries []fs.DirEntry
}

func (l *listed) Stat() (fs.FileInfo, error) { return l.file, nil }
func (l *listed) Close() error               { return nil }

func (l *listed) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: l.file.name, Err: fs.ErrInvalid}
}

func (l *listed) ReadDir(n int) ([]fs.DirEntry, error) {
	if n > 0 && len(l.entries) == 0 {
		return nil, io.EOF
	}
	if n <= 0 || n > len(l.entries) {
		n = len(l.entries)
	}
	part := l.entries[:n]
	l.entries = l.entries[n:]
	return part, nil
}
