package node

import (
	"errors"
	"net"
	"testing"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	api "github.com/wampgen/wampgen/schemas/management"
)

// TestManagementOfTransports stops a transport, starts it and has a reload bring it back.
func TestManagementOfTransports(t *testing.T) {
	port := freePort(t)
	other := `{type: websocket, id: other, endpoint: {type: tcp, port: ` + port + `, interface: 127.0.0.1}, auth: {anonymous: {type: static, role: all}}}`
	source := managed("workers: [{type: router, realms: [" + realm1 + "], components: [" + echoing + "], transports: [" + other + ", " + listening + "]}]\n")
	n, _ := run(t, source, echoes())
	_, _, w := operators(t, n)
	ctx, url := t.Context(), "ws://127.0.0.1:"+port
	stays := join(t, "ws://"+n.Addresses()[1].Host, "realm1")
	var running *api.AlreadyRunningError
	if _, err := w.StartRouterTransport(ctx, "worker001", "other"); !errors.As(err, &running) {
		t.Errorf("start what runs: %v", err)
	}
	for range 2 {
		goes := join(t, url, "realm1")
		for range 2 { // twice is no fault
			if got, err := w.StopRouterTransport(ctx, "worker001", "other"); err != nil || got.State != api.TransportStateStopped || got.Address != "127.0.0.1:"+port {
				t.Fatalf("stop: %+v, %v", got, err)
			}
		}
		<-goes.Done()
		if _, err := client.Join(ctx, url, "realm1"); !errors.Is(err, runtime.ErrNoConnection) {
			t.Errorf("join a transport that is stopped: %v", err)
		}
		list, err := w.GetRouterTransports(ctx, "worker001")
		if err != nil || len(list) != 2 || list[0].State != api.TransportStateStarted || list[1].ID != "other" || list[1].State != api.TransportStateStopped {
			t.Errorf("list: %+v, %v", list, err)
		}
		if got, err := w.StartRouterTransport(ctx, "worker001", "other"); err != nil || got.State != api.TransportStateStarted {
			t.Fatalf("start: %+v, %v", got, err)
		}
	}
	if list, err := w.GetRouterTransports(ctx, "worker001"); err != nil || len(list) != 2 || list[0].ID != "other" {
		t.Errorf("list: %+v, %v", list, err)
	}

	// Somebody else takes the port meanwhile: it stays stopped.
	if _, err := w.StopRouterTransport(ctx, "worker001", "other"); err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		t.Fatal(err)
	}
	var impossible *api.CannotStartError
	if _, err := w.StartRouterTransport(ctx, "worker001", "other"); !errors.As(err, &impossible) {
		t.Errorf("start on a port that is taken: %v", err)
	}
	taken.Close()

	// A reload of the same file brings it back.
	if changes, err := reload(t, n, source); err != nil || len(changes) != 1 || changes[0].Kind != Added {
		t.Errorf("reload: %v, %v", changes, err)
	}
	join(t, url, "realm1")
	if got, err := w.GetRouterTransport(ctx, "worker001", "other"); err != nil || got.State != api.TransportStateStarted {
		t.Errorf("after the reload: %+v, %v", got, err)
	}
	if _, err := runtime.Call(ctx, stays, echo, runtime.None{}); err != nil {
		t.Errorf("a session of another transport: %v", err)
	}

	var noWorker *api.NoSuchWorkerError
	var noObject *api.NoSuchObjectError
	for _, do := range []func(string, string) error{
		func(worker, id string) error { _, err := w.StopRouterTransport(ctx, worker, id); return err },
		func(worker, id string) error { _, err := w.StartRouterTransport(ctx, worker, id); return err },
	} {
		if err := do("worker009", "other"); !errors.As(err, &noWorker) {
			t.Errorf("no such worker: %v", err)
		}
		if err := do(ManagementWorker, "transport001"); !errors.As(err, &noWorker) {
			t.Errorf("the management itself: %v", err)
		}
		if err := do("worker001", "third"); !errors.As(err, &noObject) {
			t.Errorf("no such transport: %v", err)
		}
	}
}
