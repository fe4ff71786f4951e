package node

import "slices"

// watcher is told of each change of a component's state. It must not block.
type watcher struct{ changed func(ComponentStatus) }

// watch has a function called at each change of a component's state, in the order of the
// changes of each component, until the returned function has been called. It must not
// block, nor call the node.
func (n *Node) watch(changed func(ComponentStatus)) (unwatch func()) {
	w := &watcher{changed}
	n.watching.Lock()
	defer n.watching.Unlock()
	n.watchers = append(slices.Clone(n.watchers), w)
	return func() {
		n.watching.Lock()
		defer n.watching.Unlock()
		n.watchers = slices.DeleteFunc(slices.Clone(n.watchers), func(other *watcher) bool { return other == w })
	}
}

// changed tells all that watch.
func (n *Node) changed(status ComponentStatus) {
	n.watching.Lock()
	watchers := n.watchers
	n.watching.Unlock()
	for _, w := range watchers {
		w.changed(status)
	}
}
