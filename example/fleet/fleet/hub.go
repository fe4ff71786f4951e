package fleet

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/wampgen/wampgen/runtime"
)

//go:generate go run ../../../cmd/wampgen

// Hub is the component class fleet.Hub.
type Hub struct {
	HubStub
	thermostats map[ThermostatID]*thermostat // fixed

	mu       sync.Mutex
	readings []Reading // the newest that are kept, in order
}

// NewHub returns the component; the registry calls it.
func NewHub(stub HubStub) (*Hub, error) {
	s := &Hub{HubStub: stub, thermostats: map[ThermostatID]*thermostat{}}
	for _, id := range s.Extra.Thermostats {
		s.thermostats[id] = &thermostat{state: State{ID: id, Mode: ModeHeat, Target: 20, Temperature: 18, Heating: true, At: time.Now()}}
	}
	return s, nil
}

// OnJoin tells everybody the states from which the hub starts.
func (s *Hub) OnJoin(ctx context.Context, _ runtime.JoinDetails) error {
	for id := range s.thermostats {
		if _, err := s.change(ctx, id, func(*State) {}); err != nil {
			return err
		}
	}
	return nil
}

// Get returns the state of the thermostat.
func (s *Hub) Get(_ context.Context, id ThermostatID) (State, error) {
	t, ok := s.thermostats[id]
	if !ok {
		return State{}, &NoSuchThermostatError{ID: id}
	}
	return t.get(), nil
}

// Set changes what is given, and returns the new state.
func (s *Hub) Set(ctx context.Context, id ThermostatID, args ThermostatsSetArgs) (State, error) {
	return s.change(ctx, id, func(state *State) {
		if args.Target != nil {
			state.Target = *args.Target
		}
		if args.Mode != nil {
			state.Mode = *args.Mode
		}
	})
}

// Report is for the thermostat itself, to tell its temperature.
func (s *Hub) Report(ctx context.Context, id ThermostatID, temperature float64) error {
	state, err := s.change(ctx, id, func(state *State) { state.Temperature = temperature })
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.readings) == int(s.Extra.Keep) {
		s.readings = slices.Delete(s.readings, 0, 1)
	}
	s.readings = append(s.readings, Reading{ID: id, Temperature: temperature, At: state.At})
	return nil
}

// change changes the state of a thermostat and tells everybody.
func (s *Hub) change(ctx context.Context, id ThermostatID, edit func(*State)) (State, error) {
	t, ok := s.thermostats[id]
	if !ok {
		return State{}, &NoSuchThermostatError{ID: id}
	}
	return t.change(edit, func(state State) error { return s.PublishChanged(ctx, id, state) })
}

// List returns the states of all thermostats in the order of their names.
func (s *Hub) List(context.Context) ([]State, error) {
	var states []State
	for _, id := range slices.Sorted(maps.Keys(s.thermostats)) {
		states = append(states, s.thermostats[id].get())
	}
	return states, nil
}

// chunk is how many readings leave in one progressive result.
const chunk = 100

// Export returns the readings that are kept, oldest first, in chunks.
func (s *Hub) Export(_ context.Context, since *time.Time, progress runtime.Progress[BuildingExportProgress]) (int64, error) {
	s.mu.Lock()
	readings := slices.Clone(s.readings)
	s.mu.Unlock()
	if since != nil {
		first := slices.IndexFunc(readings, func(r Reading) bool { return !r.At.Before(*since) })
		if first < 0 {
			first = len(readings)
		}
		readings = readings[first:]
	}
	for some := range slices.Chunk(readings, chunk) {
		if err := progress.Send(BuildingExportProgress{Readings: some}); err != nil {
			return 0, err // the caller has had enough, or is gone
		}
	}
	return int64(len(readings)), nil
}

// Apply sets thermostats one after the other, as the settings come in.
func (s *Hub) Apply(ctx context.Context, input runtime.Input[BuildingApplyInput]) (int64, error) {
	made := int64(0)
	for setting, err := range input.All() {
		if err != nil {
			return 0, err
		}
		if _, err := s.Set(ctx, setting.ID, ThermostatsSetArgs{Target: &setting.Target, Mode: &setting.Mode}); err != nil {
			return 0, err
		}
		made++
	}
	return made, nil
}
