package node

import "context"

// stopper is an operator that counts how often the node is told to stop.
type stopper struct{ told chan struct{} }

func (stopper) File() string                             { return "" }
func (stopper) Reload(context.Context) ([]Change, error) { return nil, nil }
func (s stopper) Shutdown()                              { s.told <- struct{}{} }
