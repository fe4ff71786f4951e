package golden_test

import (
	"os"
	"os/exec"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRepeated generates every case again and again: no order of a map shows.
func TestRepeated(t *testing.T) {
	for _, name := range cases(t) {
		inputs, _ := readCase(t, name)
		first := generate(t, inputs, name)
		for range 5 {
			if diff := cmp.Diff(first, generate(t, inputs, name)); diff != "" {
				t.Fatalf("%s comes out differently (-first +later)\n%s", name, diff)
			}
		}
	}
}

// TestElsewhere compares all cases on what could be another machine.
func TestElsewhere(t *testing.T) {
	if testing.Short() || *update {
		t.Skip("starts processes that compare")
	}
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	run := func(env ...string) ([]byte, error) {
		cmd := exec.Command(binary, "-test.run=^TestGolden$", "-test.count=1")
		cmd.Env = append(os.Environ(), env...)
		return cmd.CombinedOutput()
	}
	if _, err := run(); err != nil {
		t.Skip("TestGolden fails here, too, and says why")
	}
	for _, env := range [][]string{
		{"TZ=Asia/Kathmandu", "LANG=tr_TR.UTF-8", "LC_ALL=tr_TR.UTF-8", "GOMAXPROCS=1"},
		{"TZ=America/St_Johns", "LANG=C", "LC_ALL=C", "GOMAXPROCS=7", "HOME=/nowhere", "GOFLAGS=-mod=vendor"},
	} {
		if out, err := run(env...); err != nil {
			t.Errorf("with %v: %v\n%s", env, err, out)
		}
	}
}
