package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/wampgen/wampgen/gen"
	"github.com/wampgen/wampgen/gen/gittree"
)

// past is an older state of a unit.
type past struct {
	gen.State
	notes []string // what people should know of it
	close func() error
}

// openPast opens the state that a git revision or a directory holds.
func openPast(ctx context.Context, unit gen.Unit, against string) (*past, error) {
	fail := func(err error) (*past, error) {
		return nil, fmt.Errorf("compare with %s: %w", against, err)
	}
	info, err := os.Stat(against)
	isDir := err == nil && info.IsDir()
	if pathLike(against) || filepath.IsAbs(against) {
		p, err := pastDirectory(unit, against)
		if err != nil {
			return fail(err)
		}
		return p, nil
	}
	repository, err := gittree.Open(ctx, unit.Root)
	commit := ""
	if err == nil {
		commit, err = repository.Commit(ctx, against)
	}
	switch {
	case err != nil && ctx.Err() != nil:
		return fail(ctx.Err())
	case isDir && commit != "":
		return fail(errors.New("there is a directory and a git revision of that name: write ./" + against + " for the directory, or refs/heads/" + against + " for the branch"))
	case isDir:
		p, err := pastDirectory(unit, against)
		if err != nil {
			return fail(err)
		}
		return p, nil
	case err != nil:
		return fail(fmt.Errorf("there is no such directory, and as a git revision: %w", err))
	}
	p, err := pastCommit(ctx, unit, repository, commit, against)
	if err != nil {
		return fail(err)
	}
	return p, nil
}

// pathLike reports whether a text can only be meant as a path.
func pathLike(text string) bool {
	text = filepath.ToSlash(text)
	return text == "." || text == ".." || strings.HasPrefix(text, "./") || strings.HasPrefix(text, "../") || strings.HasPrefix(text, "/")
}

func pastDirectory(unit gen.Unit, dir string) (*past, error) {
	display := func(file string, imported bool) string {
		if imported {
			return dir + ":" + file
		}
		return path.Join(filepath.ToSlash(dir), file)
	}
	state, closeState, err := gen.PastDirectory(dir, unit, display)
	if err != nil {
		return nil, err
	}
	return &past{State: state, close: closeState}, nil
}

func pastCommit(ctx context.Context, unit gen.Unit, repository *gittree.Repository, commit, revision string) (*past, error) {
	tree, err := repository.Tree(ctx, commit, gen.WantedOfPast)
	if err != nil {
		return nil, err
	}
	display := func(file string, imported bool) string {
		if !imported {
			file = path.Join(repository.Prefix, file)
		}
		return revision + ":" + file
	}
	state, err := gen.Past(tree, repository.Top, repository.Prefix, unit, display)
	if err != nil {
		return nil, err
	}
	p := &past{State: state, close: func() error { return nil }}
	for _, module := range tree.Submodules {
		if repository.Prefix == "." || strings.HasPrefix(module+"/", repository.Prefix+"/") {
			p.notes = append(p.notes, fmt.Sprintf("the files of submodule %s are not in %s: what they declare is taken for new", module, revision))
		}
	}
	return p, nil
}
