package node

import (
	"fmt"
	"maps"
	"net"
	"time"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/listen"
	"github.com/wampgen/wampgen/router/realm"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Plan is what a node is going to run: data, resolved and without faults. It is not
// changed once it is made.
type Plan struct {
	ID         string // of the controller
	Title      string
	Management *Worker // how operators reach the node; nil: not at all
	Workers    []Worker
	Shutdown   []string // shutdown modes of package config
	// DrainTimeout is the time for calls to end when the node stops, StopTimeout
	// that for the rest of it to end after them: the longest that a worker sets.
	DrainTimeout, StopTimeout time.Duration

	registry  *runtime.Registry
	resources Resources
	files     Files
}

// workers are all of the plan, that of the management first.
func (p *Plan) workers() []*Worker {
	var workers []*Worker
	if p.Management != nil {
		workers = append(workers, p.Management)
	}
	for i := range p.Workers {
		workers = append(workers, &p.Workers[i])
	}
	return workers
}

// Worker is one router of a plan, or a container or guest.
type Worker struct {
	ID         string
	Type       string // a type of package config
	Title      string
	Shutdown   string // of a container: a mode of package config; "" is never
	Realms     []Realm
	Components []Component
	Transports []Transport
	Limits     session.Limits // of its components; paths have their own
}

// Realm is a realm of a plan.
type Realm struct {
	Name  wamp.URI
	Roles map[string][]authz.Rule
	// Authorizers are the procedures that decide for roles without rules.
	Authorizers map[string]wamp.URI
	Strict      bool // URIs
	MetaAPI     bool
	Limits      realm.Limits
	Store       *Store // nil: events are kept in memory
	StoreBytes  int    // of events in memory; 0: the default
	// Histories are the patterns whose events are recorded.
	Histories []realm.History
	// CallQueues are the patterns whose calls have a queue of their own.
	CallQueues []realm.CallQueue
	// Implied says that the node file does not name the realm: it exists for a
	// component, whose contract its roles are made of.
	Implied bool
}

// Component is a hosted component of a plan, or the program of a guest.
type Component struct {
	ID           string
	Unnamed      bool   // the file does not give it an id
	Class        string // of a program, the executable as the file has it
	Realm        wamp.URI
	Role         string      // "" of who joins a remote router
	Credentials  Credentials // for the router that it joins
	Remote       *Remote     // the router that a container's component joins
	Program      *Program    // of a guest
	Extra        []byte      // JSON; nil: absent
	Required     bool
	StartTimeout time.Duration
	Restart      Restart
}

// Restart is how a component is started again. A zero field stands for the default of
// package host.
type Restart struct {
	Policy                  string // a restart policy of package config
	First, Longest, Healthy time.Duration
	Limit                   int
}

// Transport is a listening socket of a plan.
type Transport struct {
	ID      string
	Network string // "tcp", "tcp4", "tcp6", "unix"
	Address string // host:port, or the path of a Unix socket
	Private bool   // only the user of the node can open the Unix socket
	Paths   []Path // a WebSocket transport is the one path "/"; none: no HTTP
	// RawSocket is the service for those who begin with its handshake; nil: there is
	// none.
	RawSocket *RawSocketService
	Limits    listen.Limits
	Proxies   listen.Proxies
	TLS       *Certificate // nil: plain
}

// anyPort reports whether the system chooses the port.
func (t *Transport) anyPort() bool {
	if t.Network == unixNetwork {
		return false
	}
	_, port, _ := net.SplitHostPort(t.Address)
	return port == "0"
}

// planner collects what NewPlan finds.
type planner struct {
	registry  *runtime.Registry
	resources Resources
	files     Files
	faults    diag.List
	ports     []boundPort
	sockets   map[string]string // where a transport has which path of a Unix socket
	stores    map[string]string // which realm has which file
}

// NewPlan checks a node file against the classes and resources that are linked in and the
// files it refers to. The list holds all faults; the plan is nil if there is an error among
// them. cfg may have faults of its own, which are not repeated: what they make
// uncertain is not checked.
func NewPlan(cfg *config.Node, registry *runtime.Registry, files Files, resources ...Resources) (*Plan, diag.List) {
	plan, faults := Draft(cfg, registry, files, resources...)
	if faults.HasErrors() {
		return nil, faults
	}
	return plan, faults
}

// Draft is NewPlan for who wants to see the plan in spite of errors: it is then as
// complete as the file allows, and must not run.
func Draft(cfg *config.Node, registry *runtime.Registry, files Files, resources ...Resources) (*Plan, diag.List) {
	p := &planner{registry: registry, resources: Resources{}, files: files, stores: map[string]string{}}
	for _, r := range resources {
		maps.Copy(p.resources, r)
	}
	plan := &Plan{
		ID:        cfg.Controller.ID,
		Title:     cfg.Controller.Options.Title,
		Shutdown:  cfg.Controller.Options.Shutdown,
		registry:  registry,
		resources: p.resources,
		files:     files,
	}
	plan.Management = p.management(&cfg.Controller)
	ids := map[string]string{}
	if plan.Management != nil {
		ids[ManagementWorker] = cfg.Controller.Path("management")
	}
	for i := range cfg.Workers {
		w := &cfg.Workers[i]
		if w.Type == "" {
			continue // what it should be is not known
		}
		p.unique(ids, w.Source, "worker", w.ID)
		worker := p.worker(w)
		if w.Options.Disabled || w.Guest.Options.Disabled {
			p.faults.Warnf(w.At("options"), "disabled", "%s: the worker is disabled and not started", w.Path(""))
			continue
		}
		plan.Workers = append(plan.Workers, worker)
		plan.StopTimeout = max(plan.StopTimeout, w.Limits.StopTimeout)
		plan.DrainTimeout = max(plan.DrainTimeout, w.Limits.DrainTimeout)
	}
	plan.StopTimeout = set(plan.StopTimeout, defaultStopTimeout)
	plan.DrainTimeout = set(plan.DrainTimeout, defaultDrainTimeout)
	if len(plan.Workers) == 0 && cfg.Intact("workers") {
		p.faults.Warnf(cfg.At("workers"), "empty", "the node has no worker: it does nothing")
	}
	p.faults.Sort()
	return plan, p.faults
}

// The times for a node to stop whose file does not say.
const (
	defaultStopTimeout  = 20 * time.Second
	defaultDrainTimeout = 10 * time.Second
)

func (p *planner) worker(w *config.Worker) Worker {
	switch w.Type {
	case config.ContainerWorker:
		return p.container(w)
	case config.GuestWorker:
		return p.guest(w)
	default:
		return p.router(w)
	}
}

func (p *planner) container(w *config.Worker) Worker {
	worker := Worker{ID: w.ID, Type: w.Type, Title: w.Options.Title, Components: p.components(w, nil), Limits: sessionLimits(w.Limits)}
	if w.Options.Shutdown != config.ContainerStays {
		worker.Shutdown = w.Options.Shutdown
	}
	for i := range w.Components {
		c := &w.Components[i]
		failing := worker.Shutdown == config.ContainerOnAnyFailed && c.Restart == config.RestartOnFailure
		if worker.Shutdown != "" && c.Restart == config.RestartAlways || failing {
			p.fault(c.Source, "restart", "shutdown", "%s with the restart policy %s never comes to %s", c.ID, c.Restart, worker.Shutdown)
		}
	}
	return worker
}

func (p *planner) router(w *config.Worker) Worker {
	worker := Worker{ID: w.ID, Type: w.Type, Title: w.Options.Title, Limits: sessionLimits(w.Limits)}
	worker.Realms = p.realms(w)
	if standsAlone(w) {
		worker.Realms = p.impliedRealms(w)
	}
	worker.Components = p.components(w, worker.Realms)
	worker.Transports = p.transports(w, worker.Realms)
	p.authorities(w, &worker)
	if len(w.Transports) == 0 && w.Intact("transports") {
		p.warn(w.Source, "", "no-transport", "no transport: only the components of this process can join")
	}
	return worker
}

// unique reports an id that another block of its kind has.
func (p *planner) unique(seen map[string]string, at config.Source, what, id string) {
	if id == "" {
		return
	}
	if first, ok := seen[id]; ok {
		d := p.fault(at, "id", "duplicate-id", "%s id %q is taken by %s", what, id, first)
		if !at.Has("id") {
			d.Hint = "it is the default of a block without an id: give it one"
		}
		return
	}
	seen[id] = at.Path("")
}

// fault adds an error at the value of a key of a block.
func (p *planner) fault(at config.Source, key, rule, format string, args ...any) *diag.Diagnostic {
	return p.faults.Errorf(at.At(key), rule, "%s: %s", place(at, key), fmt.Sprintf(format, args...))
}

func (p *planner) warn(at config.Source, key, rule, format string, args ...any) *diag.Diagnostic {
	return p.faults.Warnf(at.At(key), rule, "%s: %s", place(at, key), fmt.Sprintf(format, args...))
}

// place is the path of a key, or of its block where the key is not given.
func place(at config.Source, key string) string {
	if !at.Has(key) {
		return at.Path("")
	}
	return at.Path(key)
}

// suggest says which of the names was probably meant, or what they are.
func suggest(name string, names []string, all string) string {
	if near := diag.Suggest(name, names); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return all
}
