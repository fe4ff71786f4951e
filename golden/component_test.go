package golden_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/golden/component"
	componentregistry "github.com/wampgen/wampgen/golden/component/registry"
	"github.com/wampgen/wampgen/golden/keywords"
	"github.com/wampgen/wampgen/golden/several"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestRegistries(t *testing.T) {
	r, err := runtime.NewRegistry(componentregistry.Classes(), several.Classes())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"alpha.Server", "beta.Other", "beta.Server", "component.HTTPGateway", "component.Idle", "component.MySession"}
	if diff := cmp.Diff(want, r.Names()); diff != "" {
		t.Errorf("classes differ (-want +got)\n%s", diff)
	}
}

// TestContract reads what a class says about itself.
func TestContract(t *testing.T) {
	got := keywords.PackageClass(keywords.NewPackage).Contract
	if got.Class != "keywords.Package" || len(got.Provides) != 18 || len(got.Publishes) != 4 || len(got.Subscribes) != 4 || len(got.Calls) != 1 || len(got.Extra) != 3 {
		t.Errorf("contract of keywords.Package is not complete: %+v", got)
	}
	class := component.MySessionClass(component.NewMySession)
	get := contract.Procedure{
		Name: "Users.get", URI: component.UsersGetURI,
		Args:       []contract.Field{{Name: "id", Type: "string"}},
		ResultArgs: []contract.Field{{Name: "result", Type: "string"}},
		Errors:     []wamp.URI{component.RefusedErrorURI},
	}
	if diff := cmp.Diff(get, class.Contract.Provides[0]); diff != "" {
		t.Errorf("procedure differs (-want +got)\n%s", diff)
	}
	port := contract.Field{Name: "port", Type: "int", Default: "80", Min: "1", Max: "65535"}
	types := []contract.Type{
		{Name: "Mode", Enum: []string{"fast", "slow"}},
		{Name: "Server", Fields: []contract.Field{{Name: "host", Type: "string"}, port}},
	}
	if diff := cmp.Diff(types, class.Contract.Types); diff != "" {
		t.Errorf("types differ (-want +got)\n%s", diff)
	}
	for _, f := range class.Contract.Extra {
		if f.Secret != (f.Default == "" && slices.Contains([]string{"token", "key", "pin"}, f.Name)) {
			t.Errorf("secret %+v", f)
		}
	}
}

func TestExtra(t *testing.T) {
	class := component.MySessionClass(component.NewMySession)
	tests := []struct {
		extra  string
		faults string
	}{
		{`{"servers":[{"host":"a"}]}`, ""},
		{`{"servers":[{"host":"a","port":1}],"interval":"1m","mode":"fast","names":{},"token":"t","key":"\u0000aGk=","pin":1}`, ""},
		{``, "servers required"},
		{`{"servers":[{"host":"a","port":0}],"interval":"1ms"}`, "interval min, servers[0].port min"},
		{`{"servers":[]}`, "servers min"},
		{`{"servers":[{"host":"a"}],"mode":"quick"}`, "mode enum"},
		{`{"servers":[{"host":"a"}],"other":1}`, "other unknown"},
		{`{"servers":{}}`, "servers type"},
		{`[]`, " type"},
	}
	for _, test := range tests {
		var extra []byte
		if test.extra != "" {
			extra = []byte(test.extra)
		}
		var got []string
		for _, f := range class.CheckExtra(extra) {
			got = append(got, f.Path+" "+f.Rule)
		}
		if diff := cmp.Diff(test.faults, strings.Join(got, ", ")); diff != "" {
			t.Errorf("faults of %s differ (-want +got)\n%s", test.extra, diff)
		}
		_, _, err := class.New(runtime.Env{Extra: extra})
		if (err == nil) != (test.faults == "") {
			t.Errorf("class with extra %s: %v", test.extra, err)
		}
	}
}

func TestSecrets(t *testing.T) {
	extra := component.MySessionExtra{Token: "swordfish", Key: []byte("swordfish"), Pin: 271828, Interval: time.Second}
	holder := struct {
		Extra   component.MySessionExtra
		Pointer *component.MySessionExtra
	}{extra, &extra}
	var log strings.Builder
	logger := slog.New(slog.NewTextHandler(&log, nil))
	logger.Info("extra", "value", extra, "pointer", &extra)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("extra", "value", extra, "pointer", &extra)
	texts := []string{
		fmt.Sprint(extra), fmt.Sprintf("%v %+v %#v %s", extra, extra, extra, extra), fmt.Sprintf("%v %#v", &extra, &extra),
		fmt.Sprintf("%v %+v %#v", holder, holder, holder), fmt.Sprintf("%d %x %q", extra, &extra, holder), log.String(),
	}
	for _, x := range []any{extra, &extra, holder} {
		text, err := json.Marshal(x)
		if err != nil {
			t.Error(err)
		}
		texts = append(texts, strings.ReplaceAll(string(text), `"Interval":1000000000`, "Interval:1s"))
	}
	for _, text := range texts {
		for _, secret := range []string{"swordfish", "115 119 111", "0x73, 0x77", "73776f", "c3dvcmRmaXNo", "271828"} {
			if strings.Contains(text, secret) {
				t.Errorf("%q shows %q", text, secret)
			}
		}
		if !strings.Contains(text, "Interval:1s") {
			t.Errorf("%q shows nothing of the extra", text)
		}
	}
	if extra.Token != "swordfish" {
		t.Errorf("printing changes the token to %q", extra.Token)
	}
}
