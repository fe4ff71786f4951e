package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/example/fleet/fleet"
	"github.com/wampgen/wampgen/router/routertest"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func hub(t testing.TB, keep int) *routertest.Router {
	router := routertest.New(t)
	router.Host(fleet.HubClass(fleet.NewHub), routertest.WithExtra(fmt.Sprintf(`{"thermostats": ["cellar", "attic"], "keep": %d}`, keep)))
	return router
}

func TestSet(t *testing.T) {
	ctx, router := t.Context(), hub(t, 10)
	thermostats := fleet.NewThermostatsClient(router.Join())
	target, mode := 25.0, fleet.ModeEco

	state, err := thermostats.Set(ctx, "attic", fleet.ThermostatsSetArgs{Target: &target})
	if err != nil || state.Target != 25 || state.Mode != fleet.ModeHeat || !state.Heating {
		t.Errorf("after the target was set: %+v, %v", state, err)
	}
	target = 20
	state, err = thermostats.Set(ctx, "attic", fleet.ThermostatsSetArgs{Target: &target, Mode: &mode})
	if err != nil || state.Heating {
		t.Errorf("18 degrees are enough for mode eco and 20 degrees: %+v, %v", state, err)
	}
	if got, err := thermostats.Get(ctx, "attic"); err != nil || !got.At.Equal(state.At) {
		t.Errorf("get returns %+v, %v, set returned %+v", got, err, state)
	}

	_, err = thermostats.Set(ctx, "garage", fleet.ThermostatsSetArgs{Target: &target})
	if missing := new(fleet.NoSuchThermostatError); !errors.As(err, &missing) || missing.ID != "garage" {
		t.Errorf("a thermostat that is not there: got error %v", err)
	}
	target = 31
	_, err = thermostats.Set(ctx, "attic", fleet.ThermostatsSetArgs{Target: &target})
	if refused := new(wamp.Error); !errors.As(err, &refused) || refused.URI != wamp.ErrInvalidArgument {
		t.Errorf("31 degrees: got error %v", err)
	}
}

// Who subscribes knows every state at once, and each change.
func TestChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, router := t.Context(), hub(t, 10)
		session := router.Join()
		if err := fleet.NewThermostatsClient(session).Report(ctx, "attic", 21.5); err != nil {
			t.Fatal(err)
		}
		var got []string
		_, err := fleet.SubscribeThermostatsChanged(ctx, session, func(_ context.Context, id fleet.ThermostatID, s fleet.State) error {
			got = append(got, fmt.Sprint(id, " ", s.Temperature, " ", s.Heating))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		slices.Sort(got) // retained events of different topics have no order
		if err := fleet.NewThermostatsClient(session).Report(ctx, "cellar", 12); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if diff := cmp.Diff([]string{"attic 21.5 false", "cellar 18 true", "cellar 12 true"}, got); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
}

func TestExport(t *testing.T) {
	const kept = 1050
	ctx, router := t.Context(), hub(t, kept)
	session := router.Join()
	var middle time.Time
	for i := range kept + 7 {
		if err := fleet.NewThermostatsClient(session).Report(ctx, "attic", float64(i%40)); err != nil {
			t.Fatal(err)
		}
		if i == 1000 {
			middle = time.Now()
		}
	}
	for name, test := range map[string]struct {
		since  *time.Time
		want   int64
		chunks int
	}{
		"all that is kept": {nil, kept, 11},
		"the newer ones":   {&middle, 56, 1},
		"none":             {new(time.Now()), 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			results := fleet.NewBuildingClient(session).Export(ctx, test.since)
			chunks, readings := 0, 0
			for some, err := range results.All() {
				if err != nil {
					t.Fatal(err)
				}
				chunks, readings = chunks+1, readings+len(some.Readings)
			}
			total, err := results.Final()
			if err != nil || total != test.want || readings != int(test.want) || chunks != test.chunks {
				t.Errorf("got %d readings of %d in %d chunks, %v; want %d in %d", readings, total, chunks, err, test.want, test.chunks)
			}
		})
	}
}

func TestApply(t *testing.T) {
	ctx, router := t.Context(), hub(t, 10)
	building := fleet.NewBuildingClient(router.Join())
	setting := func(id fleet.ThermostatID, target float64) fleet.BuildingApplyInput {
		s := fleet.NewBuildingApplyInput()
		s.ID, s.Target = id, target
		return s
	}
	made, err := building.Apply(ctx, runtime.Inputs(slices.Values([]fleet.BuildingApplyInput{setting("attic", 10), setting("cellar", 11), setting("attic", 12)})))
	if err != nil || made != 3 {
		t.Errorf("made %d settings, %v; want 3", made, err)
	}

	_, err = building.Apply(ctx, runtime.Inputs(slices.Values([]fleet.BuildingApplyInput{setting("attic", 13), setting("garage", 14), setting("attic", 15)})))
	if missing := new(fleet.NoSuchThermostatError); !errors.As(err, &missing) || missing.ID != "garage" {
		t.Errorf("settings of a thermostat that is not there: got error %v", err)
	}

	broken := errors.New("broken")
	_, err = building.Apply(ctx, iter.Seq2[fleet.BuildingApplyInput, error](func(yield func(fleet.BuildingApplyInput, error) bool) {
		_ = yield(setting("cellar", 16), nil) && yield(setting("", 0), broken)
	}))
	if !errors.Is(err, broken) {
		t.Errorf("settings that end in an error: got %v", err)
	}

	states, err := building.List(ctx)
	if err != nil {
		t.Fatal(err)
	}
	got := map[fleet.ThermostatID]float64{}
	for _, s := range states {
		got[s.ID] = s.Target
	}
	if got["attic"] != 13 || got["cellar"] != 16 && got["cellar"] != 11 {
		t.Errorf("targets %v, want 13 in the attic, and in the cellar 11 or, if it came before the call was canceled, 16", got)
	}
}

// The rooms of the simulator reach their targets and stay there.
func TestSimulator(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		router := hub(t, 10)
		router.Host(fleet.SimulatorClass(fleet.NewSimulator), routertest.WithExtra(`{"interval": "10s", "outside": 0}`))
		time.Sleep(time.Hour)
		states, err := fleet.NewBuildingClient(router.Join()).List(t.Context())
		if err != nil || len(states) != 2 {
			t.Fatalf("%d states, %v", len(states), err)
		}
		for _, s := range states {
			if s.Temperature < 19.5 || s.Temperature > 20.5 {
				t.Errorf("%s: %.2f degrees after an hour, want about 20", s.ID, s.Temperature)
			}
		}
	})
}
