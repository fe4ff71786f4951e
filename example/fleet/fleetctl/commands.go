package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/wampgen/wampgen/example/fleet/fleet"
	"github.com/wampgen/wampgen/runtime"
)

func list(args []string) (command, error) {
	if len(args) != 0 {
		return nil, errUsage
	}
	return func(ctx context.Context, session *runtime.Session, _ io.Reader, out io.Writer) error {
		states, err := fleet.NewBuildingClient(session).List(ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		for _, s := range states {
			fmt.Fprintf(table, "%s\t%s\n", s.ID, describe(s))
		}
		return table.Flush()
	}, nil
}

func describe(s fleet.State) string {
	heating := ""
	if s.Heating {
		heating = ", heating"
	}
	return fmt.Sprintf("%.1f °C, target %.1f °C, %s%s", s.Temperature, s.Target, s.Mode, heating)
}

func set(args []string) (command, error) {
	if len(args) < 2 || len(args) > 3 {
		return nil, errUsage
	}
	target, err := strconv.ParseFloat(args[1], 64)
	if err != nil {
		return nil, fmt.Errorf("read target %q: want degrees Celsius", args[1])
	}
	change := fleet.ThermostatsSetArgs{Target: &target}
	if len(args) == 3 {
		mode := fleet.Mode(args[2])
		change.Mode = &mode
	}
	return func(ctx context.Context, session *runtime.Session, _ io.Reader, out io.Writer) error {
		state, err := fleet.NewThermostatsClient(session).Set(ctx, fleet.ThermostatID(args[0]), change)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "%s: %s\n", state.ID, describe(state))
		return err
	}, nil
}

// watch prints the states that are retained first, and then what changes.
func watch(args []string) (command, error) {
	if len(args) > 1 {
		return nil, errUsage
	}
	return func(ctx context.Context, session *runtime.Session, _ io.Reader, out io.Writer) error {
		show := func(_ context.Context, id fleet.ThermostatID, state fleet.State) error {
			_, err := fmt.Fprintf(out, "%s %s: %s\n", state.At.Format(time.TimeOnly), id, describe(state))
			return err
		}
		var err error
		if len(args) == 0 {
			_, err = fleet.SubscribeThermostatsChanged(ctx, session, show)
		} else {
			id := fleet.ThermostatID(args[0])
			_, err = fleet.SubscribeThermostatsChangedOf(ctx, session, id, func(ctx context.Context, state fleet.State) error {
				return show(ctx, id, state)
			})
		}
		if ctx.Err() != nil {
			return nil // events come before the router says that it has subscribed
		}
		if err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-session.Done():
			return session.Err()
		}
	}, nil
}

func export(args []string) (command, error) {
	flags := flag.NewFlagSet("export", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // run says what is wrong
	since := flags.Duration("since", 0, "leaves out what is older; 0: nothing")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return nil, errUsage
	}
	return func(ctx context.Context, session *runtime.Session, _ io.Reader, out io.Writer) error {
		var from *time.Time
		if *since > 0 {
			t := time.Now().Add(-*since)
			from = &t
		}
		return writeReadings(out, fleet.NewBuildingClient(session).Export(ctx, from))
	}, nil
}

func apply(args []string) (command, error) {
	if len(args) != 0 {
		return nil, errUsage
	}
	return func(ctx context.Context, session *runtime.Session, in io.Reader, out io.Writer) error {
		made, err := fleet.NewBuildingClient(session).Apply(ctx, readSettings(in))
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "%d settings made\n", made)
		return err
	}, nil
}
