package node

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/runtime/wamp"
	api "github.com/wampgen/wampgen/schemas/management"
)

func (m *management) getStatus(context.Context) (api.Status, error) {
	n := m.node
	plan := n.Plan()
	n.mu.RLock()
	loaded := n.loaded
	n.mu.RUnlock()
	status := api.Status{
		Title:    n.info().Title,
		ID:       text(plan.ID),
		Version:  version(),
		PID:      int64(os.Getpid()),
		Started:  n.started,
		Loaded:   loaded,
		Workers:  int64(len(plan.Workers)),
		Sessions: int64(len(n.sessions(func(string, Realm) bool { return true }))),
		Dropped:  map[string]int64{},
	}
	for reason, messages := range n.metrics.DroppedMessages() {
		status.Dropped[reason] = int64(messages)
	}
	if n.operator != nil {
		status.File = text(n.operator.File())
	}
	for _, c := range n.List() {
		status.Components++
		switch c.State {
		case host.Ready:
			status.Ready++
		case host.Failed:
			status.Failed++
		}
	}
	return status, nil
}

// version is that of wampgen in this program, "(devel)" where it is not known.
func version() string {
	const module = "github.com/wampgen/wampgen"
	info, ok := debug.ReadBuildInfo()
	if ok && info.Main.Path != module {
		for _, m := range info.Deps {
			if m.Path == module {
				return m.Version
			}
		}
	}
	return "(devel)"
}

func (m *management) getWorkers(_ context.Context, types []string) ([]string, error) {
	ids := []string{}
	for _, w := range m.node.Plan().Workers {
		if len(types) == 0 || slices.Contains(types, w.Type) {
			ids = append(ids, w.ID)
		}
	}
	return ids, nil
}

func (m *management) getWorker(_ context.Context, id string) (api.WorkerDetails, error) {
	w, err := m.worker(id)
	if err != nil {
		return api.WorkerDetails{}, err
	}
	details := api.WorkerDetails{ID: w.ID, Type: w.Type, Title: text(w.Title), PID: int64(os.Getpid())}
	if w.Type == config.GuestWorker {
		details.PID = 0
		if program := m.node.component(componentKey(w.ID, w.ID)); program != nil {
			details.PID = int64(program.Status().PID)
		}
	}
	return details, nil
}

// worker returns a worker of the plan that runs. That of the management is none.
func (m *management) worker(id string) (Worker, error) {
	for _, w := range m.node.Plan().Workers {
		if w.ID == id {
			return w, nil
		}
	}
	ids, _ := m.getWorkers(context.Background(), nil)
	return Worker{}, &api.NoSuchWorkerError{Reason: fmt.Sprintf("the node has no worker %q: there are %s", id, listed(ids))}
}

// realm returns a realm of a worker, by its name.
func (m *management) realm(worker, name string) (Realm, error) {
	w, err := m.worker(worker)
	if err != nil {
		return Realm{}, err
	}
	for _, r := range w.Realms {
		if string(r.Name) == name {
			return r, nil
		}
	}
	names, _ := m.getRealms(context.Background(), worker)
	return Realm{}, &api.NoSuchObjectError{Reason: fmt.Sprintf("worker %q has no realm %q: there are %s", worker, name, listed(names))}
}

// realmNames returns the names of the realms of all workers, each once.
func (m *management) realmNames() []string {
	names := []string{}
	for _, w := range m.node.Plan().Workers {
		for _, r := range w.Realms {
			if !slices.Contains(names, string(r.Name)) {
				names = append(names, string(r.Name))
			}
		}
	}
	return names
}

// listed is what there is of something that was looked for.
func listed(names []string) string { return cmp.Or(strings.Join(names, ", "), "none") }

func (m *management) getRealms(_ context.Context, worker string) ([]string, error) {
	w, err := m.worker(worker)
	names := []string{}
	for _, r := range w.Realms {
		names = append(names, string(r.Name))
	}
	return names, err
}

func (m *management) getRealm(_ context.Context, worker, name string) (api.Realm, error) {
	r, err := m.realm(worker, name)
	if err != nil {
		return api.Realm{}, err
	}
	sessions := m.node.sessions(func(w string, other Realm) bool { return w == worker && other.Name == r.Name })
	return api.Realm{
		ID:       name,
		Name:     name,
		Worker:   worker,
		Roles:    slices.AppendSeq([]string{}, slices.Values(slices.Sorted(maps.Keys(r.Roles)))),
		Sessions: int64(len(sessions)),
		Implied:  r.Implied,
	}, nil
}

func (m *management) getRealmStats(ctx context.Context, worker, name string) (api.RealmStats, error) {
	r, err := m.getRealm(ctx, worker, name)
	if err != nil {
		return api.RealmStats{}, err
	}
	stats := api.RealmStats{Realm: name, Sessions: r.Sessions, Refused: map[string]int64{}, Limited: map[string]int64{}}
	if open := m.node.realm(realmKey(worker, name)); open != nil {
		stats.PendingCalls = int64(open.Pending())
	}
	counts := m.node.tally(wamp.URI(name)).Counts()
	stats.EventsSent = int64(counts.Events)
	for _, refused := range counts.Refused {
		stats.Refused[refused.Reason] += int64(refused.Times)
	}
	for _, l := range counts.Limits {
		stats.Limited[l.Limit.String()] = int64(l.Times)
	}
	return stats, nil
}

func (m *management) getRoles(_ context.Context, worker, name string) ([]api.Role, error) {
	r, err := m.realm(worker, name)
	if err != nil {
		return nil, err
	}
	roles := []api.Role{}
	for _, name := range slices.Sorted(maps.Keys(r.Roles)) {
		roles = append(roles, describeRole(name, r.Roles[name]))
	}
	return roles, nil
}

func (m *management) getRole(_ context.Context, worker string, args api.WorkerGetRouterRealmRoleArgs) (api.Role, error) {
	r, err := m.realm(worker, args.RealmID)
	if err != nil {
		return api.Role{}, err
	}
	rules, ok := r.Roles[args.RoleID]
	if !ok {
		return api.Role{}, &api.NoSuchObjectError{Reason: fmt.Sprintf("realm %q has no role %q: there are %s", args.RealmID, args.RoleID, listed(slices.Sorted(maps.Keys(r.Roles))))}
	}
	return describeRole(args.RoleID, rules), nil
}

func describeRole(name string, rules []authz.Rule) api.Role {
	role := api.Role{ID: name, Name: name, Permissions: []api.Permission{}}
	for _, rule := range rules {
		role.Permissions = append(role.Permissions, api.Permission{
			URI:       string(rule.URI),
			Match:     rule.Match.String(),
			Call:      rule.Allow.Call,
			Register:  rule.Allow.Register,
			Publish:   rule.Allow.Publish,
			Subscribe: rule.Allow.Subscribe,
		})
	}
	return role
}
