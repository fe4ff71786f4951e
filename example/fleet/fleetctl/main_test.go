package main

import (
	"bytes"
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wampgen/wampgen/example/apptest"
	"github.com/wampgen/wampgen/example/fleet/fleet"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// TestCommands runs the real application and each command against it.
func TestCommands(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "fleet")
	if out, err := exec.Command("go", "build", "-o", binary, "..").CombinedOutput(); err != nil {
		t.Fatalf("build the application: %v\n%s", err, out)
	}
	url := "ws://" + apptest.Start(t, binary).Host + "/ws"
	for _, test := range []struct {
		args, in, want string // want is a pattern of the output, or of the error
	}{
		{"list", "", `^attic +\d+\.\d °C, target 20\.0 °C, heat.*\ncellar(.*\n){4}$`},
		{"set attic 20.5 eco", "", `^attic: .* target 20\.5 °C, eco\n$`},
		{"set attic 31", "", `args|kwargs.*target.*30`},
		{"set attic warm", "", `read target "warm": want degrees Celsius`},
		{"set attic 20 hot", "", `hot`},
		{"set garage 20", "", `there is no thermostat garage`},
		{"set a.b 20", "", `a\.b`},
		{"apply", "attic,19\ncellar,8,off\n", `^2 settings made\n$`},
		{"apply", "attic,19\ncellar,cold\n", `line 2: read target "cold"`},
		{"apply", "attic,19\nattic\n", `line 2: want ID,TARGET`},
		{"apply", "garage,19\n", `there is no thermostat garage`},
		{"export", "", `^id,at,temperature\n`},
		{"export -since soon", "", `usage`},
		{"", "", `usage`},
		{"lists", "", `usage`},
	} {
		t.Run(test.args, func(t *testing.T) {
			var out bytes.Buffer
			err := run(t.Context(), append([]string{"-url", url}, strings.Fields(test.args)...), strings.NewReader(test.in), &out)
			got := out.String()
			if err != nil {
				got = err.Error()
			}
			if !regexp.MustCompile(test.want).MatchString(got) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}

	t.Run("watch", func(t *testing.T) {
		ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
		defer stop()
		out := &until{stop: stop, text: "office-2"}
		if err := run(ctx, []string{"-url", url, "watch"}, nil, out); err != nil || !strings.Contains(out.String(), "office-2") {
			t.Errorf("%v\n%s", err, out)
		}
	})

	t.Run("only thermostats report", func(t *testing.T) {
		session, err := client.Join(t.Context(), url, realm)
		if err != nil {
			t.Fatal(err)
		}
		defer session.Leave(context.Background(), wamp.CloseNormal)
		err = fleet.NewThermostatsClient(session).Report(t.Context(), "attic", 99)
		if refused := new(wamp.Error); !errors.As(err, &refused) || refused.URI != wamp.ErrNotAuthorized {
			t.Errorf("got error %v, want %s", err, wamp.ErrNotAuthorized)
		}
	})
}

// until stops when a text has been written.
type until struct {
	bytes.Buffer
	stop func()
	text string
}

func (u *until) Write(p []byte) (int, error) {
	n, err := u.Buffer.Write(p)
	if bytes.Contains(u.Bytes(), []byte(u.text)) {
		u.stop()
	}
	return n, err
}
