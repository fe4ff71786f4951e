package history

import (
	"cmp"
	"container/list"
	"context"
	"iter"
	"slices"
	"sync"

	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// supplements is how many retained events with a limited audience a topic keeps
// beside the one for all.
const supplements = 8

// overhead is what a retained event costs beside its topic, payload and filter,
// in bytes.
const overhead = 512

// Memory keeps retained events in memory, up to a number of bytes: the topic
// whose events are the oldest goes first. It keeps histories up to the same number.
type Memory struct {
	limit  int
	counts *tally.Tally

	mu     sync.Mutex
	bytes  int
	topics map[wamp.URI]*list.Element // of a *topic in order
	order  *list.List                 // the topic set last is at the front

	pasts     map[urimatch.Pattern]*past
	pastBytes int
}

var _ broker.Store = (*Memory)(nil)

// topic is the retained events of one topic, the most recent first. Only the last
// may be one for all subscribers: what came before that has no receiver.
type topic struct {
	uri    wamp.URI
	events []*broker.Publication
}

// NewMemory returns an empty store for so many bytes of retained events, and as many
// of histories. counts may be nil.
func NewMemory(limit int, counts *tally.Tally) *Memory {
	return &Memory{
		limit:  limit,
		counts: counts,
		topics: make(map[wamp.URI]*list.Element),
		order:  list.New(),
		pasts:  make(map[urimatch.Pattern]*past),
	}
}

// Keep implements broker.Store. Beyond the memory's limit the oldest events go.
func (m *Memory) Keep(_ context.Context, r *broker.Record, histories []broker.History, retain bool) (broker.Receipt, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, h := range histories {
		m.append(h, r)
	}
	if retain {
		m.retain(r.Publication)
	}
	return nil, nil
}

// retain makes p the most recent retained event of its topic.
func (m *Memory) retain(p *broker.Publication) {
	element := m.topics[p.Topic]
	if element == nil {
		element = m.order.PushFront(&topic{uri: p.Topic})
		m.topics[p.Topic] = element
	} else {
		m.order.MoveToFront(element)
	}
	t := element.Value.(*topic)
	m.bytes -= t.size()
	t.add(p)
	m.bytes += t.size()
	if t.size() > m.limit {
		m.drop(element) // rather than all others
	}
	for m.bytes > m.limit {
		m.drop(m.order.Back())
	}
}

func (m *Memory) drop(element *list.Element) {
	t := m.order.Remove(element).(*topic)
	m.bytes -= t.size()
	delete(m.topics, t.uri)
	m.counts.LimitedBy(tally.MaxSize, len(t.events))
}

// Retained yields the retained events of all topics that match the pattern, in
// the order of their topics, those of one topic with the most recent first.
func (m *Memory) Retained(_ context.Context, p urimatch.Pattern) iter.Seq2[*broker.Publication, error] {
	found := m.find(p)
	slices.SortFunc(found, func(a, b topic) int { return cmp.Compare(a.uri, b.uri) })
	return func(yield func(*broker.Publication, error) bool) {
		for _, t := range found {
			for _, event := range t.events {
				if !yield(event, nil) {
					return
				}
			}
		}
	}
}

// find returns the topics that match the pattern. It goes through all of them
// unless the pattern is exact.
func (m *Memory) find(p urimatch.Pattern) (found []topic) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if p.Match == wamp.MatchExact {
		if element := m.topics[p.URI]; element != nil {
			found = append(found, *element.Value.(*topic))
		}
		return found
	}
	for uri, element := range m.topics {
		if p.Matches(uri) {
			found = append(found, *element.Value.(*topic))
		}
	}
	return found
}

// add puts p before the events that still have a receiver.
func (t *topic) add(p *broker.Publication) { t.events = Latest(t.events, p) }

// Latest returns the retained events of a topic, the most recent first, after p was
// retained: p, and those before it that still have a receiver, which are those up to
// one for all subscribers, and few. It leaves events as they were: a reader may go
// through them.
func Latest(events []*broker.Publication, p *broker.Publication) []*broker.Publication {
	if p.Filter == nil {
		return []*broker.Publication{p}
	}
	limited, forAll := events, events[len(events):]
	if n := len(limited); n > 0 && limited[n-1].Filter == nil {
		limited, forAll = limited[:n-1], limited[n-1:]
	}
	limited = limited[:min(len(limited), supplements-1)]
	return slices.Concat([]*broker.Publication{p}, limited, forAll)
}

// size returns about how many bytes an event takes.
func size(p *broker.Publication) int {
	return overhead + len(p.Topic) + p.Payload.Size() + p.Filter.Size()
}

// size returns about how many bytes the topic takes.
func (t *topic) size() (n int) {
	for _, p := range t.events {
		n += size(p)
	}
	return n
}
