package conformance

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// shared is the application that the tests have in common. They keep out of one
// another's way by their URIs; those that count sessions have a node of their own.
var shared *node

func TestMain(m *testing.M) {
	os.Exit(runTests(m))
}

func runTests(m *testing.M) (code int) {
	dir, err := os.MkdirTemp("", "conformance")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	shared, err = run(dir, nodeFile(dict{}))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code = m.Run()
	if exit := shared.shutdown(); exit != 0 {
		fmt.Fprintf(os.Stderr, "the shared application ended with %d:\n%s\n", exit, shared.log)
		code = 1
	}
	if faults := shared.faults(); faults != "" {
		fmt.Fprintf(os.Stderr, "the shared application has logged:\n%s\n", faults)
		code = 1
	}
	if err := goleak.Find(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	return code
}
