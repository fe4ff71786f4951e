package host

import (
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// State is where a component is in its life.
type State uint8

// The states of a component.
const (
	Stopped  State = iota // not running: never started, stopped, or left by itself and not to be restarted
	Starting              // being constructed, joining, registering
	Ready                 // joined, with all registrations and subscriptions acknowledged
	Backoff               // failed, and waiting to be started again
	Failed                // failed, and not to be started again by itself
	// Reconnecting is a component that has been ready, is what it was, and whose session
	// joins again because its connection was lost.
	Reconnecting
)

// String returns the state's name.
func (s State) String() string {
	return [...]string{"stopped", "starting", "ready", "backoff", "failed", "reconnecting"}[s]
}

// Status is what is known of a component.
type Status struct {
	ID       string
	Class    string   // or the path of the program
	Role     string   // "" of programs, and where a remote router decides
	Realm    wamp.URI // "" of programs
	State    State
	Since    time.Time // of the state
	Restarts int       // in a row, without having been healthy between them
	Err      error     // why it failed or left, nil while all is well
	PID      int       // of a program that runs
	Left     bool      // it has ended by itself, and is not started again
}
