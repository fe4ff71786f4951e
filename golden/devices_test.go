package golden_test

import (
	"bytes"
	"context"
	stderrors "errors"
	"io"
	"iter"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/golden/devices/common"
	"github.com/wampgen/wampgen/golden/devices/devices"
	"github.com/wampgen/wampgen/router/routertest"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// building is the class devices.MySession.
type building struct {
	*devices.MySession
	removed chan<- string

	mu      sync.Mutex // invocations run concurrently
	devices map[string]devices.Device
	files   map[string][]byte
}

func (b *building) Get(_ context.Context, id string) (devices.Device, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	d, ok := b.devices[id]
	if !ok {
		return devices.Device{}, &devices.NotFoundError{ID: id}
	}
	return d, nil
}

func (b *building) Set(ctx context.Context, id string, args devices.DevicesSetArgs) error {
	i, _ := runtime.InvocationFrom(ctx)
	if i.Caller == 0 {
		return fail(false, "the caller is not disclosed")
	}
	b.mu.Lock()
	d := devices.NewDevice()
	d.ID, d.Target, d.Seen = id, &args.Target, time.Unix(0, 0).UTC()
	d.Labels, d.Tags = map[string]string{"target": "set"}, []string{"warm"}
	if args.Mode != nil {
		d.Mode = *args.Mode
	}
	b.devices[id] = d
	b.mu.Unlock()
	return b.PublishChanged(ctx, id, devices.DevicesChangedEvent{Device: d})
}

func (b *building) ReadFile(_ context.Context, path string) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.files[path], nil
}

// Export sends a chunk for each hour since then, and says how many.
func (b *building) Export(_ context.Context, since time.Time, progress runtime.Progress[devices.DevicesExportProgress]) (devices.DevicesExportResult, error) {
	var result devices.DevicesExportResult
	for at := since; at.Before(since.Add(3 * time.Hour)); at = at.Add(time.Hour) {
		if err := progress.Send(devices.DevicesExportProgress{Chunk: []byte(at.Format(time.Kitchen))}); err != nil {
			return result, err
		}
		result.Rows++
	}
	return result, nil
}

func (b *building) Upload(_ context.Context, name string, input runtime.Input[devices.DevicesUploadInput]) (int64, error) {
	var file []byte
	for in, err := range input.All() {
		if err != nil {
			return 0, err
		}
		file = append(file, in.Chunk...)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.files[name] = file
	return int64(len(file)), nil
}

func (b *building) OnRemoved(ctx context.Context, event common.UsersRemovedEvent) error {
	user, err := b.Users().Get(ctx, event.ID)
	b.removed <- user.Name
	return err
}

// TestDevices runs the example of the language's specification with callers in the
// router's process and elsewhere, in every serialization.
func TestDevices(t *testing.T) {
	for name, join := range map[string]func(*testing.T, *routertest.Router) *runtime.Session{
		"hosted":      func(_ *testing.T, r *routertest.Router) *runtime.Session { return r.Join() },
		"JSON":        func(t *testing.T, r *routertest.Router) *runtime.Session { return remote(t, r, wamp.JSON) },
		"MessagePack": func(t *testing.T, r *routertest.Router) *runtime.Session { return remote(t, r, wamp.MessagePack) },
		"CBOR":        func(t *testing.T, r *routertest.Router) *runtime.Session { return remote(t, r, wamp.CBOR) },
	} {
		t.Run(name, func(t *testing.T) {
			router := routertest.New(t)
			removed := make(chan string, 1)
			router.Provide(common.HandleUsersGet(func(_ context.Context, id string) (common.User, error) {
				return common.User{ID: id, Name: "Ada"}, nil
			}))
			router.Host(devices.MySessionClass(func(stub devices.MySessionStub) (*building, error) {
				if stub.Extra.Interval != 30*time.Second {
					t.Errorf("interval is %v", stub.Extra.Interval)
				}
				s, err := devices.NewMySession(stub)
				return &building{MySession: s, removed: removed, devices: map[string]devices.Device{}, files: map[string][]byte{}}, err
			}), routertest.WithExtra(`{"token": "x"}`))
			testDevices(t, join(t, router), removed)
		})
	}
}

// remote returns a session over a socket.
func remote(t *testing.T, r *routertest.Router, format wamp.Format) *runtime.Session {
	t.Helper()
	s, err := client.Join(t.Context(), r.Listen(), "realm1", client.WithFormats(format))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stderrors.Join(s.Leave(context.Background(), wamp.CloseNormal), s.Wait(context.Background())); err != nil {
			t.Error(err)
		}
	})
	return s
}

func testDevices(t *testing.T, session *runtime.Session, removed <-chan string) {
	ctx, c := t.Context(), devices.NewDevicesClient(session)
	changes := make(chan devices.Device, 1)
	if _, err := devices.SubscribeDevicesChanged(ctx, session, func(_ context.Context, id string, event devices.DevicesChangedEvent) error {
		if id != event.Device.ID {
			t.Errorf("part %q, device %q", id, event.Device.ID)
		}
		changes <- event.Device
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := c.Set(ctx, "d1", devices.DevicesSetArgs{Target: 21}); err != nil {
		t.Fatal(err)
	}
	changed := <-changes
	got, err := c.Get(ctx, "d1")
	want := devices.Device{
		ID: "d1", Mode: devices.ModeHeat, Target: new(21.0), Tags: []string{"warm"}, Labels: map[string]string{"target": "set"}, Seen: time.Unix(0, 0).UTC(),
	}
	if diff := cmp.Diff([]devices.Device{want, want}, []devices.Device{changed, got}); err != nil || diff != "" {
		t.Errorf("device differs (-want +got)\n%s%v", diff, err)
	}
	var missing *devices.NotFoundError
	if _, err := c.Get(ctx, "d2"); !stderrors.As(err, &missing) || missing.ID != "d2" || missing.Error() != "no device has the id d2" {
		t.Errorf("get of an unknown device: %v", err)
	}
	var refused *wamp.Error
	if err := c.Set(ctx, "D1", devices.DevicesSetArgs{Target: 21}); !stderrors.As(err, &refused) || refused.URI != wamp.ErrInvalidArgument {
		t.Errorf("set with an id against its pattern: %v", err)
	}
	if err := c.Set(ctx, "d1", devices.DevicesSetArgs{Target: 99}); !stderrors.As(err, &refused) || !strings.Contains(err.Error(), "kwargs.target") {
		t.Errorf("set above the maximum: %v", err)
	}

	export := c.Export(ctx, time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC))
	var chunks []string
	for p, err := range export.All() {
		if err != nil {
			t.Fatal(err)
		}
		chunks = append(chunks, string(p.Chunk))
	}
	total, err := export.Final()
	if diff := cmp.Diff([]string{"9:00AM", "10:00AM", "11:00AM"}, chunks); diff != "" || err != nil || total.Rows != 3 {
		t.Errorf("export of %d rows: %v (-want +got)\n%s", total.Rows, err, diff)
	}

	file := bytes.Repeat([]byte("0123456789abcdef"), 64<<10) // more than may wait
	n, err := c.Upload(ctx, "plan.txt", chunked(bytes.NewReader(file)))
	if err != nil || n != int64(len(file)) {
		t.Errorf("upload of %d bytes: %v", n, err)
	}
	if read, err := c.ReadFile(ctx, "plan.txt"); err != nil || !bytes.Equal(read, file) {
		t.Errorf("read %d bytes: %v", len(read), err)
	}

	if err := common.NewUsersPublisher(session).PublishRemoved(ctx, common.UsersRemovedEvent{ID: "u1"}); err != nil {
		t.Error(err)
	}
	if name := <-removed; name != "Ada" {
		t.Errorf("the removed user is %q", name)
	}
}

// chunked returns what is read as the input of an upload.
func chunked(r io.Reader) iter.Seq2[devices.DevicesUploadInput, error] {
	return func(yield func(devices.DevicesUploadInput, error) bool) {
		for {
			chunk := make([]byte, 16<<10)
			n, err := r.Read(chunk)
			if err == io.EOF || !yield(devices.DevicesUploadInput{Chunk: chunk[:n]}, err) || err != nil {
				return
			}
		}
	}
}

// TestExampleOfTheDocumentation keeps the copy in docs/schema.md equal to what is
// generated, compiled and run here.
func TestExampleOfTheDocumentation(t *testing.T) {
	want, err := os.ReadFile("devices/devices/devices.wamp.yaml")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../docs/schema.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(page), "## The whole example\n")
	_, block, _ = strings.Cut(block, "```yaml\n")
	got, _, _ := strings.Cut(block, "```")
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the example of docs/schema.md differs from golden/devices/devices (-golden +docs)\n%s", diff)
	}
}
