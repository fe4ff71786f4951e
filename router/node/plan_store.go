package node

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/history/disk"
	"github.com/wampgen/wampgen/router/realm"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// storeLimit is how much an entry of a store keeps where neither it nor the store
// says so.
const storeLimit = 100

// histories resolves the patterns whose events are recorded.
func (p *planner) histories(store *config.Store) (histories []realm.History) {
	p.storeEntries(store.History, func(pattern urimatch.Pattern, e *config.StoreEntry) {
		histories = append(histories, realm.History{
			Pattern: pattern,
			Limit:   int(set(e.Limit, set(store.Limit, storeLimit))),
		})
	})
	return histories
}

// The defaults of a store on the disk.
const (
	storeInterval = 100 * time.Millisecond
	storeBytes    = 1 << 30
)

// Store is the file where a realm keeps its events.
type Store struct {
	Path     string // absolute
	Settings disk.Settings
}

// store resolves where a realm keeps its events; nil is in memory.
func (p *planner) store(store *config.Store) *Store {
	if store.Type != "disk" || store.Path == "" {
		return nil
	}
	if store.Has("interval") && store.Sync != "interval" {
		p.fault(store.Source, "interval", "unused", "it has no meaning without sync: interval")
	}
	path, err := filepath.Abs(p.files.Path(store.Path))
	if err == nil {
		err = storeFile(path)
	}
	if err != nil {
		p.fault(store.Source, "path", "store", "%s: %v", store.Written("path"), err)
		return nil
	}
	if first, taken := p.stores[path]; taken {
		p.fault(store.Source, "path", "duplicate-store", "the file %s is that of %s", store.Written("path"), first)
		return nil
	}
	p.stores[path] = store.Source.Path("")
	s := &Store{Path: path, Settings: disk.Settings{MaxBytes: set(store.MaxSize, storeBytes)}}
	if store.Sync == "interval" {
		s.Settings.Interval = set(store.Interval, storeInterval)
	}
	return s
}

// storeFile says why a file can not be that of a store, as far as that is known before it is
// opened.
func storeFile(path string) error {
	switch info, err := os.Stat(path); {
	case err == nil && !info.Mode().IsRegular():
		return errors.New("it is no file")
	case err == nil:
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			return reason(err)
		}
		return f.Close()
	case !errors.Is(err, fs.ErrNotExist):
		return reason(err)
	}
	info, err := os.Stat(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("its directory: %w", reason(err))
	}
	if !info.IsDir() {
		return errors.New("it is in no directory")
	}
	return nil
}

// callQueues resolves the patterns whose calls have a queue of their own.
func (p *planner) callQueues(store *config.Store) (queues []realm.CallQueue) {
	p.storeEntries(store.CallQueue, func(pattern urimatch.Pattern, e *config.StoreEntry) {
		queues = append(queues, realm.CallQueue{
			Pattern: pattern,
			Limit:   int(set(e.Limit, set(store.Limit, storeLimit))),
		})
	})
	return queues
}

// storeEntries gives each entry that is good to use, with its pattern.
func (p *planner) storeEntries(entries []config.StoreEntry, use func(urimatch.Pattern, *config.StoreEntry)) {
	seen := map[urimatch.Pattern]string{}
	for i := range entries {
		e := &entries[i]
		if !e.Has("uri") || !e.Intact("uri") || !e.Intact("match") {
			continue
		}
		match, _ := wamp.ParseMatch(e.Match)
		pattern := urimatch.Pattern{URI: wamp.URI(e.URI), Match: match}
		switch first, taken := seen[pattern]; {
		case !pattern.Valid():
			p.fault(e.Source, "uri", "invalid-uri", "%s is no URI for the match %q", e.Written("uri"), match)
		case pattern.URI.Reserved():
			p.fault(e.Source, "uri", "invalid-uri", "%s is the router's own", e.Written("uri"))
		case taken:
			p.fault(e.Source, "uri", "duplicate-entry", "the %s %s has an entry already: %s", match, e.Written("uri"), first)
		default:
			seen[pattern] = e.Path("")
			use(pattern, e)
		}
	}
}
