package config

import (
	"time"

	"github.com/wampgen/wampgen/gen/syntax"
)

// Version is the format version that is read.
const Version = 2

// Defaults of components.
const (
	DefaultRole         = "anonymous"
	DefaultStartTimeout = 30 * time.Second
)

// Node is a node file.
type Node struct {
	Source
	Version    int64
	Controller Controller
	Workers    []Worker
}

// Controller is what concerns the node as a whole.
type Controller struct {
	Source
	ID      string // default: none
	Options ControllerOptions
	// Management is how operators reach the node.
	Management Management
}

// ControllerOptions are the options of the controller.
type ControllerOptions struct {
	Title    string   // what the node calls itself
	Shutdown []string // shutdown modes; nil: ShutdownOnRequest
}

func nodeTable() table[Node] {
	return table[Node]{
		ignoredSchema(),
		intKey("version", number(1, 0), func(n *Node) *int64 { return &n.Version }).says("The version of the format: 2."),
		blockKey("controller", controllerTable, func(n *Node) *Controller { return &n.Controller }).says("What concerns the node as a whole."),
		typedBlocksKey("workers", workerTypes, func(n *Node) *[]Worker { return &n.Workers }).says("The routers of the node, and what runs beside them, in the order in which they start."),
	}
}

// ignoredSchema is the key that editors look for.
func ignoredSchema() key[Node] {
	return key[Node]{entry: entry{name: "$schema", shape: free.explained("Where an editor finds this schema.")}}
}

func controllerTable() table[Controller] {
	return table[Controller]{
		textKey("id", identifier, func(c *Controller) *string { return &c.ID }).says("A name of the node for its operators."),
		blockKey("options", controllerOptions, func(c *Controller) *ControllerOptions { return &c.Options }).says("Options of the node."),
		blockKey("management", managementTable, func(c *Controller) *Management { return &c.Management }).
			says("How operators and their tools reach the node. Default: not at all."),
		unsupportedKey[Controller]("manhole", "manhole"),
		unsupportedKey[Controller]("connections", "connections of the controller"),
		unsupportedKey[Controller]("keyring", "keyring"),
		unsupportedKey[Controller]("fabric", "remote management by a Crossbar.io master node"),
		unsupportedKey[Controller]("fabric-center", "remote management by a Crossbar.io master node"),
		unsupportedKey[Controller]("blockchain", "blockchain"),
		unsupportedKey[Controller]("ipfs", "IPFS"),
		unsupportedFlag[Controller]("enable_docker", "Docker workers"),
	}
}

// The shutdown modes of a node: when it stops by itself. All of them stop it when its
// operators, or signals, say so.
const (
	ShutdownOnRequest    = "shutdown_on_shutdown_requested"
	ShutdownOnExit       = "shutdown_on_worker_exit"            // when a guest ends and is not started again
	ShutdownOnFailure    = "shutdown_on_worker_exit_with_error" // when one has failed
	ShutdownOnLastWorker = "shutdown_on_last_worker_exit"       // when all guests have ended, and there is nothing else
)

// shutdownKey is a mode, or several.
func shutdownKey() key[ControllerOptions] {
	mode := choice(ShutdownOnRequest, ShutdownOnExit, ShutdownOnFailure, ShutdownOnLastWorker)
	s := eitherOf(mode, listOf(mode)).explained("When the node stops by itself. Default: never; it stops when it is told to.")
	return key[ControllerOptions]{entry{name: "shutdown", shape: s}, func(_ *reading, n *syntax.Node, into *ControllerOptions) {
		if n.Kind == syntax.Scalar {
			into.Shutdown = []string{n.Text}
		}
		for _, item := range n.Items {
			into.Shutdown = append(into.Shutdown, item.Text)
		}
	}}
}

func controllerOptions() table[ControllerOptions] {
	return table[ControllerOptions]{
		textKey("title", filled, func(o *ControllerOptions) *string { return &o.Title }).says("What the node calls itself, in its banner and its pages."),
		shutdownKey(),
		ignoredKey[ControllerOptions]("enable_parallel_worker_start", onOff, "workers start in the order of the file"),
	}
}
