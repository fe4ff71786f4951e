package config

import "time"

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
}

// ControllerOptions are the options of the controller.
type ControllerOptions struct {
	Title string // what the node calls itself
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
		unsupportedKey[Controller]("manhole", "manhole"),
		unsupportedKey[Controller]("connections", "connections of the controller"),
		unsupportedKey[Controller]("keyring", "keyring"),
	}
}

func controllerOptions() table[ControllerOptions] {
	return table[ControllerOptions]{
		textKey("title", filled, func(o *ControllerOptions) *string { return &o.Title }).says("What the node calls itself, in its banner and its pages."),
		ignoredKey[ControllerOptions]("shutdown", shape{}, "all workers run in this process and end with it"),
		ignoredKey[ControllerOptions]("enable_parallel_worker_start", onOff, "workers start in the order of the file"),
	}
}
