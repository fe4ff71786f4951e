package history

import (
	"context"
	"iter"
	"slices"

	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// past is the history of one pattern, the oldest event first. What readers go
// through does not change under them: events are appended and cut off.
type past struct {
	records []*broker.Record
	bytes   int
}

// append makes r the most recent event of a history. Beyond the history's limit,
// and beyond that of the memory for all histories, the oldest events go.
func (m *Memory) append(h broker.History, r *broker.Record) {
	p := m.pasts[h.Pattern]
	if p == nil {
		p = new(past)
		m.pasts[h.Pattern] = p
	}
	p.records = append(p.records, r)
	p.bytes += size(r.Publication)
	m.pastBytes += size(r.Publication)
	for len(p.records) > h.Limit {
		m.forget(p)
	}
	for m.pastBytes > m.limit {
		m.forget(m.oldest())
		m.counts.Limited(tally.MaxSize)
	}
}

// forget drops the oldest event of a history.
func (m *Memory) forget(p *past) {
	n := size(p.records[0].Publication)
	p.records[0] = nil
	p.records = p.records[1:]
	p.bytes -= n
	m.pastBytes -= n
}

// oldest returns the history with the oldest event, of the few that there are.
func (m *Memory) oldest() (oldest *past) {
	for _, p := range m.pasts {
		if len(p.records) > 0 && (oldest == nil || p.records[0].Time.Before(oldest.records[0].Time)) {
			oldest = p
		}
	}
	return oldest
}

// Events yields the events of a history that the query selects.
func (m *Memory) Events(ctx context.Context, q broker.Query) iter.Seq2[*broker.Record, error] {
	records := window(m.past(q), q)
	return func(yield func(*broker.Record, error) bool) {
		for i := range records {
			r := records[i]
			if q.Reverse {
				r = records[len(records)-1-i]
			}
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			if q.Selects(r) && !yield(r, nil) {
				return
			}
		}
	}
}

func (m *Memory) past(q broker.Query) []*broker.Record {
	m.mu.Lock()
	defer m.mu.Unlock()
	if p := m.pasts[q.Pattern]; p != nil {
		return slices.Clone(p.records)
	}
	return nil
}

// window cuts off what is not between the publications that the query names.
func window(records []*broker.Record, q broker.Query) []*broker.Record {
	first, end := 0, len(records)
	for _, bound := range []struct {
		id    wamp.ID
		apply func(place int)
	}{
		{q.FromPublication, func(i int) { first = max(first, i) }},
		{q.AfterPublication, func(i int) { first = max(first, i+1) }},
		{q.BeforePublication, func(i int) { end = min(end, i) }},
		{q.UntilPublication, func(i int) { end = min(end, i+1) }},
	} {
		if bound.id == 0 {
			continue
		}
		place := slices.IndexFunc(records, func(r *broker.Record) bool { return r.ID == bound.id })
		if place < 0 {
			return nil
		}
		bound.apply(place)
	}
	if first >= end {
		return nil
	}
	return records[first:end]
}
