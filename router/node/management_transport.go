package node

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	api "github.com/wampgen/wampgen/schemas/management"
)

func (m *management) getTransports(_ context.Context, worker string) ([]api.Transport, error) {
	if _, err := m.worker(worker); err != nil {
		return nil, err
	}
	transports := []api.Transport{}
	for _, a := range m.node.Addresses() {
		if a.Worker == worker {
			transports = append(transports, api.Transport{
				ID:       a.Transport,
				Worker:   worker,
				Network:  a.Network,
				Address:  a.Host,
				State:    api.TransportStateStarted,
				Secure:   a.Secure,
				Services: pathNames("", a.Paths),
			})
		}
	}
	for _, t := range m.node.closedTransports(worker) {
		transports = append(transports, describeClosed(worker, t))
	}
	return transports, nil
}

// describeClosed returns what is told of a transport that is stopped.
func describeClosed(worker string, t Transport) api.Transport {
	return api.Transport{
		ID:       t.ID,
		Worker:   worker,
		Network:  t.Network,
		Address:  t.Address,
		State:    api.TransportStateStopped,
		Secure:   t.TLS != nil,
		Services: pathNames("", t.Paths),
	}
}

func (m *management) getTransport(ctx context.Context, worker, id string) (api.Transport, error) {
	transports, err := m.getTransports(ctx, worker)
	if err != nil {
		return api.Transport{}, err
	}
	at := slices.IndexFunc(transports, func(t api.Transport) bool { return t.ID == id })
	if at < 0 {
		var ids []string
		for _, t := range transports {
			ids = append(ids, t.ID)
		}
		return api.Transport{}, &api.NoSuchObjectError{Reason: fmt.Sprintf("worker %q has no transport %q: there are %s", worker, id, listed(ids))}
	}
	return transports[at], nil
}

func (m *management) startTransport(ctx context.Context, worker, id string) (api.Transport, error) {
	if _, err := m.getTransport(ctx, worker, id); err != nil {
		return api.Transport{}, err
	}
	err := m.node.detached(ctx, func(ctx context.Context) error { return m.node.startTransport(ctx, worker, id) })
	switch {
	case errors.Is(err, errListening):
		return api.Transport{}, &api.AlreadyRunningError{Reason: err.Error()}
	case err != nil:
		return api.Transport{}, &api.CannotStartError{Reason: err.Error()}
	}
	return m.getTransport(ctx, worker, id)
}

func (m *management) stopTransport(ctx context.Context, worker, id string) (api.Transport, error) {
	if _, err := m.getTransport(ctx, worker, id); err != nil {
		return api.Transport{}, err
	}
	err := m.node.detached(ctx, func(ctx context.Context) error { return m.node.stopTransport(ctx, worker, id) })
	if err != nil {
		return api.Transport{}, &api.CannotStopError{Reason: err.Error()}
	}
	return m.getTransport(ctx, worker, id)
}

// pathNames lists the paths of a transport with their types.
func pathNames(above string, paths []Path) []string {
	names := []string{}
	for _, p := range paths {
		at := above + "/" + strings.TrimPrefix(p.Name, "/")
		if p.Type == Nested {
			names = append(names, pathNames(at, p.Paths)...)
			continue
		}
		names = append(names, at+" "+p.Type)
	}
	return names
}
