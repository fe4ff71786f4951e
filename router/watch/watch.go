// Package watch tells when files change.
package watch

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Directories calls changed when something in one of the directories, not below them, has
// changed and then nothing for the time settle. It returns when ctx ends, or with an error
// if it can not watch. What is replaced as a whole, as editors and tools that deploy do,
// is seen too; a directory that goes is seen once and not watched any more.
//
// What changes after begun is called is seen. Who has read something before has it look
// again, so that nothing is missed in between. nil: nobody wants to know.
func Directories(ctx context.Context, directories []string, settle time.Duration, begun, changed func()) error {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch files: %w", err)
	}
	for _, dir := range directories {
		if err := watcher.Add(dir); err != nil {
			return errors.Join(fmt.Errorf("watch directory %q: %w", dir, err), watcher.Close())
		}
	}
	if begun != nil {
		begun()
	}
	err = follow(ctx, watcher, settle, changed)
	return errors.Join(err, watcher.Close())
}

func follow(ctx context.Context, watcher *fsnotify.Watcher, settle time.Duration, changed func()) error {
	quiet := time.NewTimer(0)
	<-quiet.C
	defer quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case event := <-watcher.Events:
			if event.Op&^fsnotify.Chmod != 0 {
				quiet.Reset(settle)
			}
		case err := <-watcher.Errors:
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				return fmt.Errorf("watch files: %w", err)
			}
			quiet.Reset(settle) // what it was is not known
		case <-quiet.C:
			changed()
		}
	}
}
