package node

import (
	"fmt"

	"github.com/wampgen/wampgen/router/history/disk"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// openStore is the file of a realm. While a realm is replaced, both have it.
type openStore struct {
	*disk.Store
	path  string
	realm wamp.URI
	users int // guarded by Node.mu
}

// openStore opens the file of a realm, which may be open; nil if it has none. n.operation
// is held.
func (n *Node) openStore(plan *Realm) (*openStore, error) {
	if plan.Store == nil {
		return nil, nil
	}
	n.mu.Lock()
	s := n.stores[plan.Store.Path]
	if s != nil && s.realm != plan.Name {
		n.mu.Unlock()
		return nil, fmt.Errorf("open store %q: it keeps the events of the realm %q", s.path, s.realm)
	}
	if s != nil {
		s.users++
	}
	n.mu.Unlock()
	if s != nil {
		s.Set(plan.Store.Settings)
		return s, nil
	}
	opened, err := disk.Open(plan.Store.Path, string(plan.Name), plan.Store.Settings, n.tally(plan.Name), n.logger.With("realm", plan.Name))
	if err != nil {
		return nil, err
	}
	s = &openStore{Store: opened, path: plan.Store.Path, realm: plan.Name, users: 1}
	n.mu.Lock()
	n.stores[s.path] = s
	n.mu.Unlock()
	return s, nil
}

// closeStore closes the file, unless another realm has it, with all that is in it.
func (n *Node) closeStore(s *openStore) error {
	if s == nil {
		return nil
	}
	n.mu.Lock()
	s.users--
	last := s.users == 0
	if last {
		delete(n.stores, s.path)
	}
	n.mu.Unlock()
	if !last {
		return nil
	}
	return s.Close()
}
