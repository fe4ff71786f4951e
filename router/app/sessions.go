package app

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/runtime/wamp"
	"github.com/wampgen/wampgen/schemas/management"
)

// sessions lists the sessions of the running node.
func (a *application) sessions(*cobra.Command, []string) error {
	return a.operate(func(ctx context.Context, r running) error {
		var realm *string
		if a.realm != "" {
			realm = &a.realm
		}
		list, err := r.node.GetSessions(ctx, realm)
		if err != nil {
			return err
		}
		if a.json {
			return printJSONList(a.stdout, pointers(list))
		}
		w := newTable(a.stdout)
		fmt.Fprintln(w, "WORKER\tREALM\tSESSION\tAUTHID\tROLE\tMETHOD\tPEER")
		for _, s := range list {
			peer := given(s.Peer)
			if s.Hosted {
				peer = "in this process"
			}
			fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\t%s\t%s\n", s.Worker, s.Realm, s.Session, oneLine(s.AuthID), s.AuthRole, s.AuthMethod, peer)
		}
		return w.Flush()
	})
}

// kick ends a session of the running node.
func (a *application) kick(_ *cobra.Command, args []string) error {
	id, err := strconv.ParseUint(args[0], 10, 64)
	if err != nil {
		return fmt.Errorf("want the ID of a session, got %q", args[0])
	}
	return a.operate(func(ctx context.Context, r running) error {
		list, err := r.node.GetSessions(ctx, nil)
		if err != nil {
			return err
		}
		for _, s := range list {
			if s.Session == wamp.ID(id) {
				return a.kickSession(ctx, r, s)
			}
		}
		return fmt.Errorf("find session %d: there is none", id)
	})
}

func (a *application) kickSession(ctx context.Context, r running, s management.Session) error {
	args := management.WorkerKillSessionArgs{RealmID: s.Realm, Session: s.Session}
	if a.reason != "" {
		reason := wamp.URI(a.reason)
		args.Reason = &reason
	}
	if a.message != "" {
		args.Message = &a.message
		if args.Reason == nil { // they come one after the other
			reason := wamp.CloseKilled
			args.Reason = &reason
		}
	}
	if err := r.workers.KillSession(ctx, s.Worker, args); err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%s/%s session %d (%s) ended\n", s.Worker, s.Realm, s.Session, s.AuthID)
	return nil
}
