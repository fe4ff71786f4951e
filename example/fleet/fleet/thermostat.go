package fleet

import (
	"sync"
	"time"
)

// economy is how far below its target a thermostat heats in mode eco, in degrees.
const economy = 3

// thermostat is the state of one thermostat.
type thermostat struct {
	mu    sync.Mutex
	state State
}

func (t *thermostat) get() State {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.state
}

// change edits the state and passes it to publish, under the lock, so that the retained
// event is the last state.
func (t *thermostat) change(edit func(*State), publish func(State) error) (State, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	state := t.state
	edit(&state)
	state.Heating, state.At = heats(state), time.Now()
	if err := publish(state); err != nil {
		return State{}, err
	}
	t.state = state
	return state, nil
}

func heats(s State) bool {
	switch s.Mode {
	case ModeHeat:
		return s.Temperature < s.Target
	case ModeEco:
		return s.Temperature < s.Target-economy
	default:
		return false
	}
}
