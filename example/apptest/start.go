// Package apptest runs an example as its users do, for tests: the built binary, in a
// directory of its own, on a free port.
package apptest

import (
	"bytes"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"
)

// patience is how long an application may take to start or to end.
const patience = 30 * time.Second

// Build builds the application of the current directory and returns the binary.
func Build(t testing.TB) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "app")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build the application: %v\n%s", err, out)
	}
	return binary
}

// Start is Serve for one address: the HTTP address of the application, without the path.
func Start(t testing.TB, binary string, args ...string) *url.URL {
	t.Helper()
	for _, address := range Serve(t, binary, args...) {
		if page, err := url.Parse(address); err == nil && (page.Scheme == "http" || page.Scheme == "ws") {
			page.Scheme, page.Path = "http", "/"
			return page
		}
	}
	t.Fatal("the application has no address of a page")
	return nil
}

// Serve runs a binary with PORT=0 until the test ends, interrupts it then, and fails the
// test if it does not end with 0. It returns the addresses that the application says that
// it serves, in that order.
func Serve(t testing.TB, binary string, args ...string) []string {
	t.Helper()
	said := &Output{up: make(chan struct{})}
	app := exec.Command(binary, args...)
	app.Dir = t.TempDir() // the node file is in the binary
	app.Env = append(os.Environ(), "PORT=0")
	app.Stdout, app.Stderr = said, said
	if err := app.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- app.Wait() }()
	t.Cleanup(func() {
		app.Process.Signal(os.Interrupt)
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("end the application: %v\n%s", err, said)
			}
		case <-time.After(patience):
			app.Process.Kill()
			<-ended
			t.Errorf("the application does not end when it is interrupted:\n%s", said)
		}
	})
	select {
	case <-said.up:
		var addresses []string
		for _, found := range address.FindAllStringSubmatch(said.String(), -1) {
			addresses = append(addresses, found[1])
		}
		return addresses
	case err := <-ended:
		ended <- err
		t.Fatalf("the application has ended: %v\n%s", err, said)
	case <-time.After(patience):
		t.Fatalf("the application does not say where it is:\n%s", said)
	}
	return nil
}

// What an application says of an address, and at the end of these.
var (
	address = regexp.MustCompile(`(?m)^  serves +(\S+)`)
	lastly  = []byte("\n  stop ")
)

// Output is what an application says. It may be read while that goes on writing.
type Output struct {
	mu   sync.Mutex
	text bytes.Buffer
	up   chan struct{} // closed once all addresses are said
}

// Write takes what is said.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	before := bytes.Contains(o.text.Bytes(), lastly)
	o.text.Write(p)
	if o.up != nil && !before && bytes.Contains(o.text.Bytes(), lastly) {
		close(o.up)
	}
	return len(p), nil
}

// String returns what has been said.
func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
