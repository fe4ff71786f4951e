package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/example/apptest"
	"github.com/wampgen/wampgen/router/app"
)

// seed is the smallest node file that hosts the component. It has to run as it
// stands, without version, realm and transport.
const seed = `{
  "controller": {},
  "workers": [
    {
      "type": "router",
      "options": { "pythonpath": [".."] },
      "components": [
        { "type": "class", "realm": "realm1", "classname": "hello.MySession" }
      ]
    }
  ]
}
`

func TestSeedIsUnchanged(t *testing.T) {
	file, err := os.ReadFile("seed.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(seed, string(file)); diff != "" {
		t.Errorf("seed.json (-want +got):\n%s", diff)
	}
}

// TestStart runs each node file until its component is ready, and stops it.
func TestStart(t *testing.T) {
	for file, want := range map[string][]string{
		"node.yaml": {"component1", "hello.MySession", "realm1", "http://127.0.0.1:"},
		"seed.json": {"component1", "hello.MySession", "realm1", "no transport", "pythonpath", "version"},
	} {
		t.Run(file, func(t *testing.T) {
			t.Setenv("PORT", "0")
			ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
			defer stop()
			var output apptest.Output
			ended := make(chan int, 1)
			go func() {
				ended <- app.Run(ctx, []string{"start", "--config", file}, &output, &output, Classes(), app.Embed(files))
			}()
			missing := func() (texts []string) {
				for _, text := range want {
					if !strings.Contains(output.String(), text) {
						texts = append(texts, text)
					}
				}
				return texts
			}
			for len(missing()) > 0 {
				select {
				case code := <-ended:
					t.Fatalf("ended with %d and has not said %q:\n%s", code, missing(), &output)
				case <-time.After(10 * time.Millisecond):
				}
			}
			stop()
			if code := <-ended; code != 0 {
				t.Errorf("ended with %d:\n%s", code, &output)
			}
		})
	}
}

func TestCheck(t *testing.T) {
	for _, file := range []string{"node.yaml", "seed.json"} {
		t.Run(file, func(t *testing.T) {
			var output bytes.Buffer
			args := []string{"check", "--config", file}
			if code := app.Run(t.Context(), args, &output, &output, Classes(), app.Embed(files)); code != 0 {
				t.Errorf("%s: exit code %d\n%s", strings.Join(args, " "), code, &output)
			}
		})
	}
}

func TestGeneratedFilesAreCurrent(t *testing.T) {
	out, err := exec.Command("go", "run", "../../cmd/wampgen", "generate", "--check").CombinedOutput()
	if err != nil {
		t.Errorf("wampgen generate --check: %v\n%s", err, out)
	}
}
