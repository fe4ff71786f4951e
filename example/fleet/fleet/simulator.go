package fleet

import (
	"context"
	"maps"
	"sync"
	"time"

	"github.com/wampgen/wampgen/runtime"
)

// Simulator is the component class fleet.Simulator.
type Simulator struct {
	SimulatorStub
	clock sync.WaitGroup

	mu    sync.Mutex
	rooms map[ThermostatID]State
}

// NewSimulator returns the component; the registry calls it.
func NewSimulator(stub SimulatorStub) (*Simulator, error) {
	return &Simulator{SimulatorStub: stub, rooms: map[ThermostatID]State{}}, nil
}

// OnJoin starts the clock; it stops with the session.
func (s *Simulator) OnJoin(context.Context, runtime.JoinDetails) error {
	s.clock.Go(s.run)
	return nil
}

// OnLeave waits for the clock.
func (s *Simulator) OnLeave(context.Context, runtime.LeaveDetails) { s.clock.Wait() }

// OnChanged learns of rooms, and whether they are heated. The retained events tell of
// all that there are.
func (s *Simulator) OnChanged(_ context.Context, id ThermostatID, state State) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rooms[id] = state
	return nil
}

func (s *Simulator) run() {
	tick := time.NewTicker(s.Extra.Interval)
	defer tick.Stop()
	for {
		select {
		case <-s.Session().Done():
			return
		case <-tick.C:
			s.step()
		}
	}
}

// step reports what every room's temperature has become.
func (s *Simulator) step() {
	s.mu.Lock()
	rooms := maps.Clone(s.rooms)
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), s.Extra.Interval)
	defer cancel()
	for id, room := range rooms {
		if err := s.Thermostats().Report(ctx, id, s.next(room)); err != nil {
			s.Logger().Warn("report a temperature", "thermostat", id, "error", err)
		}
	}
}

// next is a room's temperature after an interval: a heater adds a quarter of a degree,
// and walls lose a hundredth of the difference to what is outside.
func (s *Simulator) next(room State) float64 {
	next := room.Temperature - (room.Temperature-s.Extra.Outside)/100
	if room.Heating {
		next += 0.25
	}
	return next
}
