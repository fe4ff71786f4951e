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

// Start runs a binary with PORT=0 until the test ends, interrupts it then, and fails the
// test if it does not end with 0. It returns the HTTP address that the application
// says that it serves, without the path.
func Start(t testing.TB, binary string, args ...string) *url.URL {
	t.Helper()
	said := &Output{address: make(chan string, 1)}
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
	case address := <-said.address:
		page, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		return page
	case err := <-ended:
		ended <- err
		t.Fatalf("the application has ended: %v\n%s", err, said)
	case <-time.After(patience):
		t.Fatalf("the application does not say where it is:\n%s", said)
	}
	return nil
}

// Output is what an application says. It may be read while that goes on writing.
type Output struct {
	mu      sync.Mutex
	text    bytes.Buffer
	address chan string // gets the address, once it is said
}

var address = regexp.MustCompile(`(?:http|ws)://(127\.0\.0\.1:\d+)[/\s]`)

// Write takes what is said.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text.Write(p)
	if found := address.FindSubmatch(o.text.Bytes()); found != nil {
		select {
		case o.address <- "http://" + string(found[1]) + "/":
		default:
		}
	}
	return len(p), nil
}

// String returns what has been said.
func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}
