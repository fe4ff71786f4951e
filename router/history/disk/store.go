package disk

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/router/tally"
)

// Settings say how a store keeps what it gets. They may change while it is open.
type Settings struct {
	// MaxBytes bounds the events of all histories, and the retained events to the
	// same number; the oldest go first. The file is larger: by the room of what has gone,
	// which is used again.
	MaxBytes int64
	// Interval is how long an event may be in memory only; an event is taken for
	// kept at once. Zero: it is kept when it is synced to the disk.
	Interval time.Duration
}

// Store is an open file.
type Store struct {
	db     *bbolt.DB
	path   string
	logger *slog.Logger
	counts *tally.Tally
	sums   sums // of the writer

	mu       sync.Mutex
	settings Settings
	filling  *batch
	writing  *batch // nil: none
	closed   bool
	failed   error // why the last commit failed; nil: it did not
	broken   error // why there will be no other commit

	timer  *time.Timer   // wakes the writer when the interval is over
	urgent chan struct{} // of one: commit what there is, now
	done   chan struct{} // closed when the writer has ended
}

var _ broker.Store = (*Store)(nil)

// lockTimeout is how long a store waits for a process that has the file.
const lockTimeout = time.Second

// Open opens the file of a realm, or makes it. All of it is read, so that damage is
// found here: it is an error if a record is not as it was written, if the file is
// one of another realm, or if it is in use. counts may be nil.
func Open(path, realm string, settings Settings, counts *tally.Tally, logger *slog.Logger) (*Store, error) {
	s := &Store{
		path:     path,
		logger:   logger,
		counts:   counts,
		settings: settings,
		filling:  newBatch(),
		urgent:   make(chan struct{}, 1),
		done:     make(chan struct{}),
	}
	if err := s.open(realm); err != nil {
		return nil, fmt.Errorf("open store %q: %w", path, err)
	}
	s.timer = time.AfterFunc(time.Hour, s.hurry)
	s.timer.Stop()
	go s.write()
	return s, nil
}

func (s *Store) open(realm string) error {
	err := guarded(func() (err error) {
		s.db, err = bbolt.Open(s.path, 0o600, &bbolt.Options{Timeout: lockTimeout, FreelistType: bbolt.FreelistMapType})
		return err
	})
	switch path := (*os.PathError)(nil); {
	case errors.Is(err, bolterrors.ErrTimeout):
		return errors.New("it is in use by another process or realm")
	case errors.As(err, &path):
		return path.Err
	case err != nil:
		return err
	}
	syncDirectory(filepath.Dir(s.path))
	err = guarded(func() error {
		return s.db.Update(func(tx *bbolt.Tx) (err error) {
			if err := claim(tx, realm); err != nil {
				return err
			}
			s.sums, err = inspect(tx)
			return err
		})
	})
	if err == nil {
		return nil
	}
	if crash := (*crash)(nil); !errors.As(err, &crash) {
		err = errors.Join(err, s.db.Close())
	}
	return err
}

// syncDirectory makes a new file outlive a loss of power, where the system has that.
func syncDirectory(path string) {
	d, err := os.Open(path)
	if err != nil {
		return
	}
	_ = d.Sync()
	_ = d.Close()
}

// Set changes the settings, for what comes from now on.
func (s *Store) Set(settings Settings) {
	s.mu.Lock()
	s.settings = settings
	s.mu.Unlock()
	s.hurry()
}

// Close writes what there is and closes the file. Events that come after it are refused.
func (s *Store) Close() error {
	s.mu.Lock()
	closed := s.closed
	s.closed = true
	s.mu.Unlock()
	if closed {
		return nil
	}
	s.timer.Stop()
	s.hurry()
	<-s.done
	s.mu.Lock()
	failed, broken := s.failed, s.broken
	s.mu.Unlock()
	if broken != nil {
		if crash := (*crash)(nil); errors.As(broken, &crash) {
			return fmt.Errorf("close store %q: %w", s.path, broken) // its locks are lost
		}
	}
	if err := errors.Join(failed, s.db.Close()); err != nil {
		return fmt.Errorf("close store %q: %w", s.path, err)
	}
	return nil
}
