package config

// The types of workers.
const (
	RouterWorker    = "router"
	ContainerWorker = "container"
	GuestWorker     = "guest"
)

// Worker is one router of the node: its realms, what is hosted beside them, and
// how clients reach them; or a container, whose components join remote routers; or a
// guest, which is any program. All but guests run in the node's process.
type Worker struct {
	Source
	Type       string // one of the types of workers
	ID         string // default: workerNNN
	Options    WorkerOptions
	Realms     []Realm
	Components []Component
	Transports []Transport
	Limits     Limits
	Guest      Guest
}

// WorkerOptions are the options of a worker.
type WorkerOptions struct {
	Title    string
	Restart  string // of a container: a restart mode, "" for the default
	Shutdown string // of a container: a shutdown mode, "" for the default
	Disabled bool   // the worker is checked but not started
}

func workerTypes() variants[Worker] {
	return variants[Worker]{
		what:        "worker",
		field:       func(w *Worker) *string { return &w.Type },
		tables:      []choiceOf[Worker]{{RouterWorker, routerTable}, {ContainerWorker, containerTable}, {GuestWorker, guestTable}},
		unsupported: []string{"websocket-testee", "proxy", "hostmonitor", "marketmaker", "xbrmm", "xbrmarket"},
	}
}

func routerTable() table[Worker] {
	return table[Worker]{
		textKey("id", identifier, func(w *Worker) *string { return &w.ID }).says("The id of the worker. Default: workerNNN."),
		blockKey("options", workerOptions, func(w *Worker) *WorkerOptions { return &w.Options }).says("Options of the worker."),
		blocksKey("realms", realmTable, func(w *Worker) *[]Realm { return &w.Realms }).says("The realms of the router."),
		typedBlocksKey("components", componentTypes, func(w *Worker) *[]Component { return &w.Components }).says("The classes that are hosted beside the router."),
		typedBlocksKey("transports", transportTypes, func(w *Worker) *[]Transport { return &w.Transports }).says("Where clients reach the router."),
		blockKey("limits", workerLimits, func(w *Worker) *Limits { return &w.Limits }).says("Limits of its transports, sessions and realms."),
		unsupportedKey[Worker]("connections", "connections of a worker"),
		unsupportedKey[Worker]("manhole", "manhole"),
	}
}

func workerOptions() table[WorkerOptions] {
	const shared = "the worker runs in the node's process"
	return table[WorkerOptions]{
		textKey("title", filled, func(o *WorkerOptions) *string { return &o.Title }).says("What the worker is called."),
		flagKey("disabled", func(o *WorkerOptions) *bool { return &o.Disabled }).says("The worker is checked but not started."),
		ignoredKey[WorkerOptions]("pythonpath", shape{kind: list, item: &free}, "component classes are linked into this program"),
		ignoredKey[WorkerOptions]("python", free, "component classes are linked into this program"),
		ignoredKey[WorkerOptions]("cpu_affinity", shape{kind: list, item: &shape{kind: integer}}, shared),
		ignoredKey[WorkerOptions]("env", shape{kind: dictionary, item: &shape{}}, shared),
		ignoredKey[WorkerOptions]("extra", shape{}, "nothing reads it; components have an extra of their own"),
		ignoredKey[WorkerOptions]("expose_controller", onOff, shared),
		ignoredKey[WorkerOptions]("expose_shared", onOff, shared),
	}
}
