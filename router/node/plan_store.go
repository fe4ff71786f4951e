package node

import (
	"github.com/wampgen/wampgen/router/config"
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
